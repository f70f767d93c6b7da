// Folds the log of every document, or of one, with the relay's own compaction (R5). Behind the command `compact`, while no
// relay has the store.
import type { Address, DocumentId } from '../../contracts/ids.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import { Rooms } from '../room/rooms.ts'
import { readUpdate } from '../room/update.ts'
import type { Inspection, Measure, StoredSize } from '../store/inspection.ts'
import type { HistoryStore, LogStore } from '../store/store.ts'
import { Compaction, OpenedAnew } from './compaction.ts'
import { change, counted } from './counted.ts'
import { LONGEST_FOLD_OF_A_COMMAND_MS } from './fold-line.ts'
import type { StartFoldThread } from './fold-messages.ts'
import { Folder } from './folder.ts'

export interface CompactAllParts {
  readonly store: LogStore & HistoryStore
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly startFold: StartFoldThread
  readonly measure: Measure & Pick<Inspection, 'readParts'>
  /** Undefined: all. */
  readonly document: DocumentId | undefined
}

export interface Compacted {
  readonly address: Address
  readonly before: StoredSize
  readonly after: StoredSize
  /** Why it could not be folded; then it is as it was, but for rows that had to be set aside. */
  readonly failure: string | undefined
}

/** One after the other, so that it takes no more memory than the largest of them. */
export async function* compactAll(parts: CompactAllParts): AsyncGenerator<Compacted> {
  const { startFold: start, measure, document, ...rest } = parts
  const folder = new Folder({
    ...rest,
    start,
    longestMs: LONGEST_FOLD_OF_A_COMMAND_MS,
    spoiled: (address) => rooms.renew(address),
  })
  // The caller is told of each document; a relay's limits are no reason to leave one as it is.
  const compaction = new Compaction({ ...rest, folder, longTail: undefined, compacted: nobody })
  const rooms: Rooms = new Rooms({
    ...rest,
    maxDocumentBytes: Infinity,
    grew: nobody,
    committed: nobody,
    failedToOpen: nobody,
  })
  try {
    for (const address of measure.addresses(document)) {
      const before = measure.sizeOf(address)
      const failure =
        (await damageIn(measure, address)) ??
        (await (before.rows === 0 ? unreadable(address, rooms) : compact(address, rooms, compaction)))
      yield { address, before, after: measure.sizeOf(address), failure }
      rooms.sweep()
    }
  } finally {
    await compaction.close()
    folder.close()
  }
}

const nobody = (): void => undefined

/**
 * Opening the document would set the row aside, and what hangs on it would wait for ever unless somebody has it: whoever has
 * a backup does better to begin with that.
 */
async function damageIn(
  measure: Pick<Inspection, 'readParts'>,
  { document, part }: Address,
): Promise<string | undefined> {
  for await (const stored of measure.readParts(document)) {
    if (stored.part !== part) continue
    for await (const { seq, bytes } of stored.log())
      if (seq > stored.snapshotSeq && readUpdate(bytes) === undefined)
        return `the update with seq ${seq} in its log does not decode. Restore a backup, or fetch the document from one with reset --from; a relay that is started without sets the update aside`
  }
  return undefined
}

/** There is nothing to fold, and yet it may be that nobody can open it. */
async function unreadable(address: Address, rooms: Rooms): Promise<string | undefined> {
  return await opened(rooms, address).then(() => undefined, messageOf)
}

/**
 * Twice: the first fold makes the snapshot, the second reads it back from the disk, compares again, and has it for the one
 * before. Only then the log goes, and nobody is reading behind it. Answers why it cannot be done.
 */
async function compact(address: Address, rooms: Rooms, compaction: Compaction): Promise<string | undefined> {
  try {
    if ((await opened(rooms, address)).tail.rows > 0) await fold(address, rooms, compaction)
    if (!(await fold(address, rooms, compaction)))
      return 'the snapshot was not whole when it was read back from the disk'
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** Once more after rows had to be set aside: there are fewer of those each time. */
async function fold(address: Address, rooms: Rooms, compaction: Compaction): Promise<boolean> {
  for (;;)
    try {
      return await compaction.compact(await opened(rooms, address))
    } catch (error) {
      if (!(error instanceof OpenedAnew)) throw error
    }
}

async function opened(rooms: Rooms, address: Address): Promise<Room> {
  const room = await rooms.get(address)
  if (room === 'gone') throw new Error('the document was deleted for ever')
  return room
}

/** What compactAll has done, in lines for a person. */
export class CompactionReport {
  readonly #documents = new Set<DocumentId>()
  /** With a part that could not be folded. */
  readonly #failed = new Set<DocumentId>()
  #before: StoredSize = NOTHING
  #after: StoredSize = NOTHING

  get documents(): number {
    return this.#documents.size
  }

  get failures(): number {
    return this.#failed.size
  }

  /** Takes one more part in; answers its line. */
  add({ address: { document, part }, before, after, failure }: Compacted): string {
    this.#documents.add(document)
    this.#before = sum(this.#before, before)
    this.#after = sum(this.#after, after)
    const name = `${document} (${part})`
    if (failure === undefined) return `${name}: ${change(before, after)}`
    this.#failed.add(document)
    return `${name}: not folded, and left as it was: ${failure}`
  }

  /** `before` and `after`: bytes of the database on the disk. */
  summary(before: number, after: number): string {
    const failed = this.failures === 0 ? '' : `, ${this.failures} of them not folded`
    return `${counted(this.documents, 'document')}${failed}: ${change(this.#before, this.#after)}. On the disk: ${before} -> ${after} bytes.`
  }
}

const NOTHING: StoredSize = { rows: 0, bytes: 0 }

const sum = (a: StoredSize, b: StoredSize): StoredSize => ({ rows: a.rows + b.rows, bytes: a.bytes + b.bytes })
