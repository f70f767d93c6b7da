// The names things go by. A document id is not a session id: each is branded, and each has one function that looks at
// the raw text. Called wherever an id enters a program (a URL, a path, a database row). Its schema is id-schemas.ts: not
// every program that reads an address needs zod.

/** 1 to 64 characters of `A-Za-z0-9_-`: safe in a URL, a file name and a log line without escaping. */
export type DocumentId = string & { readonly __brand: 'DocumentId' }

/** Of the same letters as a document id. */
export type FolderId = string & { readonly __brand: 'FolderId' }

/** Of a version of one document, and of the same letters as a document id. */
export type VersionId = string & { readonly __brand: 'VersionId' }

/** Changes when a document is reset, so that old copies are not merged back (protocol clause E1). */
export type Epoch = string & { readonly __brand: 'Epoch' }

export const DOCUMENT_ID = /^[A-Za-z0-9_-]{1,64}$/

/** The id, or undefined when the text is not one. */
export function parseDocumentId(text: string): DocumentId | undefined {
  return DOCUMENT_ID.test(text) ? (text as DocumentId) : undefined
}

/** A document has parts that are permitted and stored apart. */
export const PARTS = ['text', 'comments'] as const
export type Part = (typeof PARTS)[number]

/** Where an update belongs: structured, never a glued string. */
export interface Address {
  readonly document: DocumentId
  readonly part: Part
}
