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
}

/** Of Yjs client ids, how far each is held. */
export type Clocks = ReadonlyMap<number, number>

/** A word is followed by a space; nobody types into one, so that they stay whole. */
export const wordsOf = (doc: Y.Doc): string[] => textOf(doc).split(' ').slice(0, -1)
export const textOf = (doc: Y.Doc): string => doc.getText('text').toString()
export const clocksOf = (doc: Y.Doc): Clocks => Y.decodeStateVector(Y.encodeStateVector(doc))
