// The threads that the panel knows, or who marks their words without it, and what one of a person's deeds makes of them before the relay has
// answered. Used by use-comments.ts.
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'

export interface Threads {
  /** The oldest first. */
  readonly open: readonly CommentThread[]
  /** Null while nobody has asked for them. */
  readonly resolved: readonly CommentThread[] | null
}

/** Who does something now. */
export interface Signature {
  readonly author: string
  /** Null: they do not say. */
  readonly name: string | null
  /** ISO 8601. */
  readonly at: string
}

export type Change = (threads: Threads) => Threads

/** The thread as it is now, in the list that it belongs to. */
const put =
  (thread: CommentThread): Change =>
  ({ open, resolved }) => ({
    open: within(open, thread, thread.resolved === null),
    resolved: resolved && within(resolved, thread, thread.resolved !== null),
  })

/** What the relay has answered may come later than what it has told since. */
export const answered =
  (thread: CommentThread): Change =>
  (threads) => {
    const known = find(threads, thread.id)
    return known !== undefined && known.entries.length > thread.entries.length ? threads : put(thread)(threads)
  }

export const opened = (id: string, anchor: CommentAnchor | null, text: string, by: Signature): Change =>
  put({ id, anchor, createdAt: by.at, resolved: null, entries: [{ id, ...by, text }] })

export const replied = (thread: string, id: string, text: string, by: Signature): Change =>
  changed(thread, (known) =>
    known.entries.some((entry) => entry.id === id)
      ? known
      : { ...known, entries: [...known.entries, { id, ...by, text }] },
  )

/** `by`: null reopens it. */
export const settled = (thread: string, by: Signature | null): Change =>
  changed(thread, (known) => ({ ...known, resolved: by }))

const changed =
  (id: string, change: (thread: CommentThread) => CommentThread): Change =>
  (threads) => {
    const known = find(threads, id)
    return known === undefined ? threads : put(change(known))(threads)
  }

const find = ({ open, resolved }: Threads, id: string): CommentThread | undefined =>
  [...open, ...(resolved ?? [])].find((thread) => thread.id === id)

/** The oldest first. */
export const byAge = (one: CommentThread, other: CommentThread): number => one.createdAt.localeCompare(other.createdAt)

function within(threads: readonly CommentThread[], thread: CommentThread, belongs: boolean): readonly CommentThread[] {
  const at = threads.findIndex(({ id }) => id === thread.id)
  if (!belongs) return at < 0 ? threads : threads.toSpliced(at, 1)
  return at < 0 ? [...threads, thread].sort(byAge) : threads.with(at, thread)
}
