// Attachments over REST (contracts/attachments.ts): an image comes in as a stream, is looked at while it does, and is served
// for ever after under the SHA-256 of its bytes, in a way that nothing in it can run.
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Sha256 } from '../../contracts/attachment-names.ts'
import { ATTACHMENT_ROUTES, type AttachmentResource } from '../../contracts/attachments.ts'
import { IMAGE_EXTENSIONS, IMAGE_TYPES, SNIFFED_BYTES, sniffImage } from '../../contracts/image-types.ts'
import { type Access, type Action, authorize, denied } from '../access/access.ts'
import { Refused } from '../errors.ts'
import { imageChunks, tooLarge } from '../jobs/image-chunks.ts'
import type { AttachmentStore, StoredAttachment } from '../store/store.ts'
import { SILENCE_MS } from '../unfinished.ts'
import { letGo } from './refused-sender.ts'
import { route, streamed } from './route.ts'

export interface AttachmentsParts {
  readonly attachments: AttachmentStore
  readonly access: Access
  readonly maxAttachmentBytes: number
}

/** An image needs nothing, and a document that claims to be one gets nothing. */
const SERVED_POLICY = "default-src 'none'; sandbox"

export function serveAttachments(app: FastifyInstance, parts: AttachmentsParts): void {
  const { attachments, access, maxAttachmentBytes } = parts
  const api = app.withTypeProvider<ZodTypeProvider>()
  const allow = async ({ principal }: FastifyRequest, action: Action): Promise<void> => {
    if (!(await authorize(access, principal, action, null))) throw denied(principal, null, action)
  }
  /** What it is, from the bytes that are kept: nobody has to believe what was said of them once. */
  const find = async (sha256: Sha256): Promise<AttachmentResource | undefined> => {
    const stored = await attachments.findAttachment(sha256, SNIFFED_BYTES)
    return stored && described(sha256, stored)
  }

  // The body is taken as it comes, under whatever type: the bytes tell what it is.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  api.put(ATTACHMENT_ROUTES.put.path, streamed(ATTACHMENT_ROUTES.put), async (request, reply) => {
    cutOffWhenSilent(request)
    try {
      await allow(request, 'attach')
      const { sha256 } = request.params
      // A file that cannot be read any more, or is no image, is as good as none to who brings the image: it is replaced. Should
      // the disk be the cause, keeping says so.
      const here = await find(sha256).catch(() => undefined)
      if (here !== undefined) return await reply.code(200).send(here)
      if (Number(request.headers['content-length']) > maxAttachmentBytes) throw tooLarge(maxAttachmentBytes)
      // Absent when there is no body at all. One that is refused halfway is not destroyed: its socket has an answer to carry.
      const body = request.body instanceof Readable ? request.body.iterator({ destroyOnReturn: false }) : NOTHING
      const outcome = await attachments.keepAttachment(sha256, imageChunks(body, maxAttachmentBytes))
      if (outcome === 'mismatch')
        throw new Refused('hash-mismatch', `what came is not ${sha256}; it may have been damaged on the way`)
      return await reply.code(201).send((await find(sha256))!)
    } finally {
      letGo(request)
    }
  })

  const { schema, config } = route(ATTACHMENT_ROUTES.get)
  const answers = { ...schema.response, 200: { description: 'The image', content: IMAGES } }
  app.route({
    method: ['GET', 'HEAD'],
    url: ATTACHMENT_ROUTES.get.path,
    config,
    schema: { ...schema, response: answers },
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      await allow(request, 'read')
      const { sha256 } = request.params as { sha256: Sha256 }
      const found = await find(sha256)
      if (found === undefined) throw new Refused('attachment-not-found', `no image here has the SHA-256 ${sha256}`)
      serveHeaders(reply, found)
      if (request.headers['if-none-match']?.includes(`"${sha256}"`)) return reply.code(304).send()
      void reply.header('content-length', found.size).type(found.type)
      return request.method === 'HEAD' ? reply.send() : reply.send(Readable.from(attachments.readAttachment(sha256)))
    },
  })
}

const NOTHING = Readable.from([])

/** For the description only: a stream is sent as it is. */
const IMAGES = Object.fromEntries(IMAGE_TYPES.map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]))

function described(sha256: Sha256, { size, start }: StoredAttachment): AttachmentResource {
  const type = sniffImage(start)
  if (type === undefined) throw new Error(`the file of the attachment ${sha256} is no image any more`)
  return { sha256, type, size }
}

function serveHeaders(reply: FastifyReply, { sha256, type }: AttachmentResource): void {
  void reply.headers({
    etag: `"${sha256}"`,
    // Not for shared caches: who may read will be asked of each person.
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': SERVED_POLICY,
    'x-content-type-options': 'nosniff',
    'content-disposition': `inline; filename="${sha256.slice(0, 12)}.${IMAGE_EXTENSIONS[type]}"`,
    // Pages of ours read it by fetch, and CORS says who may; no other site can show it.
    'cross-origin-resource-policy': 'same-origin',
    vary: 'Origin',
  })
}

/** Its half image is let go. */
function cutOffWhenSilent({ raw }: FastifyRequest): void {
  raw.setTimeout(SILENCE_MS, () => raw.destroy())
}
