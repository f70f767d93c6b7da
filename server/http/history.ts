// The history of a document (contracts/history.ts) as one stream of lines, with the names of those who are known.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  HISTORY_LINES,
  HISTORY_ROUTE,
  type HistoryLine,
  type HistoryQuerySchema,
  type HistoryRow,
} from '../../contracts/history.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { NDJSON_TYPE } from '../../contracts/ndjson.ts'
import type { Documents } from '../documents.ts'
import { historyOf, type Told } from '../jobs/history.ts'
import type { Log } from '../log.ts'
import type { HistoryStore, LogStore } from '../store/store.ts'
import { sendLines } from './ndjson.ts'
import { route } from './route.ts'

export interface HistoryParts {
  readonly store: HistoryStore & Pick<LogStore, 'readHeads'>
  readonly documents: Documents
  /** Of principals, by their id, as far as they have names. */
  readonly authorNames: () => Promise<ReadonlyMap<string, string>>
  readonly log: Log
}

const { stretch, earlier, reset, end, failed } = HISTORY_LINES
const LINE = z.discriminatedUnion('kind', [stretch, earlier, reset, end, failed])

export function serveHistory(app: FastifyInstance, parts: HistoryParts): void {
  const { config, schema } = route(HISTORY_ROUTE)
  const lines = {
    description: 'One line of JSON for each, and a last one',
    content: { [NDJSON_TYPE]: { schema: LINE } },
  }
  app.route({
    method: HISTORY_ROUTE.method,
    url: HISTORY_ROUTE.path,
    config,
    schema: { ...schema, response: { ...schema.response, 200: lines } },
    handler: async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const { id } = request.params as { readonly id: DocumentId }
      const { limit } = request.query as z.infer<typeof HistoryQuerySchema>
      await parts.documents.get(request.principal, id)
      return await sendLines(request, reply, linesOf(parts, id, limit), parts.log)
    },
  })
}

async function* linesOf(
  { store, authorNames }: HistoryParts,
  document: DocumentId,
  limit: number,
): AsyncGenerator<HistoryLine> {
  const names = await authorNames()
  let rows = 0
  for await (const told of historyOf(store, { document, part: 'text' })) {
    if (rows === limit) return yield { kind: 'end', rows, more: true }
    yield rowOf(told, names)
    rows++
  }
  yield { kind: 'end', rows, more: false }
}

function rowOf(told: Told, names: ReadonlyMap<string, string>): HistoryRow {
  if (told.kind !== 'stretch') return told
  const { author, ...stretch } = told
  return { ...stretch, author: { id: author, name: names.get(author) ?? null } }
}
