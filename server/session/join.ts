// The answer to a client's SyncStep1 (R4): from where in the log it must hear, and what it must hear before that. Four
// cheap cases and, for everything else, a diff made in a worker.
import type { Epoch } from '../../contracts/ids.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { LogPage } from './shared-log.ts'
import type { MakesFrames, SnapshotFrames } from './shared-snapshot.ts'

/** What the client says it has seen, in memory, of this document's log. */
export interface Cursor {
  readonly epoch: Epoch
  readonly seq: number
}

/** What the client says it has, as it said it and decoded. */
export interface StateVector {
  readonly encoded: Uint8Array
  readonly clocks: ReadonlyMap<number, number>
}

export interface JoinPlan {
  /** Frames to send first; none when the log says it all. */
  readonly first: readonly Uint8Array[]
  /** Then the log after this seq. */
  readonly after: number
  /** And at last the step2: with these deletes, or empty when undefined. */
  readonly last: Uint8Array | undefined
}

/** Makes what a client lacks, away from the event loop. Fulfilled by jobs/folder.ts. */
export interface Differ {
  /** Everything up to `seq` that somebody with this state vector lacks. */
  diff(room: Room, stateVector: Uint8Array): Promise<{ readonly update: Uint8Array; readonly seq: number }>
}

export interface JoinSources {
  readonly room: Room
  readonly differ: Differ
  readonly framer: MakesFrames
  readonly log: Log
  /** Resolves when the room has all that was committed before the call. */
  upToDate(): Promise<void>
  /** The same bytes for everybody. */
  readSnapshot(): Promise<SnapshotFrames | undefined>
  /** The log after that seq, or a part of it; the same bytes for everybody. Undefined when it does not begin there. */
  readLog(after: number): Promise<LogPage | undefined>
}

/** So much of the log is sent rather than a fold made, which would say a little less. */
const SHORT_TAIL_BYTES = 64 * 1024

/** Rejects when the store cannot answer. */
export async function planJoin(
  sources: JoinSources,
  { encoded, clocks }: StateVector,
  cursor: Cursor | undefined,
): Promise<JoinPlan> {
  const { room } = sources
  await sources.upToDate()
  // It has heard the log up to there; log rows behind the snapshot are kept.
  if (cursor !== undefined && cursor.epoch === room.epoch && cursor.seq <= room.head && cursor.seq >= room.snapshotSeq)
    return { first: [], after: cursor.seq, last: undefined }
  // It has nothing.
  if (clocks.size === 0) return await everything(sources)
  // It lacks no struct, so only deletes can be news to it.
  if (room.committed.coveredBy(clocks)) return { first: [], after: room.head, last: room.committed.encodeDeletes() }
  // It lacks nothing of the snapshot, and the log behind that is short.
  if (room.snapshotSeq > 0 && room.tail.bytes <= SHORT_TAIL_BYTES && room.snapshotCoveredBy(clocks))
    return { first: [], after: room.snapshotSeq, last: room.committed.encodeDeletes() }
  try {
    const { update, seq } = await sources.differ.diff(room, encoded)
    return { first: await sources.framer.framesOf(update), after: seq, last: undefined }
  } catch (error) {
    // Dearer, and just as right: Yjs leaves out what it has.
    sources.log.warn(
      { ...room.address, problem: messageOf(error) },
      'no diff could be made; the client hears everything',
    )
    return await everything(sources)
  }
}

async function everything(sources: JoinSources): Promise<JoinPlan> {
  const snapshot = sources.room.snapshotSeq === 0 ? undefined : await sources.readSnapshot()
  return { first: snapshot?.frames ?? [], after: snapshot?.seq ?? 0, last: undefined }
}
