// A program that talks to a relay over HTTP and looks at every answer: status, headers and body. Used by the stories
// about REST, OpenAPI and the entrance.
import { request } from 'node:http'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import type { Reachable } from './relay-address.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The text as JSON; undefined when it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined
}

export interface Ask {
  /** Sent as JSON unless it is a string, which is sent as it is. */
  readonly body?: unknown
  /** Merged over the ones that the request needs; `host` and `origin` may be anything. */
  readonly headers?: Readonly<Record<string, string>>
}

export class RestClient {
  readonly #relay: Reachable

  constructor(relay: Reachable) {
    this.#relay = relay
  }

  /** `target` goes onto the wire as it stands: no URL class tidies `..` or percent signs away. */
  async ask(method: string, target: string, { body, headers = {} }: Ask = {}): Promise<Answer> {
    const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const { hostname, port } = new URL(this.#relay.url)
    const length = payload === undefined ? {} : { 'content-length': String(Buffer.byteLength(payload)) }
    const type = payload === undefined ? {} : { 'content-type': 'application/json' }
    return await new Promise((resolve, reject) => {
      const outgoing = request(
        { hostname, port, method, path: target, agent: false, headers: { ...type, ...length, ...headers } },
        (incoming) => {
          let text = ''
          incoming.setEncoding('utf8')
          incoming.on('data', (chunk: string) => (text += chunk))
          incoming.on('error', reject)
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, body: jsonOf(text) }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
  }

  /** The document's address; `id` is not escaped. */
  document(id: string): string {
    return `${API_PREFIX}/documents/${id}`
  }

  create(id: string, title = ''): Promise<Answer> {
    return this.ask('PUT', this.document(id), { body: { title } })
  }

  read(id: string): Promise<Answer> {
    return this.ask('GET', this.document(id))
  }

  rename(id: string, title: string, ifMatch?: string): Promise<Answer> {
    return this.ask('PATCH', this.document(id), {
      body: { title },
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    })
  }

  /** The folder's address; `id` is not escaped. */
  folder(id: string): string {
    return `${API_PREFIX}/folders/${id}`
  }

  createFolder(id: string, title: string): Promise<Answer> {
    return this.ask('PUT', this.folder(id), { body: { title } })
  }

  move(id: string, folder: string | null, ifMatch?: string): Promise<Answer> {
    return this.ask('PATCH', this.document(id), {
      body: { folder },
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    })
  }

  trash(id: string): Promise<Answer> {
    return this.ask('POST', `${this.document(id)}/trash`)
  }

  restore(id: string): Promise<Answer> {
    return this.ask('POST', `${this.document(id)}/restore`)
  }

  deleteForEver(id: string): Promise<Answer> {
    return this.ask('DELETE', this.document(id))
  }

  /** Ids of all pages of a list, in order. */
  async list(query: Readonly<Record<string, string>> = {}): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const search = new URLSearchParams({ ...query, ...(cursor === null ? {} : { cursor }) })
      const { body } = await this.ask('GET', `${API_PREFIX}/documents?${search}`)
      const page = body as unknown as { documents: { id: string }[]; nextCursor: string | null }
      ids.push(...page.documents.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== null)
    return ids
  }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    // Not every answer is JSON; the story says which it expects.
    return undefined
  }
}
