// Ids are made here and not by the relay, so that a document or folder can be created without one.
import type { DocumentId, FolderId } from '../../contracts/ids.ts'

/** 128 random bits. crypto.randomUUID would be shorter to write, but is missing on plain http (a relay on the LAN). */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const newDocumentId = (): DocumentId => randomId() as DocumentId
export const newFolderId = (): FolderId => randomId() as FolderId
