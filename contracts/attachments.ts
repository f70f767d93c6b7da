// Attachments over REST: images of documents, named by the SHA-256 of their bytes. The relay serves these addresses, the
// client asks them, and a document holds `attachmentPath` as the address of its image, so that it is the same for everybody.
import { z } from 'zod'
import { API_PREFIX } from './documents.ts'
import { ProblemSchema } from './errors.ts'
import { IMAGE_TYPES } from './image-types.ts'

/** 64 small hexadecimal digits: the SHA-256 of an attachment's bytes, and the only name it has. */
export type Sha256 = string & { readonly __brand: 'Sha256' }

const SHA256 = /^[0-9a-f]{64}$/

const PlainSha256 = z.string().regex(SHA256, 'an attachment is named by 64 hexadecimal digits in small letters')

/** Branded by its type alone, as a document id is (ids.ts). */
export const Sha256Schema = PlainSha256 as unknown as z.ZodType<Sha256, string>

/** The name, or undefined when the text is none. */
export function parseSha256(text: string): Sha256 | undefined {
  return SHA256.test(text) ? (text as Sha256) : undefined
}

export const AttachmentSchema = z.object({
  sha256: Sha256Schema,
  /** By the bytes themselves, never by a name or a header. */
  type: z.enum(IMAGE_TYPES),
  /** In bytes. */
  size: z.number().int().positive(),
})
export type AttachmentResource = z.infer<typeof AttachmentSchema>

const Named = z.object({ sha256: Sha256Schema })

/** Every address of the resource. `:sha256` is the attachment's name. HEAD answers where GET does. */
export const ATTACHMENT_ROUTES = {
  put: {
    method: 'PUT',
    path: `${API_PREFIX}/attachments/:sha256`,
    summary: 'Keep an image under the SHA-256 of its bytes, which are the body; a repeat changes nothing',
    schema: {
      params: Named,
      response: { 200: AttachmentSchema, 201: AttachmentSchema, default: ProblemSchema },
    },
  },
  get: {
    method: 'GET',
    path: `${API_PREFIX}/attachments/:sha256`,
    summary: 'Read an image; the answer never changes',
    schema: { params: Named, response: { default: ProblemSchema } },
  },
} as const

const PREFIX = ATTACHMENT_ROUTES.get.path.replace(':sha256', '')

/** What a document says of an image that is an attachment: a path on the relay that the document lives on. */
export const attachmentPath = (sha256: Sha256): string => `${PREFIX}${sha256}`

/** Which attachment an image's address names; undefined for every other address, another relay's among them. */
export function attachmentIn(address: unknown): Sha256 | undefined {
  if (typeof address !== 'string' || !address.startsWith(PREFIX)) return undefined
  return parseSha256(address.slice(PREFIX.length))
}
