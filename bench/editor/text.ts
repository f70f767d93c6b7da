// The document that is typed in: paragraphs of about sixty words with a heading now and then, the same for every run and
// for both pages. Put into the relay by a stock client.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { seeded } from '../../tests/support/random.ts'
import { until } from '../../tests/support/until.ts'

const WORDS_PER_PARAGRAPH = 60
const PARAGRAPHS_PER_HEADING = 12
const VOCABULARY = 'tide lantern of the quiet harbour and seven letters were written by hand before morning came'.split(
  ' ',
)

export function join(syncUrl: string, document: string): { readonly doc: Y.Doc; readonly provider: WebsocketProvider } {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(syncUrl, document, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  return { doc, provider }
}

/** Answers the number of blocks. */
export async function writeDocument(syncUrl: string, document: string, words: number): Promise<number> {
  const { doc, provider } = join(syncUrl, document)
  await until('the relay to answer', () => provider.synced, 30_000)
  const random = seeded(7)
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  let written = 0
  while (written < words) {
    const blocks: Y.XmlElement[] = []
    for (let at = 0; at < PARAGRAPHS_PER_HEADING && written < words; at++) {
      const isHeading = at === 0
      const count = isHeading ? 5 : WORDS_PER_PARAGRAPH
      blocks.push(block(isHeading, count, random))
      written += count
    }
    doc.transact(() => fragment.insert(fragment.length, blocks))
  }
  const blocks = fragment.length
  // Whoever joins after this has everything.
  const reader = join(syncUrl, document)
  await until('the relay to have it', () => reader.doc.getXmlFragment(TEXT_FIELD).length === blocks, 60_000)
  for (const one of [reader, { doc, provider }]) {
    one.provider.destroy()
    one.doc.destroy() // Its awareness ticks for ever otherwise.
  }
  return blocks
}

function block(isHeading: boolean, words: number, random: () => number): Y.XmlElement {
  const element = new Y.XmlElement(isHeading ? 'heading' : 'paragraph')
  if (isHeading) element.setAttribute('level', 2 as unknown as string)
  const sentence = Array.from({ length: words }, () => VOCABULARY[Math.floor(random() * VOCABULARY.length)])
  element.insert(0, [new Y.XmlText(sentence.join(' '))])
  return element
}
