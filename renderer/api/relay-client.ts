// The relay's REST interface as functions. In relay-chunk.ts, because the schemas that look at the answers are large and no
// first screen waits for one: who is in the first chunk comes here through load-relay-client.ts.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import { DOCUMENT_ROUTES, type DocumentPage } from '../../contracts/documents.ts'
import { MAX_PAGE_ROWS } from '../../contracts/limits.ts'
import { askRelay } from './relay-request.ts'

/** Each throws RelayUnreachable or RelayRefused. */
export interface RelayClient {
  /** One page of the list or of the trash, as long as the relay allows. */
  list(which: 'documents' | 'trash', cursor: string | null, timeoutMs?: number): Promise<DocumentPage>
  get(id: string): Promise<DocumentResource>
  put(id: string, title: string): Promise<DocumentResource>
  /** `ifVersion`: only if it has this metaVersion, else it is refused as `changed-meanwhile`. */
  rename(id: string, title: string, ifVersion?: number): Promise<DocumentResource>
  trash(id: string): Promise<DocumentResource>
  restore(id: string): Promise<DocumentResource>
  deleteForEver(id: string): Promise<void>
}

export function relayClient(relay: string): RelayClient {
  const { list, get, put, patch, trash, restore, deleteForEver } = DOCUMENT_ROUTES
  return {
    list: (which, cursor, timeoutMs) =>
      askRelay(relay, list, {
        query: {
          limit: String(MAX_PAGE_ROWS),
          trashed: String(which === 'trash'),
          ...(cursor === null ? {} : { cursor }),
        },
        ...(timeoutMs && { timeoutMs }),
      }),
    get: (id) => askRelay(relay, get, { id }),
    put: (id, title) => askRelay(relay, put, { id, body: { title } }),
    rename: (id, title, ifVersion) =>
      askRelay(relay, patch, { id, body: { title }, ...(ifVersion && { headers: { 'if-match': `"${ifVersion}"` } }) }),
    trash: (id) => askRelay(relay, trash, { id }),
    restore: (id) => askRelay(relay, restore, { id }),
    deleteForEver: async (id) => void (await askRelay(relay, deleteForEver, { id })),
  }
}
