// What happened to documents' metadata. The relay appends one with every write, in the same transaction, numbered without
// gaps per relay, so that whoever listens later can resume by number.
import { z } from 'zod'
import { DocumentSchema } from './documents.ts'
import { DocumentIdSchema } from './id-schemas.ts'

export const EVENT_KINDS = ['created', 'renamed', 'trashed', 'restored', 'reset'] as const

export const WorkspaceEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(EVENT_KINDS), document: DocumentSchema }),
  z.object({ kind: z.literal('deleted'), id: DocumentIdSchema }),
])
export type WorkspaceEvent = z.infer<typeof WorkspaceEventSchema>
