// Named versions of a document, as the screens know them. They are the relay's: nothing of them is kept on this computer. Comes with the
// panel that shows them.
import type { DocumentId, VersionId } from '../../contracts/ids.ts'
import { MAX_PAGE_ROWS } from '../../contracts/limits.ts'
import { type Restored, VERSION_ROUTES, type VersionResource } from '../../contracts/versions.ts'
import { randomId } from './random-id.ts'
// What the two have in common is one chunk then, and not a chunk beside each.
import './relay-client.ts'
import { RelayFailed, RelayRefused } from './relay-errors.ts'
import { askRelay, refusalIn, send } from './relay-request.ts'

/** A long text is folded and compared before that is answered. */
const PATIENCE_MS = 60_000

export const newVersionId = (): VersionId => randomId() as VersionId

/** Each method throws RelayUnreachable when nobody answers, and RelayRefused when the relay says no. */
export class VersionsService {
  readonly #relay: string
  readonly #document: DocumentId

  constructor(relay: string, document: DocumentId) {
    this.#relay = relay
    this.#document = document
  }

  /** All of them, the newest first. */
  async list(): Promise<readonly VersionResource[]> {
    const all: VersionResource[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = { limit: String(MAX_PAGE_ROWS), ...(cursor !== '' && { cursor }) }
      const page = await askRelay(this.#relay, VERSION_ROUTES.list, { id: this.#document, query })
      all.push(...page.versions)
      cursor = page.nextCursor
    }
    return all
  }

  /** What the relay has of the text. The same id may be given again when no answer came: there is one version then. */
  async keep(version: VersionId, name: string): Promise<VersionResource> {
    const kept = await askRelay(this.#relay, at(VERSION_ROUTES.keep, version), this.#asked({ name }))
    // A try before has come through after all, under the name of then.
    return kept.name === name ? kept : await this.rename(version, name)
  }

  async rename(version: VersionId, name: string): Promise<VersionResource> {
    return await askRelay(this.#relay, at(VERSION_ROUTES.rename, version), this.#asked({ name }))
  }

  /** One that is gone already is as good. */
  async delete(version: VersionId): Promise<void> {
    try {
      await askRelay(this.#relay, at(VERSION_ROUTES.delete, version), { id: this.#document })
    } catch (cause) {
      if (!(cause instanceof RelayRefused && cause.problem.code === 'version-not-found')) throw cause
    }
  }

  /** What it says, as JSON that nobody has looked at yet. */
  async read(version: VersionId): Promise<unknown> {
    const asked = { id: this.#document, query: { format: 'json' }, timeoutMs: PATIENCE_MS }
    const response = await send(this.#relay, at(VERSION_ROUTES.read, version), asked)
    if (!response.ok) throw await refusalIn(response)
    return (await response.json().catch((cause: unknown) => {
      throw new RelayFailed('the version is not JSON, or broke off', { cause })
    })) as unknown
  }

  /** What is replaced is kept first, under this name. */
  async restore(version: VersionId, keepAs: string): Promise<Restored> {
    const body = { keepAs: { id: newVersionId(), name: keepAs } }
    return await askRelay(this.#relay, at(VERSION_ROUTES.restore, version), this.#asked(body))
  }

  #asked(body: object): { readonly id: DocumentId; readonly body: object; readonly timeoutMs: number } {
    return { id: this.#document, body, timeoutMs: PATIENCE_MS }
  }
}

const at = <Route extends { readonly path: string }>(route: Route, version: VersionId): Route => ({
  ...route,
  path: route.path.replace(':versionId', encodeURIComponent(version)),
})
