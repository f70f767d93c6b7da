// Ids inside larger messages, for the schemas of REST, events and the wire.
import { z } from 'zod'
import { DOCUMENT_ID, type DocumentId } from './ids.ts'

const PlainId = z.string().regex(DOCUMENT_ID, 'a document id is 1 to 64 characters of A-Z, a-z, 0-9, "_" and "-"')

/** Branded by its type alone: a zod transform runs one way only, and a response that contains one cannot be encoded. */
export const DocumentIdSchema = PlainId as unknown as z.ZodType<DocumentId, string>
