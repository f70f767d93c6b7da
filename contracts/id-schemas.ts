// Ids inside larger messages, for the schemas of REST, events and the wire.
import { z } from 'zod'
import { DOCUMENT_ID, type DocumentId, type FolderId, type VersionId } from './ids.ts'

const LETTERS = '1 to 64 characters of A-Z, a-z, 0-9, "_" and "-"'
const PlainId = z.string().regex(DOCUMENT_ID, `a document id is ${LETTERS}`)
const PlainVersionId = z.string().regex(DOCUMENT_ID, `a version id is ${LETTERS}`)
const PlainFolderId = z.string().regex(DOCUMENT_ID, `a folder id is ${LETTERS}`)

/** Branded by its type alone: a zod transform runs one way only, and a response that contains one cannot be encoded. */
export const DocumentIdSchema = PlainId as unknown as z.ZodType<DocumentId, string>
export const FolderIdSchema = PlainFolderId as unknown as z.ZodType<FolderId, string>
export const VersionIdSchema = PlainVersionId as unknown as z.ZodType<VersionId, string>
