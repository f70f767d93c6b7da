// A program that subscribes to something over GraphQL: everything that it was told, in order. It can be cut off, and read nothing for a
// while. people-reader.ts and comments-reader.ts know what they are told.
import { type IncomingMessage, request } from 'node:http'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import type { Reachable } from './relay-address.ts'

interface Told<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

export interface HowToSubscribe {
  readonly token?: string
  /** In the place of the app's own. */
  readonly query?: string
}

export class SubscriptionReader<Data> {
  readonly told: Told<Data>[] = []
  /** Signs of life. */
  comments = 0
  /** The relay has said that this is all. */
  complete = false
  ended = false
  readonly #incoming: IncomingMessage

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming
    let rest = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) this.#take(block)
    })
    incoming.on('error', () => undefined)
    incoming.on('close', () => (this.ended = true))
  }

  get headers(): IncomingMessage['headers'] {
    return this.#incoming.headers
  }

  /** Why it was told nothing more. */
  get code(): string | undefined {
    return this.told.at(-1)?.errors?.[0]?.extensions?.code
  }

  pause(): void {
    this.#incoming.pause()
  }

  resume(): void {
    this.#incoming.resume()
  }

  close(): void {
    this.#incoming.destroy()
  }

  #take(block: string): void {
    if (block.startsWith(':')) this.comments++
    else if (block.startsWith('event: complete\n')) this.complete = true
    else this.told.push(JSON.parse(block.replace('event: next\ndata: ', '')) as Told<Data>)
  }
}

/** Resolves with the head of the answer. Rejects when that is no stream. */
export async function subscribe(
  { url }: Reachable,
  documentId: string,
  id: string,
  { token, query }: HowToSubscribe = {},
): Promise<IncomingMessage> {
  const address = new URL(GRAPHQL_ROUTE.path, url)
  if (query === undefined) address.searchParams.set('documentId', documentId)
  else address.searchParams.set('query', query)
  address.searchParams.set('variables', JSON.stringify({ id }))
  const headers = {
    accept: 'text/event-stream',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  return await new Promise((resolve, reject) => {
    const outgoing = request(address, { agent: false, headers }, (incoming) => {
      if (incoming.headers['content-type'] === 'text/event-stream') return resolve(incoming)
      incoming.destroy()
      reject(new Error(`no subscription but ${incoming.statusCode}`))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}
