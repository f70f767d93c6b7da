// What a room is made of. Put together by rooms.ts when a document is opened.
import type { Address } from '../../contracts/ids.ts'
import type { Hint } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Head, LogStore, SetAsideBytes } from '../store/store.ts'
import type { Committer } from './committer.ts'
import type { DocumentIndex } from './document-index.ts'

export interface RoomOptions {
  readonly address: Address
  readonly head: Head
  readonly index: DocumentIndex
  /** What is in the snapshot, as DocumentIndex tells it. */
  readonly snapshotClocks: Clocks | undefined
  /** Rows and bytes of the log after the snapshot. */
  readonly tail: Tail
  /** Something in snapshot or log came before what it hangs on. */
  readonly outOfOrder: boolean
  readonly setAside: SetAsideBytes
  readonly committer: Committer
  readonly readLog: LogStore['readLog']
  readonly clock: Clock
  readonly log: Log
  /** Snapshot and tail together may have so much (L4). */
  readonly maxBytes: number
  /** Told after each commit, when `tail` has grown, and when something was refused because the document is full. */
  readonly grew: () => void
  /** It takes nothing more, and must be opened anew from the store. */
  readonly broke: () => void
  readonly publish: (hint: Hint) => void
}

/** Per Yjs client, how far its structs reach. Undefined: not known, or they do not tell all. */
export type Clocks = ReturnType<DocumentIndex['clocks']>

export interface Tail {
  readonly rows: number
  readonly bytes: number
}
