// What must hold when everything has been mended: everybody, newcomers to each relay and PostgreSQL have the same, every word is
// there once unless it was erased, and nobody was told to stop.
import { FrameClient } from '../../support/frame-client.ts'
import { until } from '../../support/until.ts'
import { type Manuscript, textOf, wordsOf } from './manuscript.ts'
import type { Servers } from './servers.ts'
import { Truth } from './truth.ts'
import type { Writer } from './writer.ts'

const CONVERGED_WITHIN_MS = 25_000

export async function checkPeace(
  servers: Servers,
  writers: readonly Writer[],
  violated: (what: string) => void,
): Promise<void> {
  for (const [nth, { relay }] of servers.relays.entries())
    if (!relay.running) violated(`relay ${nth} has ended by itself: ${relay.stderr}`)
  const manuscripts = [...new Set(writers.map(({ manuscript }) => manuscript))]
  await Promise.all(
    manuscripts.map((manuscript) =>
      checkManuscript(
        servers,
        manuscript,
        writers.filter((writer) => writer.manuscript === manuscript),
        violated,
      ),
    ),
  )
  for (const { name, closeCodes, broken } of writers) {
    for (const what of new Set(broken)) violated(what)
    for (const code of new Set(closeCodes))
      if (code >= 4400 && code < 4500) violated(`${name} was told to stop, with ${code}`)
  }
}

async function checkManuscript(
  servers: Servers,
  manuscript: Manuscript,
  writers: readonly Writer[],
  violated: (what: string) => void,
): Promise<void> {
  const truth = new Truth(servers, manuscript)
  const expected = [...manuscript.typed.keys()].filter((word) => !manuscript.erased.has(word)).toSorted()
  let stored = ''
  const unlike = (): Writer[] => writers.filter(({ doc, settled }) => !settled || textOf(doc) !== stored)
  try {
    await until(
      'all to be the same',
      async () => {
        stored = textOf(await truth.read())
        return unlike().length === 0
      },
      CONVERGED_WITHIN_MS,
    )
  } catch (error) {
    violated(`${manuscript.path} has not converged: ${String(error)}`)
    for (const { name, doc, settled } of unlike())
      violated(`${name} ${settled ? 'is settled' : 'is not settled'} and has ${difference(wordsOf(doc), stored)}`)
  }
  const words = stored.split(' ').slice(0, -1).toSorted()
  if (words.join() !== expected.join())
    violated(`PostgreSQL has of ${manuscript.path}, beside what was typed, ${difference(words, expected.join(' '))}`)
  if (textOf(await truth.readAnew()) !== stored) violated(`R5: a fresh load of ${manuscript.path} is another`)
  for (const [nth, relay] of servers.relays.entries()) {
    const newcomer = await FrameClient.join(relay, manuscript.path)
    newcomer.leave()
    if (newcomer.text !== stored)
      violated(`R4: relay ${nth} gives a newcomer to ${manuscript.path} ${difference(wordsOf(newcomer.doc), stored)}`)
  }
}

/** In words, beside what is stored. */
function difference(words: readonly string[], stored: string): string {
  const [here, there] = [new Set(words), new Set(stored.split(' ').filter((word) => word !== ''))]
  const [more, less] = [words.filter((word) => !there.has(word)), [...there].filter((word) => !here.has(word))]
  const some = (list: readonly string[]): string => `${list.length} (${list.slice(0, 5).join(' ')})`
  return `${some(more)} more, ${some(less)} less, ${words.length - here.size} twice`
}
