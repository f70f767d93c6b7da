// A program that subscribes over GraphQL to who is in a document: everything that it was told, in order. It can be cut off, and read nothing
// for a while.
import { type IncomingMessage, request } from 'node:http'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { PEOPLE_HERE } from '../../renderer/api/queries.ts'
import type { Reachable } from './relay-address.ts'
import { RestClient } from './rest-client.ts'

interface Told {
  readonly data?: {
    readonly peopleHere: readonly {
      readonly client: number
      readonly name: string | null
      readonly color: string | null
    }[]
  } | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

export class PeopleReader {
  readonly told: Told[] = []
  comments = 0
  /** The relay has said that this is all. */
  complete = false
  ended = false
  readonly #incoming: IncomingMessage

  private constructor(incoming: IncomingMessage) {
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

  /** Resolves with the head of the answer. Rejects when that is no stream. `query`: in the place of the app's own. */
  static async open(
    { url }: Reachable,
    id: string,
    { token, query }: { readonly token?: string; readonly query?: string } = {},
  ): Promise<PeopleReader> {
    const address = new URL(GRAPHQL_ROUTE.path, url)
    if (query === undefined) address.searchParams.set('documentId', PEOPLE_HERE)
    else address.searchParams.set('query', query)
    address.searchParams.set('variables', JSON.stringify({ id }))
    const headers = {
      accept: 'text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    return await new Promise((resolve, reject) => {
      const outgoing = request(address, { agent: false, headers }, (incoming) => {
        if (incoming.headers['content-type'] === 'text/event-stream') return resolve(new PeopleReader(incoming))
        incoming.destroy()
        reject(new Error(`no subscription but ${incoming.statusCode}`))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  }

  get headers(): IncomingMessage['headers'] {
    return this.#incoming.headers
  }

  /** Whom it was told of last. */
  get names(): readonly string[] | undefined {
    return this.told
      .at(-1)
      ?.data?.peopleHere.map(({ name }) => name ?? '?')
      .toSorted()
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
    else this.told.push(JSON.parse(block.replace('event: next\ndata: ', '')) as Told)
  }
}

/** How many a relay has open, as it counts them. */
export async function peopleStreams(relay: Reachable): Promise<number> {
  const { text } = await new RestClient(relay).ask('GET', '/metrics')
  return Number(/^ligature_people_streams (\d+)$/m.exec(text)![1])
}
