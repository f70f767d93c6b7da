// Somebody who keeps, reads and restores versions of documents over HTTP. Used by the stories about versions.
import type { z } from 'zod'
import type { Restored, VersionPageSchema, VersionResource } from '../../contracts/versions.ts'
import type { Reachable } from './relay-address.ts'
import { type Answer, RestClient } from './rest-client.ts'

export class VersionsClient {
  readonly rest: RestClient
  readonly #headers: Readonly<Record<string, string>>

  constructor(relay: Reachable, token?: string) {
    this.rest = new RestClient(relay)
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  ask(method: string, document: string, rest = '', body?: unknown): Promise<Answer> {
    const target = `${this.rest.document(document)}/versions${rest}`
    return this.rest.ask(method, target, { headers: this.#headers, ...(body === undefined ? {} : { body }) })
  }

  put(document: string, id: string, name: string): Promise<Answer> {
    return this.ask('PUT', document, `/${id}`, { name })
  }

  /** The same, which has to succeed. */
  async keep(document: string, id: string, name = `Version ${id}`): Promise<VersionResource> {
    return said(await this.put(document, id, name), 201) as VersionResource
  }

  /** Of all pages. */
  async list(document: string, limit = 50): Promise<readonly VersionResource[]> {
    const all: VersionResource[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ limit: String(limit), ...(cursor === '' ? {} : { cursor }) })
      const page = said(await this.ask('GET', document, `?${query}`), 200) as z.infer<typeof VersionPageSchema>
      all.push(...page.versions)
      cursor = page.nextCursor
    }
    return all
  }

  read(document: string, id: string, format = 'txt'): Promise<Answer> {
    return this.ask('GET', document, `/${id}/content?format=${format}`)
  }

  /** What a version says, a line for each block. */
  async text(document: string, id: string): Promise<string> {
    const { status, text } = await this.read(document, id)
    if (status !== 200) throw new Error(`the version ${id} of ${document} answers ${status}: ${text}`)
    return text.trimEnd()
  }

  putBack(document: string, id: string, keepAs: string, name = `Before restoring ${id}`): Promise<Answer> {
    return this.ask('POST', document, `/${id}/restore`, { keepAs: { id: keepAs, name } })
  }

  /** The same, which has to succeed. */
  async restore(document: string, id: string, keepAs: string): Promise<Restored> {
    return said(await this.putBack(document, id, keepAs), 200) as Restored
  }
}

function said({ status, text, body }: Answer, expected: number): unknown {
  if (status !== expected) throw new Error(`it was answered ${status}: ${text}`)
  return body
}
