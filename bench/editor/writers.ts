// Ten people elsewhere, as a process of their own: each writes five letters a second somewhere in the document and shows a
// caret. One of them also writes numbered signs near the place that is watched. Forked by run.ts; ends with it.
import * as Y from 'yjs'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { until } from '../../tests/support/until.ts'
import { join } from './text.ts'

const WRITERS = 10
const EDIT_EVERY_MS = 200
const SIGN_EVERY_MS = 700

const [, , syncUrl, document, watched] = process.argv
if (syncUrl === undefined || document === undefined || watched === undefined) throw new Error('run.ts forks this')

const people = Array.from({ length: WRITERS }, () => join(syncUrl, document))
for (const { provider } of people) await until('a writer to be in', () => provider.synced, 60_000)

for (const [at, { doc, provider }] of people.entries()) {
  provider.awareness.setLocalStateField('user', { name: `Writer ${at}`, color: '#127f69' })
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  const place = Math.floor(((at + 0.5) / WRITERS) * fragment.length)
  // Everyone in a paragraph of their own; the one next to the watched place is left to the signs.
  const text = textOf(fragment, Math.abs(place - Number(watched)) < 2 ? place + 3 : place)
  setTimeout(
    () => {
      setInterval(() => {
        text.insert(text.length, 'e')
        const caret = Y.createRelativePositionFromTypeIndex(text, text.length, -1)
        provider.awareness.setLocalStateField('cursor', { anchor: caret, head: caret })
      }, EDIT_EVERY_MS)
    },
    at * (EDIT_EVERY_MS / WRITERS),
  )
}

const signs = textOf(people[0]!.doc.getXmlFragment(TEXT_FIELD), Number(watched))
let sign = 0
setInterval(() => {
  sign++
  const text = `⟦${sign}⟧`
  people[0]!.doc.transact(() => {
    const start = signs.toString().indexOf('⟦')
    if (start !== -1) signs.delete(start, signs.toString().indexOf('⟧') + 1 - start)
    signs.insert(signs.length, text)
  })
  process.send?.({ sign, at: Date.now() })
}, SIGN_EVERY_MS)
process.send?.('writing')
process.on('disconnect', () => process.exit())

function textOf(fragment: Y.XmlFragment, at: number): Y.XmlText {
  const text: unknown = (fragment.get(at) as Y.XmlElement).get(0)
  if (!(text instanceof Y.XmlText)) throw new Error(`block ${at} has no text`)
  return text
}
