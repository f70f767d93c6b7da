// Document metadata over REST (contracts/documents.ts): create, read, list, rename, trash, restore, delete for ever.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import { PRESENCE_ROUTE } from '../../contracts/people.ts'
import type { Documents } from '../documents.ts'
import { Refused } from '../errors.ts'
import type { Condition } from '../store/store.ts'
import { route } from './route.ts'

export interface DocumentRoutesParts {
  readonly documents: Documents
}

export function serveDocuments(app: FastifyInstance, { documents }: DocumentRoutesParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { list, get, put, patch, trash, restore, deleteForEver } = DOCUMENT_ROUTES

  api.get(list.path, route(list), async (request) => {
    const { cursor, limit, trashed } = request.query
    const page = await documents.list(request.principal, { cursor, limit, trashed: trashed === 'true' })
    const present = await documents.people(page.documents.map(({ id }) => id))
    return { ...page, documents: page.documents.map((one, nth) => ({ ...one, present: present[nth]!.length })) }
  })
  api.get(get.path, route(get), async (request, reply) =>
    tagged(reply, await documents.get(request.principal, request.params.id)),
  )
  api.get(PRESENCE_ROUTE.path, route(PRESENCE_ROUTE), async (request) => {
    const { id } = await documents.get(request.principal, request.params.id)
    const [present = []] = await documents.people([id])
    return { people: [...present] }
  })
  api.put(put.path, route(put), async (request, reply) => {
    const { created, document } = await documents.put(request.principal, request.params.id, request.body.title)
    return tagged(reply.code(created ? 201 : 200), document)
  })
  api.patch(patch.path, route(patch), async ({ principal, params, body, headers }, reply) =>
    tagged(reply, await documents.rename(principal, params.id, body.title, condition(headers['if-match']))),
  )
  api.post(trash.path, route(trash), async ({ principal, params, headers }, reply) =>
    tagged(reply, await documents.trash(principal, params.id, condition(headers['if-match']))),
  )
  api.post(restore.path, route(restore), async ({ principal, params, headers }, reply) =>
    tagged(reply, await documents.restore(principal, params.id, condition(headers['if-match']))),
  )
  api.delete(deleteForEver.path, route(deleteForEver), async ({ principal, params, headers }, reply) => {
    await documents.deleteForEver(principal, params.id, condition(headers['if-match']))
    return reply.code(204).send(null)
  })
}

const tagged = (reply: FastifyReply, document: DocumentResource): DocumentResource => {
  void reply.header('etag', `"${document.metaVersion}"`)
  return document
}

function condition(ifMatch: string | undefined): Condition {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const version = /^"(\d{1,15})"$/.exec(ifMatch)?.[1]
  if (version === undefined)
    throw new Refused('bad-request', `If-Match: ${ifMatch} is not an ETag of a document, like "3"`)
  return Number(version)
}
