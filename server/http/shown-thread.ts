// A thread of comments as it is told, by REST and by GraphQL alike.
import type { CommentThread } from '../../contracts/comments.ts'
import type { Signature, Thread } from '../../document/comments.ts'

export function shownThread({ id, anchor, createdAt, resolved, entries }: Thread): CommentThread {
  return {
    id,
    anchor,
    createdAt: new Date(createdAt).toISOString(),
    resolved: resolved && signed(resolved),
    entries: entries.map((entry) => ({ id: entry.id, ...signed(entry), text: entry.text })),
  }
}

const signed = ({ author, name, at }: Signature): Omit<CommentThread['entries'][number], 'id' | 'text'> => ({
  author,
  name,
  at: new Date(at).toISOString(),
})
