// What the store holds of a document, as a room needs it: the index, read from what stands beside the snapshot and from the log
// behind it, in slices, so that a large document does not hold up the others. Read by rooms.ts when a room is opened.
import type { Address } from '../../contracts/ids.ts'
import { Damaged } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Head, LogStore } from '../store/store.ts'
import { DocumentIndex } from './document-index.ts'
import type { RoomOptions } from './room-options.ts'
import { readUpdate } from './update.ts'

/** Log rows decoded before the event loop gets its turn. */
const SLICE_ROWS = 250

interface Sources {
  readonly store: LogStore
  readonly log: Log
}

export interface Held extends Pick<RoomOptions, 'index' | 'snapshotClocks' | 'tail' | 'outOfOrder'> {
  /** Seq of the last row that was read. */
  readonly last: number
}

/** Rejects with Damaged when rows are missing, and with what the store says. */
export async function readHeld(sources: Sources, address: Address, head: Head): Promise<Held> {
  const { store } = sources
  const none = head.snapshotSeq === 0
  const { index, seq, whole } = none
    ? { index: new DocumentIndex(), seq: 0, whole: true }
    : await readSnapshotIndex(sources, address)
  // Of the one that the head names, and no other: whoever has these is sent the log from its seq on.
  const snapshotClocks = whole && seq === head.snapshotSeq ? index.clocks() : undefined
  let after = seq
  let rows = 0
  let bytes = 0
  let outOfOrder = index.waiting > 0
  while (after < head.head) {
    const slice = await store.readLog(address, { after, maxRows: SLICE_ROWS })
    if (slice[0]?.seq !== after + 1)
      throw new Damaged(`the log of ${address.document} has no row after ${after}, though its head is ${head.head}`)
    for (const { seq, update } of slice) {
      const added = addTo(index, update)
      if (added === 'waits') outOfOrder = true
      else if (added === 'undecodable') await setAside(sources, address, seq)
    }
    after = slice.at(-1)!.seq
    rows += slice.length
    bytes += slice.reduce((sum, { update }) => sum + update.byteLength, 0)
  }
  return { index, snapshotClocks, tail: { rows, bytes }, outOfOrder, last: after }
}

/** From the snapshot's bytes only when no index is beside it that could be trusted. */
async function readSnapshotIndex(
  { store, log }: Sources,
  address: Address,
): Promise<{ index: DocumentIndex; seq: number; whole: boolean }> {
  const stored = await store.readSnapshotIndex(address)
  const held = stored && DocumentIndex.decode(stored.index)
  if (held !== undefined) return { index: held, seq: stored!.seq, whole: true }
  const index = new DocumentIndex()
  const snapshot = await store.readSnapshot(address)
  const whole = snapshot === undefined || addTo(index, snapshot.bytes) !== 'undecodable'
  if (!whole) log.error({ ...address, seq: snapshot.seq }, 'the stored snapshot does not decode')
  return { index, seq: snapshot?.seq ?? 0, whole }
}

/** One bad row must not close the document: its other edits are whole (R7). */
async function setAside({ store, log }: Sources, address: Address, seq: number): Promise<void> {
  log.error({ ...address, seq }, 'a stored update does not decode; set aside')
  await store.quarantine(address, seq, 'it does not decode')
}

/** `waits`: something that the update hangs on has not been added yet. */
function addTo(index: DocumentIndex, update: Uint8Array): 'whole' | 'waits' | 'undecodable' {
  const read = readUpdate(update)
  if (read === undefined) return 'undecodable'
  return index.add(read.claims) ? 'waits' : 'whole'
}
