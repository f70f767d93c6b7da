// What a room has taken in and has to settle, and the commit that it becomes for those who are there. Used by room.ts.
import { write } from '../../contracts/wire.ts'
import type { LogEntry } from '../store/store.ts'
import type { Commit, Member } from './member.ts'
import { isLarge } from './pieces.ts'
import type { Claims } from './update.ts'

interface News {
  /** What the store is sent, and no more: to copy it for another thread is most of what a small commit costs. */
  readonly entry: LogEntry
  readonly claims: Claims
}

export interface Queued {
  /** Absent for a frame that brought nothing new but waits for what is queued before it. */
  readonly news: News | undefined
  readonly member: Member
}

/** Frames that each member waits for, in the order in which they first came. */
export function counted(settled: readonly Queued[]): Map<Member, number> {
  const counts = new Map<Member, number>()
  for (const { member } of settled) counts.set(member, (counts.get(member) ?? 0) + 1)
  return counts
}

/** One update for each seq from `fromSeq` on. */
export function commitOf(fromSeq: number, updates: readonly Uint8Array[], writers: Commit['writers']): Commit {
  const toSeq = fromSeq + updates.length - 1
  const frames = updates.map((update) => write.update(update))
  return { fromSeq, toSeq, frames, framesAndHead: [...frames, write.head(toSeq)], large: frames.some(isLarge), writers }
}
