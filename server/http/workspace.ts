// A whole workspace as one stream out, and one in (contracts/workspace.ts, protocol W). Whoever hangs up ends the work.
import type { DocumentId } from '../../contracts/ids.ts'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { NDJSON_TYPE } from '../../contracts/ndjson.ts'
import { WORKSPACE_LINES, WORKSPACE_ROUTES } from '../../contracts/workspace.ts'
import { type Access, authorize, denied, type Principal } from '../access/access.ts'
import { Refused } from '../errors.ts'
import { type ExportParts, exportWorkspace } from '../jobs/export-workspace.ts'
import type { Imports } from '../jobs/imports.ts'
import type { Log } from '../log.ts'
import type { AttachmentStore, Chunks } from '../store/store.ts'
import { sendLines } from './ndjson.ts'
import { letGo } from './refused-sender.ts'
import { route, streamed } from './route.ts'

export interface WorkspaceParts {
  readonly store: ExportParts['store']
  readonly attachments: AttachmentStore
  readonly imports: Pick<Imports, 'run'>
  readonly access: Access
  readonly log: Log
  /** A place for one more export of whoever asks; undefined when there is none left. */
  readonly takeExport: (principal: Principal, request: IncomingMessage) => (() => void) | undefined
}

/** A sender that says nothing for this long has gone. */
const SILENCE_MS = 60_000
/**
 * A slow line, a download that is paused or a lid that is closed for a moment ends no export: between two pages it holds nothing of the
 * store, and only few run at once.
 */
const UNREAD_MS = 10 * 60_000

const LINE = z.discriminatedUnion('kind', Object.values(WORKSPACE_LINES) as [typeof WORKSPACE_LINES.header])

export function serveWorkspace(app: FastifyInstance, parts: WorkspaceParts): void {
  const { access, imports, log } = parts
  const api = app.withTypeProvider<ZodTypeProvider>()
  /** Asked again while it goes on: a token may be changed or revoked while somebody reads slowly (R9). */
  const allow = async (request: FastifyRequest, action: 'export' | 'import'): Promise<Principal> => {
    const principal = await request.identify()
    if (!(await authorize(access, principal, action, null))) throw denied(principal, null, action)
    return principal
  }
  // The body is taken as it comes, under whatever type.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))

  const { config, schema } = route(WORKSPACE_ROUTES.export)
  const lines = {
    description: 'The first line says what is to come, the last that all of it is there',
    content: { [NDJSON_TYPE]: { schema: LINE } },
  }
  app.get(
    WORKSPACE_ROUTES.export.path,
    // A HEAD would read all of it.
    { config, schema: { ...schema, response: { ...schema.response, 200: lines } }, exposeHeadRoute: false },
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      await allow(request, 'export')
      const { store, attachments } = parts
      const goOn = (): Promise<Principal> => allow(request, 'export')
      const mayRead = async (id: DocumentId): Promise<boolean> => await authorize(access, await goOn(), 'read', id)
      const mayList = async (): Promise<boolean> => await authorize(access, await goOn(), 'list', null)
      void reply.header('content-disposition', `attachment; filename="${fileName(new Date())}"`)
      const givePlaceBack = parts.takeExport(request.principal, request.raw)
      if (givePlaceBack === undefined) throw new Refused('too-many-exports', 'try again when one of them has ended')
      const lines = untilEnd(exportWorkspace({ store, attachments, mayRead, mayList, goOn }), givePlaceBack)
      return await sendLines(request, reply, lines, log, UNREAD_MS)
    },
  )

  api.post(WORKSPACE_ROUTES.import.path, streamed(WORKSPACE_ROUTES.import), async (request, reply) => {
    const gone = new AbortController()
    const leave = (): void => gone.abort()
    // Also while nothing of it is read: when all has come, and is being brought in.
    reply.raw.once('close', leave)
    try {
      await allow(request, 'import')
      const length = request.headers['content-length']
      // One that is refused halfway is not destroyed: its socket has an answer to carry.
      const body = request.body instanceof Readable ? request.body.iterator({ destroyOnReturn: false }) : NOTHING
      return await imports.run({
        author: request.principal.id,
        stillValid: () => allow(request, 'import'),
        job: request.query.job,
        total: length === undefined ? null : Number(length),
        body: heard(body, gone.signal, () => request.raw.destroy()),
        signal: gone.signal,
      })
    } finally {
      reply.raw.removeListener('close', leave)
      letGo(request)
    }
  })
}

const NOTHING = Readable.from([])

/** The same lines; `ended` is called once, however they end. */
async function* untilEnd(lines: AsyncGenerator<string>, ended: () => void): AsyncGenerator<string> {
  try {
    yield* lines
  } finally {
    ended()
  }
}

/** As `ligature-2026-11-29.ndjson`. */
const fileName = (now: Date): string => `ligature-${now.toISOString().slice(0, 10)}.ndjson`

/** The same bytes; whoever is waited for too long is hung up on. That a sender has gone is no fault of the relay's. */
async function* heard(body: Chunks, gone: AbortSignal, hangUp: () => void): Chunks {
  const chunks = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const silence = setTimeout(hangUp, SILENCE_MS)
      const { done, value } = await chunks.next().finally(() => clearTimeout(silence))
      if (done === true) return
      yield value
    }
  } catch (error) {
    throw gone.aborted ? new Refused('bad-request', 'the sender has broken off') : error
  } finally {
    await chunks.return?.()
  }
}
