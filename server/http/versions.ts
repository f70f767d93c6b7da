// Named versions of a document over REST (contracts/versions.ts). Who may read the text may read them, and who may write it may keep,
// restore and delete them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { ContentFormat } from '../../contracts/content.ts'
import type { DocumentId, VersionId } from '../../contracts/ids.ts'
import { VERSION_ROUTES, type VersionResource } from '../../contracts/versions.ts'
import type { Documents } from '../documents.ts'
import type { Versions } from '../jobs/versions.ts'
import type { StoredVersion } from '../store/store.ts'
import { CONTENT_ANSWERS, describeContent, FILE_FORMATS, sentBytes } from './content-answer.ts'
import { route } from './route.ts'

export interface VersionRoutesParts {
  readonly versions: Pick<Versions, 'keep' | 'list' | 'read' | 'rename' | 'delete' | 'restore'>
  readonly documents: Documents
  /** Of principals, by their id, as far as they have names. */
  readonly authorNames: () => Promise<ReadonlyMap<string, string>>
}

export function serveVersions(app: FastifyInstance, { versions, documents, authorNames }: VersionRoutesParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { list, keep, read, rename, delete: remove, restore } = VERSION_ROUTES
  const told = async (version: StoredVersion): Promise<VersionResource> => resourceOf(version, await authorNames())

  api.get(list.path, route(list), async ({ principal, params, query }) => {
    await documents.get(principal, params.id)
    const { cursor, limit } = query
    const page = await versions.list(params.id, { cursor, limit })
    const names = await authorNames()
    return { ...page, versions: page.versions.map((version) => resourceOf(version, names)) }
  })

  api.put(keep.path, route(keep), async ({ principal, params, body }, reply) => {
    const { id: document, versionId: id } = params
    await documents.get(principal, document, 'write')
    const { created, version } = await versions.keep({ document, id, name: body.name, author: principal.id })
    return reply.code(created ? 201 : 200).send(await told(version))
  })

  api.patch(rename.path, route(rename), async ({ principal, params, body }) => {
    await documents.get(principal, params.id, 'write')
    return await told(await versions.rename(params.id, params.versionId, body.name))
  })

  api.delete(remove.path, route(remove), async ({ principal, params }, reply) => {
    await documents.get(principal, params.id, 'write')
    await versions.delete(params.id, params.versionId)
    return reply.code(204).send(null)
  })

  api.post(restore.path, route(restore), async ({ principal, params, body }) => {
    const { id: document, versionId: version } = params
    await documents.get(principal, document, 'write')
    const restored = await versions.restore({ document, version, author: principal.id, keepAs: body.keepAs })
    return { ...restored, before: restored.before === undefined ? null : await told(restored.before) }
  })

  const { schema, config } = route(read)
  const response = { ...schema.response, 200: { description: 'The version', content: CONTENT_ANSWERS } }
  api.get(
    read.path,
    { config, schema: { ...schema, response } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { id, versionId } = request.params as { readonly id: DocumentId; readonly versionId: VersionId }
      const { format } = request.query as { readonly format: ContentFormat }
      const { title } = await documents.get(request.principal, id)
      const bytes = await versions.read(id, versionId, FILE_FORMATS[format], title)
      describeContent(reply, format)
      return reply.send(sentBytes(bytes))
    },
  )
}

const resourceOf = (
  { author, createdAt, ...version }: StoredVersion,
  names: ReadonlyMap<string, string>,
): VersionResource => ({
  ...version,
  author: { id: author, name: names.get(author) ?? null },
  createdAt: new Date(createdAt).toISOString(),
})
