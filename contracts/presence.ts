// What a client says of its person in the awareness state, beside the caret that the editor writes. Stock clients say
// the same (`user.name`, `user.color` is the convention of the TipTap and Yjs carets), so theirs are shown too.
import { z } from 'zod'
import { MAX_NAME_CHARACTERS } from './limits.ts'

export const PresenceUserSchema = z.object({
  name: z.string().trim().min(1).max(MAX_NAME_CHARACTERS),
  /** `#rrggbb`: it is written into a style attribute, so nothing else may pass. */
  color: z.string().regex(/^#[0-9a-fA-F]{6}$/),
})
export type PresenceUser = z.infer<typeof PresenceUserSchema>

/** Somebody who has a document open: one for each window. */
export const PersonPresentSchema = z.object({
  /** The Yjs client id. */
  client: z.number().int().nonnegative(),
  /** As their client says; null when it says nothing of the kind. */
  user: PresenceUserSchema.nullable(),
})
export type PersonPresent = z.infer<typeof PersonPresentSchema>
