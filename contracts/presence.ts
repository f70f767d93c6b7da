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
