// The metadata of one document, as every answer that has one says it: documents.ts, events.ts and errors.ts.
import { z } from 'zod'
import { DocumentIdSchema, FolderIdSchema } from './id-schemas.ts'
import { MAX_TITLE_CHARACTERS } from './limits.ts'

const Time = z.iso.datetime()

/** May be empty: an untitled document is shown as such, not stored as the word. */
export const TitleSchema = z.string().trim().max(MAX_TITLE_CHARACTERS)

export const DocumentSchema = z.object({
  id: DocumentIdSchema,
  title: TitleSchema,
  /** Counts metadata writes, from 1. It is the ETag; edits of the text do not touch it. */
  metaVersion: z.number().int().positive(),
  createdAt: Time,
  /** Last edit of the text, or of the metadata besides the folder, whichever is later. Lists are ordered by it. */
  changedAt: Time,
  trashedAt: Time.nullable(),
  /** The one that it is in; null: in none. A relay from before folders says nothing of it. */
  folder: FolderIdSchema.nullable().optional(),
  /** In lists: how many have it open, on all relays. Each window counts. */
  present: z.number().optional(),
  /** In lists over GraphQL: how many threads of comments are open. */
  openComments: z.number().optional(),
})
export type DocumentResource = z.infer<typeof DocumentSchema>
