// The relay's interface as functions: its lists over GraphQL, all else over REST. In relay-chunk.ts, because the schemas that look at
// the answers are large and no first screen waits for one: who is in the first chunk comes here through load-relay-client.ts.
import type { z } from 'zod'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import { DOCUMENT_ROUTES, type DocumentPage, DocumentPageSchema } from '../../contracts/documents.ts'
import { MAX_PAGE_ROWS } from '../../contracts/limits.ts'
import { HOME, type HomeQuery, type HomeQueryVariables } from './queries.ts'
import { RelayUnreachable } from './relay-errors.ts'
import { queryRelay } from './relay-query.ts'
import { askRelay } from './relay-request.ts'

/** `folders`: all that there are, with the first page of documents; undefined where this relay has not told them along. */
type ListedPage = DocumentPage & { readonly folders?: unknown }

/** Each throws RelayUnreachable or RelayRefused. */
export interface RelayClient {
  /** One page of the list or of the trash, as long as the relay allows. */
  list(which: 'documents' | 'trash', cursor: string | null, timeoutMs?: number): Promise<ListedPage>
  get(id: string): Promise<DocumentResource>
  put(id: string, title: string): Promise<DocumentResource>
  /** `ifVersion`: only if it has this metaVersion, else it is refused as `changed-meanwhile`. */
  rename(id: string, title: string, ifVersion?: number): Promise<DocumentResource>
  move(id: string, folder: string | null): Promise<DocumentResource>
  trash(id: string): Promise<DocumentResource>
  restore(id: string): Promise<DocumentResource>
  deleteForEver(id: string): Promise<void>
}

export function relayClient(relay: string): RelayClient {
  const { list, get, put, patch, trash, restore, deleteForEver } = DOCUMENT_ROUTES
  return {
    list: async (which, cursor, timeoutMs) => {
      const trashed = which === 'trash'
      const withFolders = cursor === null && !trashed
      const asked: HomeQueryVariables = { first: MAX_PAGE_ROWS, after: cursor, trashed, withFolders }
      const answer = await queryRelay<HomeQuery>(relay, HOME, asked, timeoutMs)
      if (answer !== undefined) return pageIn(answer)
      return await askRelay(relay, list, {
        query: { limit: String(MAX_PAGE_ROWS), trashed: String(trashed), ...(cursor === null ? {} : { cursor }) },
        ...(timeoutMs && { timeoutMs }),
      })
    },
    get: (id) => askRelay(relay, get, { id }),
    put: (id, title) => askRelay(relay, put, { id, body: { title } }),
    rename: (id, title, ifVersion) =>
      askRelay(relay, patch, { id, body: { title }, ...(ifVersion && { headers: { 'if-match': `"${ifVersion}"` } }) }),
    move: (id, folder) => askRelay(relay, patch, { id, body: { folder } }),
    trash: (id) => askRelay(relay, trash, { id }),
    restore: (id) => askRelay(relay, restore, { id }),
    deleteForEver: async (id) => void (await askRelay(relay, deleteForEver, { id })),
  }
}

/** What the home screen's fragments ask for is what a row needs: whoever takes a field out of one is told here, by tsc. */
function pageIn({ documents: { documents, nextCursor }, folders }: HomeQuery): ListedPage {
  const rows = documents.map((one) => ({ ...one, folder: one.folder?.id ?? null }))
  const page = { documents: rows, nextCursor } satisfies z.input<typeof DocumentPageSchema>
  const { data, error } = DocumentPageSchema.safeParse(page)
  if (data === undefined) throw new RelayUnreachable('/graphql does not answer as a relay', { cause: error })
  return { ...data, folders }
}
