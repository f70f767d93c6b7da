// What was done to a document: of the log above its snapshot from the rows themselves, and of what is below from what was kept when
// the snapshot was made. Read by http/history.ts; compaction.ts has from here what is to be kept.
import { beginningOf } from '../../contracts/epochs.ts'
import type { Address, Epoch } from '../../contracts/ids.ts'
import { Unavailable } from '../errors.ts'
import { type HistoryStore, type LogStore, type Stretch, UNKNOWN_AUTHOR, type WrittenRow } from '../store/store.ts'
import { lettersIn } from './letters.ts'
import { Stretches } from './stretches.ts'

/** Looked at in one turn of the event loop: about a millisecond. */
const ROWS = 250
const STRETCHES = 500

/** `earlier`: of these edits nothing is known. `reset`: the document began anew there. */
export type Told =
  | ({ readonly kind: 'stretch'; readonly epoch: Epoch } & Stretch)
  | { readonly kind: 'earlier'; readonly fromSeq: number; readonly toSeq: number }
  | { readonly kind: 'reset' }

/** The newest first, each as soon as it is whole. Rejects with Unavailable when the document is deleted, reset or folded twice meanwhile. */
export async function* historyOf(
  store: HistoryStore & Pick<LogStore, 'readHeads'>,
  address: Address,
): AsyncGenerator<Told> {
  const [head] = await store.readHeads([address])
  if (head === undefined) return
  const { epoch, snapshotSeq } = head
  const stretches = new Stretches()
  const told = (whole: readonly Stretch[]): Told[] => whole.map((stretch) => ({ kind: 'stretch', epoch, ...stretch }))
  /** Of every edit from here on something is known. */
  let reach = head.head + 1
  for await (const stretch of knownStretches(store, address, snapshotSeq, head.head)) {
    if (stretch.toSeq < reach - 1) {
      yield* told(stretches.end())
      yield { kind: 'earlier', fromSeq: stretch.toSeq + 1, toSeq: reach - 1 }
    }
    reach = Math.min(reach, stretch.fromSeq)
    for (const one of told(stretches.add(stretch))) yield one
  }

  const [still] = await store.readHeads([address])
  if (still?.epoch !== epoch) throw new Unavailable(`${address.document} was deleted or reset while it was read`)
  yield* told(stretches.end())
  const wasReset = beginningOf(epoch) > 1
  // What a reset document begins with is no edit.
  const first = wasReset ? 2 : 1
  if (reach > first) yield { kind: 'earlier', fromSeq: first, toSeq: reach - 1 }
  if (wasReset) yield { kind: 'reset' }
}

/** Of the rows with after < seq ≤ upTo, the newest first. To be kept with a snapshot that stands for them. */
export async function stretchesOf(
  store: HistoryStore,
  address: Address,
  after: number,
  upTo: number,
): Promise<readonly Stretch[]> {
  const stretches = new Stretches()
  const all: Stretch[] = []
  let reach = upTo + 1
  for await (const row of writtenRows(store, address, after, upTo)) {
    // What is not known stays so: no stretch reaches over it.
    if (row.toSeq < reach - 1) all.push(...stretches.end())
    reach = row.toSeq
    all.push(...stretches.add(row))
  }
  return [...all, ...stretches.end()]
}

/** The log above the snapshot row by row, then what was kept. */
async function* knownStretches(
  store: HistoryStore,
  address: Address,
  snapshotSeq: number,
  head: number,
): AsyncGenerator<Stretch> {
  yield* writtenRows(store, address, snapshotSeq, head)
  yield* keptStretches(store, address, snapshotSeq + 1)
}

/**
 * Each row whose author is known as a stretch of its own, the newest first. Rejects with Unavailable when one is missing: it was trimmed
 * meanwhile, or is lost.
 */
async function* writtenRows(
  store: HistoryStore,
  address: Address,
  after: number,
  upTo: number,
): AsyncGenerator<Stretch> {
  let before = upTo + 1
  while (before > after + 1) {
    const rows = await store.readWritten(address, { after, before, maxRows: ROWS })
    if (rows[0]?.seq !== before - 1) throw new Unavailable(`the log of ${address.document} has no row ${before - 1}`)
    for (const row of rows) if (row.author !== UNKNOWN_AUTHOR) yield ofOne(row)
    before = rows.at(-1)!.seq
  }
}

async function* keptStretches(store: HistoryStore, address: Address, first: number): AsyncGenerator<Stretch> {
  for (let before = first; ;) {
    const page = await store.readStretches(address, { before, maxRows: STRETCHES })
    yield* page
    if (page.length < STRETCHES) return
    before = page.at(-1)!.toSeq
  }
}

const ofOne = ({ seq, author, at, update }: WrittenRow): Stretch => ({
  author,
  fromSeq: seq,
  toSeq: seq,
  startedAt: at,
  endedAt: at,
  edits: 1,
  ...lettersIn(update),
})
