// What happens to documents and folders. The relay appends an event with every write of metadata, in the same transaction, so that whoever
// listens can resume where it was; and the stream that brings them, with how many are in each document (`GET /api/v1/events`).
import { z } from 'zod'
import { DocumentSchema } from './document-resource.ts'
import { ProblemSchema } from './errors.ts'
import { EVENTS_PATH } from './events-path.ts'
import { FolderSchema } from './folder-resource.ts'
import { DocumentIdSchema, FolderIdSchema } from './id-schemas.ts'
import { SCOPES } from './scopes.ts'

export const EVENT_KINDS = ['created', 'renamed', 'moved', 'trashed', 'restored', 'reset'] as const

const DocumentEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(EVENT_KINDS), document: DocumentSchema }),
  z.object({ kind: z.enum(['deleted']), id: DocumentIdSchema }),
])
export type DocumentEvent = z.infer<typeof DocumentEventSchema>

/** Of a folder that is deleted, a `moved` of each of its documents comes first. */
const FolderEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['folder-created', 'folder-renamed']), folder: FolderSchema }),
  z.object({ kind: z.enum(['folder-deleted']), folder: z.object({ id: FolderIdSchema }) }),
])
export type FolderEvent = z.infer<typeof FolderEventSchema>

export const WorkspaceEventSchema = z.union([DocumentEventSchema, FolderEventSchema])
export type WorkspaceEvent = z.infer<typeof WorkspaceEventSchema>

/** How many windows have a document open, on all relays; 0: nobody is there any more. */
const CountSchema = z.object({ document: DocumentIdSchema, present: z.number().int().nonnegative() })

/** `all`: what was said before is over, and of a document that is not named from here on nobody is in it. */
export const PresentCountsSchema = z.object({ all: z.boolean(), counts: z.array(CountSchema) })
export type PresentCounts = z.infer<typeof PresentCountsSchema>

/** The lists are to be read: events from here on follow. `first`: nothing was asked for; `lost`: what was asked for is not
 * there any more, or never was in this relay's database; `permissions`: other documents than before may be seen. */
export const StartOverSchema = z.object({ why: z.enum(['first', 'lost', 'permissions']) })
export type StartOver = z.infer<typeof StartOverSchema>

/** Long work that somebody has begun, as it is now; the last one says how it ended. Only who has begun it hears of it. */
export const JobSchema = z.object({
  /** As the client has named it. */
  id: DocumentIdSchema,
  kind: z.enum(['import']),
  /** In bytes; `total` is null when nobody has said how many there are. */
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative().nullable(),
  state: z.enum(['running', 'done', 'failed', 'called-off']),
  /** Why it failed. */
  problem: ProblemSchema.optional(),
})
export type Job = z.infer<typeof JobSchema>

/** What the token may do with which the stream was opened; or why it opens the stream no more, and then this is the last event. Who has shown
 * none is told nothing of the kind. */
export const PermissionsSchema = z.union([
  z.object({
    scopes: z.array(z.enum(SCOPES)),
    /** The only one that it is for; null: all of them. */
    document: DocumentIdSchema.nullable(),
    /** Null: it does not end by itself. */
    expiresAt: z.iso.datetime().nullable(),
  }),
  /** As the next request is answered: `bad-token` for one that was revoked or has expired, `scope-required`. */
  z.object({ ended: ProblemSchema }),
])
export type Permissions = z.infer<typeof PermissionsSchema>

/** By the `event:` of the stream, what its `data:` is, as JSON. `document`, `folder` and `reset` have an id to resume after. */
export interface StreamEvents {
  readonly document: DocumentEvent
  readonly folder: FolderEvent
  readonly present: PresentCounts
  readonly job: Job
  readonly permissions: Permissions
  readonly reset: StartOver
}
export type StreamEventName = keyof StreamEvents

/** Longer ones are nobody's. */
const EventId = z.string().max(100)

export const EVENTS_ROUTE = {
  method: 'GET',
  path: EVENTS_PATH,
  scope: 'documents:read',
  summary: 'What happens to documents and folders and how many are in documents, as it happens (text/event-stream)',
  schema: {
    headers: z.object({ 'last-event-id': EventId.optional() }),
    /** For a first connection, which cannot name the header everywhere; the header counts if both are there. */
    querystring: z.object({ lastEventId: EventId.optional() }),
    response: { default: ProblemSchema },
  },
} as const
