// What an attachment is called, in addresses and in documents. Apart from attachments.ts because a page's first load needs no
// schemas.
import { API_PREFIX } from './api-prefix.ts'

/** 64 small hexadecimal digits: the SHA-256 of an attachment's bytes, and the only name it has. */
export type Sha256 = string & { readonly __brand: 'Sha256' }

export const SHA256 = /^[0-9a-f]{64}$/

/** The name, or undefined when the text is none. */
export function parseSha256(text: string): Sha256 | undefined {
  return SHA256.test(text) ? (text as Sha256) : undefined
}

const PREFIX = `${API_PREFIX}/attachments/`

/** What a document says of an image that is an attachment: a path on the relay that the document lives on. */
export const attachmentPath = (sha256: Sha256): string => `${PREFIX}${sha256}`

/** Which attachment an image's address names; undefined for every other address, another relay's among them. */
export function attachmentIn(address: unknown): Sha256 | undefined {
  if (typeof address !== 'string' || !address.startsWith(PREFIX)) return undefined
  return parseSha256(address.slice(PREFIX.length))
}
