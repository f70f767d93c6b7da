// Somebody who comments on documents over HTTP, as the app does or as a program with a token would. Used by the stories about comments.
import { randomUUID } from 'node:crypto'
import { COMMENT_ROUTES, type CommentThread } from '../../contracts/comments.ts'
import type { Reachable } from './relay-address.ts'
import { type Answer, RestClient } from './rest-client.ts'

interface Commented {
  readonly thread?: string
  readonly name?: string
  readonly anchor?: object | null
}

export class CommentsClient {
  readonly rest: RestClient
  readonly #headers: Readonly<Record<string, string>>

  constructor(relay: Reachable, token?: string) {
    this.rest = new RestClient(relay)
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  }

  open(document: string, text: string, { thread = randomUUID(), ...more }: Commented = {}): Promise<Answer> {
    return this.#ask('PUT', `${document}/comments/${thread}`, { text, ...more })
  }

  reply(document: string, thread: string, text: string, { name, entry }: { name?: string; entry?: string } = {}) {
    return this.#ask('PUT', `${document}/comments/${thread}/entries/${entry ?? randomUUID()}`, { text, name })
  }

  resolve(document: string, thread: string, resolved = true, name?: string): Promise<Answer> {
    return this.#ask('PATCH', `${document}/comments/${thread}`, { resolved, name })
  }

  list(document: string, state = 'all'): Promise<Answer> {
    return this.#ask('GET', `${document}/comments?state=${state}`)
  }

  /** The same, which has to succeed. */
  async threads(document: string, state?: string): Promise<readonly CommentThread[]> {
    const { status, text, body } = await this.list(document, state)
    if (status !== 200) throw new Error(`the comments on ${document} answer ${status}: ${text}`)
    return COMMENT_ROUTES.list.schema.response[200].parse(body).threads
  }

  /** Opens one, which has to succeed, and answers its id. */
  async opened(document: string, text: string, more: Commented = {}): Promise<string> {
    const { status, text: answer, body } = await this.open(document, text, more)
    if (status !== 201) throw new Error(`a comment on ${document} answers ${status}: ${answer}`)
    return body!['id'] as string
  }

  #ask(method: string, path: string, body?: object): Promise<Answer> {
    return this.rest.ask(method, this.rest.document(path), { headers: this.#headers, ...(body && { body }) })
  }
}
