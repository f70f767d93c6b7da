// Folders over REST (contracts/folders.ts): create, read, list, rename, delete.
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { FOLDER_ROUTES } from '../../contracts/folders.ts'
import type { Folders } from '../folders.ts'
import { condition, tagged } from './if-match.ts'
import { route } from './route.ts'

export interface FolderRoutesParts {
  readonly folders: Folders
}

export function serveFolders(app: FastifyInstance, { folders }: FolderRoutesParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { list, get, put, patch, delete: remove } = FOLDER_ROUTES

  api.get(list.path, route(list), async ({ principal }) => ({ folders: [...(await folders.list(principal))] }))
  api.get(get.path, route(get), async ({ principal, params }, reply) =>
    tagged(reply, await folders.get(principal, params.id)),
  )
  api.put(put.path, route(put), async ({ principal, params, body }, reply) => {
    const { created, folder } = await folders.put(principal, params.id, body.title)
    return tagged(reply.code(created ? 201 : 200), folder)
  })
  api.patch(patch.path, route(patch), async ({ principal, params, body, headers }, reply) =>
    tagged(reply, await folders.rename(principal, params.id, body.title, condition(headers['if-match']))),
  )
  api.delete(remove.path, route(remove), async ({ principal, params, headers }, reply) => {
    await folders.delete(principal, params.id, condition(headers['if-match']))
    return reply.code(204).send(null)
  })
}
