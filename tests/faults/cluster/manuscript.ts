// One document of a run: which words were ever typed into it, by whomever, and which were erased. Every word is typed once, so
// that each edit can be looked for. Shared by all who write in it.
import * as Y from 'yjs'
import type { Address } from '../../../contracts/ids.ts'

export class Manuscript {
  readonly address: Address
  /** Where each word begins. */
  readonly typed = new Map<string, Y.ID>()
  readonly erased = new Set<string>()

  constructor(address: Address) {
    this.address = address
  }

  /** As in the address of a relay, behind `/sync/`. */
  get path(): string {
    const { document, part } = this.address
    return part === 'text' ? document : `${document}/${part}`
  }

  /** Words that whoever holds so much has, and does not show: they know that these were erased. */
  goneFrom(held: Clocks, shown: readonly string[]): string[] {
    const shows = new Set(shown)
    return [...this.typed]
      .filter(([word, { client, clock }]) => clock < (held.get(client) ?? 0) && !shows.has(word))
      .map(([word]) => word)
  }
}

/** Of Yjs client ids, how far each is held. */
type Clocks = ReadonlyMap<number, number>

/** What somebody has: how far of each client, and of that the words which were erased. */
export interface Possession {
  readonly held: Clocks
  readonly gone: readonly string[]
}

/** A word is followed by a space; nobody types into one, so that they stay whole. */
export const wordsOf = (doc: Y.Doc): string[] => textOf(doc).split(' ').slice(0, -1)
export const textOf = (doc: Y.Doc): string => doc.getText('text').toString()
export const clocksOf = (doc: Y.Doc): Clocks => Y.decodeStateVector(Y.encodeStateVector(doc))
