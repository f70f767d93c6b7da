// What happens to documents. The relay appends an event with every write of metadata, in the same transaction, so that whoever
// listens can resume where it was; and the stream that brings them, with how many are in each document (`GET /api/v1/events`).
import { z } from 'zod'
import { DocumentSchema } from './document-resource.ts'
import { ProblemSchema } from './errors.ts'
import { EVENTS_PATH } from './events-path.ts'
import { DocumentIdSchema } from './id-schemas.ts'

export const EVENT_KINDS = ['created', 'renamed', 'trashed', 'restored', 'reset'] as const

export const WorkspaceEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(EVENT_KINDS), document: DocumentSchema }),
  z.object({ kind: z.literal('deleted'), id: DocumentIdSchema }),
])
export type WorkspaceEvent = z.infer<typeof WorkspaceEventSchema>

/** How many windows have a document open, on all relays; 0: nobody is there any more. */
const CountSchema = z.object({ document: DocumentIdSchema, present: z.number().int().nonnegative() })

/** `all`: what was said before is over, and of a document that is not named from here on nobody is in it. */
export const PresentCountsSchema = z.object({ all: z.boolean(), counts: z.array(CountSchema) })
export type PresentCounts = z.infer<typeof PresentCountsSchema>

/** The lists are to be read: events from here on follow. `first`: nothing was asked for; `lost`: what was asked for is not
 * there any more, or never was in this relay's database. */
export const StartOverSchema = z.object({ why: z.enum(['first', 'lost']) })
export type StartOver = z.infer<typeof StartOverSchema>

/** By the `event:` of the stream, what its `data:` is, as JSON. `document` and `reset` have an id to resume after. */
export interface StreamEvents {
  readonly document: WorkspaceEvent
  readonly present: PresentCounts
  readonly reset: StartOver
}
export type StreamEventName = keyof StreamEvents

/** Longer ones are nobody's. */
const EventId = z.string().max(100)

export const EVENTS_ROUTE = {
  method: 'GET',
  path: EVENTS_PATH,
  summary: 'What happens to documents and how many are in them, as it happens (text/event-stream)',
  schema: {
    headers: z.object({ 'last-event-id': EventId.optional() }),
    /** For a first connection, which cannot name the header everywhere; the header counts if both are there. */
    querystring: z.object({ lastEventId: EventId.optional() }),
    response: { default: ProblemSchema },
  },
} as const
