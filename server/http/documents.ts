// Document metadata over REST (contracts/documents.ts): create, read, list, rename, move, trash, restore, delete for ever.
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import { PRESENCE_ROUTE } from '../../contracts/people.ts'
import type { Documents } from '../documents.ts'
import type { Folders } from '../folders.ts'
import { condition, tagged } from './if-match.ts'
import { route } from './route.ts'

export interface DocumentRoutesParts {
  readonly documents: Documents
  readonly folders: Folders
}

export function serveDocuments(app: FastifyInstance, { documents, folders }: DocumentRoutesParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { list, get, put, patch, trash, restore, deleteForEver } = DOCUMENT_ROUTES

  api.get(list.path, route(list), async (request) => {
    const { principal } = request
    const { cursor, limit, trashed, folder } = request.query
    // One that is not there is not one without documents.
    if (folder !== undefined) await folders.get(principal, folder)
    const page = await documents.list(principal, { cursor, limit, trashed: trashed === 'true', folder })
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
  api.put(put.path, route(put), async ({ principal, params, body }, reply) => {
    const { created, document } = await documents.put(principal, params.id, body.title, body.folder)
    return tagged(reply.code(created ? 201 : 200), document)
  })
  api.patch(patch.path, route(patch), async ({ principal, params: { id }, body, headers }, reply) => {
    const { title, folder = null } = body
    const at = condition(headers['if-match'])
    return tagged(
      reply,
      title === undefined
        ? await documents.move(principal, id, folder, at)
        : await documents.rename(principal, id, title, at),
    )
  })
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
