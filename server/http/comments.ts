// Comments on a document over REST (contracts/comments.ts): the relay signs them, with who asks and when (K).
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { COMMENT_ROUTES } from '../../contracts/comments.ts'
import type { Signature } from '../../document/comments.ts'
import type { Principal } from '../access/access.ts'
import type { Documents } from '../documents.ts'
import type { Comments } from '../jobs/comments.ts'
import { route } from './route.ts'
import { shownThread } from './shown-thread.ts'

export interface CommentsParts {
  readonly comments: Pick<Comments, 'read' | 'write'>
  readonly documents: Documents
  /** Of principals, by their id, as far as they have names. */
  readonly authorNames: () => Promise<ReadonlyMap<string, string>>
  /** In milliseconds since 1970. */
  readonly now: () => number
}

export function serveComments(app: FastifyInstance, { comments, documents, authorNames, now }: CommentsParts): void {
  const api = app.withTypeProvider<ZodTypeProvider>()
  const { list, open, reply: answer, resolve } = COMMENT_ROUTES

  /** A guest is called what they say. */
  const signature = async ({ kind, id }: Principal, said: string | undefined): Promise<Signature> => {
    const name = kind === 'guest' ? said : (await authorNames()).get(id)
    return { author: id, name: name ?? null, at: now() }
  }

  api.get(list.path, route(list), async ({ principal, params: { id }, query: { state } }) => {
    await documents.get(principal, id)
    const threads = (await comments.read(id)).map(shownThread)
    const isOpen = threads.filter(({ resolved }) => resolved === null)
    const isResolved = threads.filter(({ resolved }) => resolved !== null)
    return {
      threads: [...(state === 'resolved' ? [] : isOpen), ...(state === 'open' ? [] : isResolved)],
    }
  })
  api.put(open.path, route(open), async ({ principal, params: { id, thread }, body }, reply) => {
    await documents.get(principal, id, 'comment')
    const entry = { id: thread, ...(await signature(principal, body.name)), text: body.text }
    const written = await comments.write(id, principal.id, { kind: 'open', thread, anchor: body.anchor, entry })
    return reply.code(written.changed ? 201 : 200).send(shownThread(written.thread))
  })
  api.put(answer.path, route(answer), async ({ principal, params: { id, thread, entry: entryId }, body }, reply) => {
    await documents.get(principal, id, 'comment')
    const entry = { id: entryId, ...(await signature(principal, body.name)), text: body.text }
    const written = await comments.write(id, principal.id, { kind: 'reply', thread, entry })
    return reply.code(written.changed ? 201 : 200).send(shownThread(written.thread))
  })
  api.patch(resolve.path, route(resolve), async ({ principal, params: { id, thread }, body }) => {
    await documents.get(principal, id, 'comment')
    const by = body.resolved ? await signature(principal, body.name) : null
    return shownThread((await comments.write(id, principal.id, { kind: 'resolve', thread, by })).thread)
  })
}
