// Attachments over REST: images of documents, named by the SHA-256 of their bytes. The relay serves these addresses, the
// client asks them, and a document holds `attachmentPath` as the address of its image, so that it is the same for everybody.
import { z } from 'zod'
import { SHA256, type Sha256 } from './attachment-names.ts'
import { API_PREFIX } from './api-prefix.ts'
import { ProblemSchema } from './errors.ts'
import { IMAGE_TYPES } from './image-types.ts'

const PlainSha256 = z.string().regex(SHA256, 'an attachment is named by 64 hexadecimal digits in small letters')

/** Branded by its type alone, as a document id is (ids.ts). */
export const Sha256Schema = PlainSha256 as unknown as z.ZodType<Sha256, string>

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
    scope: 'attachments:write',
    schema: {
      params: Named,
      response: { 200: AttachmentSchema, 201: AttachmentSchema, default: ProblemSchema },
    },
  },
  get: {
    method: 'GET',
    path: `${API_PREFIX}/attachments/:sha256`,
    summary: 'Read an image; the answer never changes',
    scope: 'attachments:read',
    schema: { params: Named, response: { default: ProblemSchema } },
  },
} as const
