// Document metadata over REST (contracts/documents.ts): create, read, list, rename, trash, restore, delete for ever.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import { DOCUMENT_ROUTES } from '../../contracts/documents.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { type PersonPresent, PRESENCE_ROUTE } from '../../contracts/people.ts'
import { type Access, type Action, authorize } from '../access/access.ts'
import { assertNever, Refused } from '../errors.ts'
import type { Condition, DocumentStore, WriteOutcome } from '../store/store.ts'
import { route } from './route.ts'

export interface DocumentsParts {
  readonly store: DocumentStore
  readonly access: Access
  /** Called once something was written, before that is answered. */
  readonly wrote: () => void
  /** Called once a document is deleted for ever, to end what is open of it. */
  readonly deleted: (id: DocumentId) => void
  /** Who has these documents open, in their order. */
  readonly people: (ids: readonly DocumentId[]) => Promise<readonly (readonly PersonPresent[])[]>
}

export function serveDocuments(app: FastifyInstance, { store, access, wrote, deleted, people }: DocumentsParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const allow = async (action: Action, id: DocumentId | null): Promise<void> => {
    if (!(await authorize(access, access.identify(), action, id)))
      throw new Refused('forbidden', `you may not ${action} here`)
  }
  const written = (outcome: WriteOutcome, id: DocumentId): DocumentResource => {
    if (outcome.kind === 'written') wrote()
    return afterWrite(outcome, id)
  }
  const { list, get, put, patch, trash, restore, deleteForEver } = DOCUMENT_ROUTES

  api.get(list.path, route(list), async (request) => {
    await allow('list', null)
    const { cursor, limit, trashed } = request.query
    const page = await store.listDocuments({ cursor, limit, trashed: trashed === 'true' })
    if (page === 'bad-cursor')
      throw new Refused('bad-request', `cursor: "${cursor}" does not come from an earlier page`)
    const { documents, nextCursor } = page
    const present = await people(documents.map(({ id }) => id))
    return { documents: documents.map((one, nth) => ({ ...one, present: present[nth]!.length })), nextCursor }
  })
  api.get(get.path, route(get), async (request, reply) => {
    const { id } = request.params
    await allow('read', id)
    return tagged(reply, found(await store.getDocument(id), id))
  })
  api.get(PRESENCE_ROUTE.path, route(PRESENCE_ROUTE), async (request) => {
    const { id } = request.params
    await allow('read', id)
    found(await store.getDocument(id), id)
    const [present = []] = await people([id])
    return { people: [...present] }
  })
  api.put(put.path, route(put), async (request, reply) => {
    const { id } = request.params
    await allow('create', id)
    const outcome = await store.putDocument(id, request.body.title)
    return tagged(reply.code(outcome.kind === 'written' && outcome.created ? 201 : 200), written(outcome, id))
  })
  api.patch(patch.path, route(patch), async (request, reply) => {
    const { id } = request.params
    await allow('rename', id)
    return tagged(
      reply,
      written(await store.renameDocument(id, request.body.title, condition(request.headers['if-match'])), id),
    )
  })
  api.post(trash.path, route(trash), async (request, reply) => {
    const { id } = request.params
    await allow('trash', id)
    return tagged(reply, written(await store.trashDocument(id, condition(request.headers['if-match'])), id))
  })
  api.post(restore.path, route(restore), async (request, reply) => {
    const { id } = request.params
    await allow('trash', id)
    return tagged(reply, written(await store.restoreDocument(id, condition(request.headers['if-match'])), id))
  })
  api.delete(deleteForEver.path, route(deleteForEver), async (request, reply) => {
    const { id } = request.params
    await allow('delete-for-ever', id)
    written(await store.deleteForEver(id, condition(request.headers['if-match'])), id)
    deleted(id)
    return reply.code(204).send(null)
  })
}

function found(document: DocumentResource | 'absent' | 'gone', id: DocumentId): DocumentResource {
  if (document === 'absent') throw new Refused('document-not-found', `no document has the id ${id}`)
  if (document === 'gone') throw new Refused('document-gone', `the document ${id} was deleted for ever`)
  return document
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

function afterWrite(outcome: WriteOutcome, id: DocumentId): DocumentResource {
  switch (outcome.kind) {
    case 'written':
    case 'unchanged':
      return outcome.document
    case 'absent':
      throw new Refused('document-not-found', `no document has the id ${id}`)
    case 'gone':
      throw new Refused('document-gone', `the document ${id} was deleted for ever`)
    case 'not-in-trash':
      throw new Refused('not-in-trash', `move ${id} to the trash first`)
    case 'changed-meanwhile':
      throw new Refused(
        'changed-meanwhile',
        `it is at version ${outcome.document.metaVersion} now, titled "${outcome.document.title}"`,
        { document: outcome.document },
      )
    default:
      return assertNever(outcome)
  }
}
