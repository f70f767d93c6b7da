// How a document's text is answered, of now or of a version: its types, and what a browser may do with it. Used by content.ts and
// versions.ts.
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { CONTENT_TYPES, type ContentFormat } from '../../contracts/content.ts'

/** What of a document's making is shown from this origin may load its images, and run nothing. */
const SERVED_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"

export const FILE_FORMATS = { md: 'markdown', html: 'html', txt: 'text', json: 'json' } as const

/** For the description only. */
export const CONTENT_ANSWERS = Object.fromEntries(
  Object.values(CONTENT_TYPES).map((type) => [type, { schema: z.string() }]),
)

export function describeContent(reply: FastifyReply, format: ContentFormat): void {
  void reply.type(`${CONTENT_TYPES[format]}; charset=utf-8`).headers({
    // Not for shared caches: who may read is asked each time.
    'cache-control': 'private, no-cache',
    'content-security-policy': SERVED_POLICY,
    vary: 'Accept, Authorization, Origin',
  })
}

export const sentBytes = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength)
