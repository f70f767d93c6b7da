// Who is told what people in a simulation do, hear and see. Called by person.ts, fulfilled by evidence.ts.
import type * as Y from 'yjs'
import type { Address } from '../../../contracts/ids.ts'
import type { Forged } from './forged.ts'
import type { Edit } from './words.ts'

/** A person, as far as a witness is concerned. */
export interface Somebody {
  readonly name: string
  readonly address: Address
  readonly doc: Y.Doc
}

export interface Witness {
  /** A word was put in, as the struct with this id. */
  typed(word: string, id: Y.ID): void
  /** The relay said that these are on disk. */
  acknowledged(person: Somebody, edits: readonly Edit[]): void
  /** The relay has shown somebody these. */
  shown(person: Somebody, edits: readonly Edit[]): void
  /** It has asked what it lacks, as whoever joins does. */
  asked(person: Somebody): void
  /** And says that it has everything now. */
  synced(person: Somebody): void
  /** And that it has been sent everything up to this seq. */
  heardHead(person: Somebody, seq: number): void
  /** The relay says so of somebody, and somebody else has said it. */
  sawForged(person: Somebody, forged: Forged): void
  violated(what: string): void
}
