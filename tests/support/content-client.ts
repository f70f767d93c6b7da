// A script that reads and writes documents over HTTP, as a program with a token would. Used by the stories about `/content`.
import type { ContentWritten } from '../../contracts/content.ts'
import type { DocumentPage } from '../../contracts/documents.ts'
import type { Reachable } from './relay-address.ts'
import { type Answer, RestClient } from './rest-client.ts'

export interface PutOptions {
  readonly section?: readonly string[]
  readonly key?: string
  readonly ifMatch?: string
}

export class ContentClient {
  readonly rest: RestClient
  readonly #headers: Readonly<Record<string, string>>

  constructor(relay: Reachable, token?: string) {
    this.rest = new RestClient(relay)
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  async create(id: string, title = ''): Promise<void> {
    await this.rest.ask('PUT', this.rest.document(id), { body: { title }, headers: this.#headers })
  }

  async list(): Promise<DocumentPage> {
    const { status, text, body } = await this.rest.ask('GET', '/api/v1/documents?limit=100', { headers: this.#headers })
    if (status !== 200) throw new Error(`the list answers ${status}: ${text}`)
    return body as unknown as DocumentPage
  }

  read(id: string, format = 'md', headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const target = `${this.rest.document(id)}/content?format=${format}`
    return this.rest.ask('GET', target, { headers: { ...this.#headers, ...headers } })
  }

  /** The text as Markdown, without the title. */
  async text(id: string): Promise<string> {
    const { status, text } = await this.read(id)
    if (status !== 200) throw new Error(`${id} answers ${status}: ${text}`)
    return text.replace(/^---\n(?:.*\n)*?---\n\n/, '')
  }

  put(id: string, mode: string, markdown: string, { section = [], key, ifMatch }: PutOptions = {}): Promise<Answer> {
    const query = new URLSearchParams([['mode', mode], ...section.map((heading) => ['section', heading])])
    return this.rest.ask('POST', `${this.rest.document(id)}/content?${query}`, {
      body: markdown,
      headers: {
        ...this.#headers,
        'content-type': 'text/markdown',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
    })
  }

  /** The same, which has to succeed. */
  async write(...args: Parameters<ContentClient['put']>): Promise<ContentWritten> {
    const { status, text, body } = await this.put(...args)
    if (status !== 200) throw new Error(`${args[0]} answers ${status}: ${text}`)
    return body as unknown as ContentWritten
  }
}
