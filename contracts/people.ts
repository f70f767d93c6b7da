// Who has a document open: the resource over REST, apart from documents.ts, for no screen asks for it one by one.
import { z } from 'zod'
import { API_PREFIX } from './api-prefix.ts'
import { ProblemSchema } from './errors.ts'
import { DocumentIdSchema } from './id-schemas.ts'
import { PresenceUserSchema } from './presence.ts'

/** Somebody who has a document open: one for each window. */
export const PersonPresentSchema = z.object({
  /** The Yjs client id. */
  client: z.number().int().nonnegative(),
  /** As their client says; null when it says nothing of the kind. */
  user: PresenceUserSchema.nullable(),
})
export type PersonPresent = z.infer<typeof PersonPresentSchema>

const PresentSchema = z.object({ people: z.array(PersonPresentSchema) })

export const PRESENCE_ROUTE = {
  method: 'GET',
  path: `${API_PREFIX}/documents/:id/presence`,
  summary: 'Who has a document open just now, on any relay of a cluster',
  scope: 'documents:read',
  schema: {
    params: z.object({ id: DocumentIdSchema }),
    response: { 200: PresentSchema, default: ProblemSchema },
  },
} as const
