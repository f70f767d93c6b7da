// Somebody who types words into a document and erases others, wherever, with a copy of their own that goes along from relay to
// relay. What they were told and shown can be asked for at any moment. How they are connected is frame-writer.ts' and
// stock-writer.ts' affair.
import * as Y from 'yjs'
import type { SyncAddress } from '../../support/relay-address.ts'
import { clocksOf, type Manuscript, type Possession, wordsOf } from './manuscript.ts'

export interface WriterParts {
  readonly name: string
  readonly manuscript: Manuscript
  /** Only looks on. */
  readonly isReader: boolean
  readonly random: () => number
}

const ERASES = 0.25

export abstract class Writer {
  readonly name: string
  readonly manuscript: Manuscript
  readonly #isReader: boolean
  readonly doc = new Y.Doc()
  /** Codes that connections ended with. */
  readonly closeCodes: number[] = []
  /** What a relay has said that it must not. */
  readonly broken: string[] = []
  protected readonly random: () => number
  protected readonly erasures: string[] = []
  /** Where each own word begins. */
  readonly #typed: number[] = []

  constructor({ name, manuscript, isReader, random }: WriterParts) {
    this.name = name
    this.manuscript = manuscript
    this.#isReader = isReader
    this.random = random
  }

  /** Of this person's own edits, as far as a relay has said so: up to this clock, and so many erasures. */
  abstract get saved(): { readonly clock: number; readonly erasures: number }
  /** Connected, and as far as they can tell, all is said and done. */
  abstract get settled(): boolean
  /** Breaks off, and comes back to that relay after a while. */
  abstract moveTo(relay: SyncAddress, afterMs: number): void
  abstract close(): void

  get edits(): number {
    return this.#typed.length + this.erasures.length
  }

  /** Of the edits, as far as a relay has said that they are saved. */
  get acknowledged(): number {
    const { clock, erasures } = this.saved
    return this.#typed.filter((each) => each < clock).length + erasures
  }

  /** One edit, if this is somebody who writes. */
  write(): void {
    if (this.#isReader) return
    const words = wordsOf(this.doc)
    if (words.length > 0 && this.random() < ERASES) this.#erase(words)
    else this.#type(words)
  }

  /** What this person has been told is saved, or was shown of others: by now all of it is in the store (R1, R2). */
  get claims(): Possession {
    const { doc, saved, manuscript } = this
    const held = new Map([...clocksOf(doc), [doc.clientID, saved.clock]])
    return { held, gone: manuscript.goneFrom(held, [...wordsOf(doc), ...this.erasures.slice(saved.erasures)]) }
  }

  #type(words: readonly string[]): void {
    const { doc, manuscript, name } = this
    const word = `${name}.${this.#typed.length}`
    const clock = Y.getState(doc.store, doc.clientID)
    this.#typed.push(clock)
    manuscript.typed.set(word, Y.createID(doc.clientID, clock))
    doc.getText('text').insert(startOf(words, Math.floor(this.random() * (words.length + 1))), `${word} `)
  }

  #erase(words: readonly string[]): void {
    const nth = Math.floor(this.random() * words.length)
    const word = words[nth]!
    this.erasures.push(word)
    this.manuscript.erased.add(word)
    this.doc.getText('text').delete(startOf(words, nth), word.length + 1)
  }
}

const startOf = (words: readonly string[], nth: number): number =>
  words.slice(0, nth).reduce((sum, { length }) => sum + length + 1, 0)
