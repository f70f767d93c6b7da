// A folder, as every answer that has one says it: folders.ts, events.ts and errors.ts.
import { z } from 'zod'
import { TitleSchema } from './document-resource.ts'
import { FolderIdSchema } from './id-schemas.ts'

/** Two folders may have the same; a folder without one could not be told from others. U+0000 is nothing that every store keeps. */
export const FolderTitleSchema = TitleSchema.min(1).regex(/^[^\0]*$/, 'a title has no U+0000')

export const FolderSchema = z.object({
  id: FolderIdSchema,
  title: FolderTitleSchema,
  /** Counts writes of the folder itself, from 1. It is the ETag; what is moved into it does not touch it. */
  metaVersion: z.number().int().positive(),
  createdAt: z.iso.datetime(),
  /** Last write of the folder itself. */
  changedAt: z.iso.datetime(),
})
export type FolderResource = z.infer<typeof FolderSchema>
