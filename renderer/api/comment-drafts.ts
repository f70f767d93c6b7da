// Comments that somebody is writing, kept in this browser until the relay has them: a panel that is closed, a reload or a relay that is
// away takes no words. One for each field.
import { z } from 'zod'
import { CommentAnchorSchema } from '../../contracts/comments.ts'
import type { DocumentId } from '../../contracts/ids.ts'

const DraftSchema = z.object({
  text: z.string(),
  /** Of a new thread: what it is about. */
  anchor: CommentAnchorSchema.nullable(),
  /** Under which it was sent, when that is known to have been tried: the same words go out under the same id again. */
  id: z.string().nullable(),
})
export type Draft = z.infer<typeof DraftSchema>

const NOTHING: Draft = { text: '', anchor: null, id: null }

/** `thread`: null for a new one. */
export const draftKey = (relay: string, document: DocumentId, thread: string | null): string =>
  `ligature-comment ${relay} ${document} ${thread ?? ''}`

export function readDraft(key: string): Draft {
  try {
    return DraftSchema.parse(JSON.parse(localStorage.getItem(key) ?? 'null') ?? NOTHING)
  } catch {
    // Not ours, or from another version.
    return NOTHING
  }
}

/** The relay has it. What was written since, here or in another window, stays. */
export function dropSentDraft(key: string, { id }: Draft): void {
  if (readDraft(key).id === id) keepDraft(key, NOTHING)
}

/** An empty one is none. A browser that keeps nothing has the words in the field all the same. */
export function keepDraft(key: string, draft: Draft): void {
  try {
    if (draft.text === '') localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(draft))
  } catch (cause) {
    reportError(cause)
  }
}
