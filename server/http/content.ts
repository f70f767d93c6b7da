// A document's text over REST (contracts/content.ts): read as it is committed now, in a format, and written as Markdown.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { CONTENT_FORMATS, CONTENT_ROUTES, CONTENT_TYPES, type ContentFormat } from '../../contracts/content.ts'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import { type DocumentId, type Epoch, parseDocumentId } from '../../contracts/ids.ts'
import { MAX_IMPORT_BYTES } from '../../contracts/limits.ts'
import type { Documents } from '../documents.ts'
import { Refused } from '../errors.ts'
import type { Content, Place } from '../jobs/content.ts'
import { CONTENT_ANSWERS, describeContent, FILE_FORMATS, sentBytes } from './content-answer.ts'
import { route } from './route.ts'

export interface ContentParts {
  readonly content: Pick<Content, 'place' | 'read' | 'write'>
  readonly documents: Documents
}

export function serveContent(app: FastifyInstance, { content, documents }: ContentParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { read, write } = CONTENT_ROUTES
  takeMarkdown(app)

  const { schema, config } = route(read)
  const response = { ...schema.response, 200: { description: 'The document', content: CONTENT_ANSWERS } }
  api.get(
    read.path,
    { config, schema: { ...schema, response } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { id } = request.params as Asked['params']
      const format = (request.query as Asked['query']).format ?? acceptable(request.headers.accept)
      const document = await documents.get(request.principal, id)
      const etag = tagOf(await content.place(id), format, document)
      if (isKnown(request.headers['if-none-match'], etag)) {
        describe(reply, format, etag)
        return reply.code(304).send()
      }
      const { bytes, ...place } = await content.read(id, FILE_FORMATS[format], document.title)
      describe(reply, format, tagOf(place, format, document))
      return reply.send(sentBytes(bytes))
    },
  )

  api.post(
    write.path,
    {
      ...route(write),
      schema: { ...route(write).schema, consumes: [CONTENT_TYPES.md] },
      bodyLimit: MAX_IMPORT_BYTES,
      // Before the body is read: whoever may not write has the relay hold none of it.
      onRequest: async ({ principal, params }: FastifyRequest) => {
        const { id } = params as { readonly id: string }
        const document = parseDocumentId(id)
        if (document === undefined) throw new Refused('bad-document-id', `${id.slice(0, 100)} is not one`)
        await documents.get(principal, document, 'write')
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { mode, section = [] } = request.query
      // Once more: it may have been deleted while the body came.
      const document = await documents.get(request.principal, id, 'write')
      if ((mode === 'replace-section') !== section.length > 0)
        throw new Refused('bad-request', 'section: mode=replace-section takes one, and no other mode does')
      const { notes, changed, repeated, epoch, seq } = await content.write({
        document: id,
        author: request.principal.id,
        put: { kind: 'markdown', mode, section: [section].flat(), markdown: request.body, title: document.title },
        ifAt: placeIn(request.headers['if-match']),
        key: request.headers['idempotency-key'],
      })
      void reply.header('etag', `"${epoch}:${seq}"`)
      return { seq, epoch, changed, repeated, notes: [...notes] }
    },
  )
}

/** As the contract has read it. */
interface Asked {
  readonly params: { readonly id: DocumentId }
  readonly query: { readonly format?: ContentFormat }
}

function takeMarkdown(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    CONTENT_TYPES.md,
    { parseAs: 'buffer' },
    async ({ headers }: FastifyRequest, body: Buffer): Promise<string> => {
      const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
      if (!/^(utf-8|us-ascii)$/i.test(charset))
        throw new Refused('wrong-media-type', `charset: ${charset} is not UTF-8`)
      if (!/^(identity)?$/i.test(headers['content-encoding'] ?? ''))
        throw new Refused('wrong-media-type', `Content-Encoding: ${headers['content-encoding']} is not read here`)
      return textIn(body)
    },
  )
  app.addContentTypeParser('*', (_request, _body, done) =>
    done(new Refused('wrong-media-type', `this takes ${CONTENT_TYPES.md}`)),
  )
}

function textIn(body: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    if (!text.includes('\0')) return text
  } catch {
    // Said below: it is not text, whatever its header says.
  }
  throw new Refused('bad-request', 'body: it is not UTF-8 text')
}

/** Of the formats in the header the one it likes best; Markdown when it takes anything. */
function acceptable(accept: string | undefined): ContentFormat {
  const ranges = (accept ?? '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    return { type, weight: weight === undefined ? 1 : Number(weight.slice(2)) }
  })
  for (const { type, weight } of ranges.toSorted((a, b) => b.weight - a.weight)) {
    if (!(weight > 0)) continue
    const takes = (format: ContentFormat): boolean =>
      type === '*/*' || type === CONTENT_TYPES[format] || type === `${CONTENT_TYPES[format].split('/')[0]}/*`
    const format = CONTENT_FORMATS.find(takes)
    if (format !== undefined) return format
  }
  throw new Refused('not-acceptable', `Accept: it takes none of ${Object.values(CONTENT_TYPES).join(', ')}`)
}

function describe(reply: FastifyReply, format: ContentFormat, etag: string): void {
  describeContent(reply, format)
  void reply.header('etag', etag)
}

/** Where it stands, in which form; and the version of the title where that is part of it. */
function tagOf({ epoch, seq }: Place, format: ContentFormat, { metaVersion }: DocumentResource): string {
  const titled = format === 'md' || format === 'html'
  return `"${epoch}:${seq}:${format}${titled ? `:${metaVersion}` : ''}"`
}

function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(etag)
}

/** Of an ETag of any format, or of a write. A proxy that compresses has made a weak one of it. */
function placeIn(ifMatch: string | undefined): Place | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const [, epoch, seq] = /^(?:W\/)?"([^":]{1,64}):(\d{1,15})(?::[^"]*)?"$/.exec(ifMatch) ?? []
  if (epoch === undefined || seq === undefined)
    throw new Refused('bad-request', `If-Match: ${ifMatch} is not an ETag of a document's content`)
  return { epoch: epoch as Epoch, seq: Number(seq) }
}
