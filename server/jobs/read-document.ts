// A document's snapshot and log as they are handed to a worker, piece by piece. Used by folder.ts and upkeep.ts.
import type { Address } from '../../contracts/ids.ts'
import { Unavailable } from '../errors.ts'
import type { LogStore, Snapshot } from '../store/store.ts'
import type { AddRows } from './fold-line.ts'

const READ_ROWS = 1_000

/** How far a document is to be read. A room says so of itself. */
export interface Reach {
  readonly address: Address
  readonly head: number
  readonly snapshotSeq: number
}

/** What went into a fold. */
export interface PutIn {
  readonly seq: number
  /** Seq of the snapshot that went in, which was whole; 0 when none did. */
  readonly baseSeq: number
  /** Of the log, after the snapshot that went in. */
  readonly rows: number
  readonly bytes: number
}

/** A row was folded away meanwhile, or is lost. */
export class RowMissing extends Unavailable {}

/** Rejects with RowMissing, and with what the store says. */
export async function readDocument(
  store: Pick<LogStore, 'readSnapshot' | 'readLog'>,
  reach: Reach,
  add: AddRows,
): Promise<PutIn> {
  const { address, snapshotSeq } = reach
  const snapshot: Snapshot | undefined = snapshotSeq === 0 ? undefined : await store.readSnapshot(address)
  if (snapshot !== undefined) add([{ seq: 0, update: snapshot.bytes }], [snapshot.bytes.buffer as ArrayBuffer])
  const target = reach.head
  const baseSeq = snapshot?.seq ?? 0
  let seq = baseSeq
  let rows = 0
  let bytes = 0
  while (seq < target) {
    const read = await store.readLog(address, { after: seq, maxRows: Math.min(READ_ROWS, target - seq) })
    if (read[0]?.seq !== seq + 1) throw new RowMissing(`the log of ${address.document} has no row after ${seq}`)
    add(read)
    seq = read.at(-1)!.seq
    rows += read.length
    bytes += read.reduce((sum, row) => sum + row.update.byteLength, 0)
  }
  return { seq, baseSeq, rows, bytes }
}
