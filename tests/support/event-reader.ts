// A program that reads `GET /api/v1/events`: everything that came, in order; it can be cut off, resume, and read nothing for a while.
import { request, type IncomingMessage } from 'node:http'
import {
  EVENTS_ROUTE,
  type DocumentEvent,
  type FolderEvent,
  type Permissions,
  type PresentCounts,
} from '../../contracts/events.ts'
import type { Reachable } from './relay-address.ts'
import { until } from './until.ts'

export interface Message {
  readonly name: string
  readonly id: string | undefined
  readonly data: unknown
}

export class EventReader {
  readonly messages: Message[] = []
  comments = 0
  /** The relay has ended the stream, or it broke off. */
  ended = false
  readonly #incoming: IncomingMessage

  private constructor(incoming: IncomingMessage) {
    this.#incoming = incoming
    let rest = ''
    incoming.setEncoding('utf8')
    incoming.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) this.#take(block.split('\n'))
    })
    incoming.on('error', () => undefined)
    incoming.on('close', () => (this.ended = true))
  }

  /** Resolves with the head of the answer. Rejects when that is no stream. */
  static async open(
    { url }: Reachable,
    lastId?: string,
    how: 'header' | 'query' = 'header',
    token?: string,
  ): Promise<EventReader> {
    const query = lastId !== undefined && how === 'query' ? `?lastEventId=${encodeURIComponent(lastId)}` : ''
    const resumes = lastId !== undefined && how === 'header' ? { 'last-event-id': lastId } : {}
    const headers = { ...resumes, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
    return await new Promise((resolve, reject) => {
      const outgoing = request(`${url}${EVENTS_ROUTE.path}${query}`, { agent: false, headers }, (incoming) => {
        if (incoming.headers['content-type'] === 'text/event-stream') return resolve(new EventReader(incoming))
        incoming.destroy()
        reject(new Error(`no stream of events but ${incoming.statusCode}`))
      })
      outgoing.on('error', reject)
      outgoing.end()
    })
  }

  /** The relay has ended the stream, as opposed to the connection. */
  get complete(): boolean {
    return this.#incoming.complete
  }

  get headers(): IncomingMessage['headers'] {
    return this.#incoming.headers
  }

  /** To resume after. */
  get lastId(): string | undefined {
    return this.messages.findLast(({ id }) => id !== undefined)?.id
  }

  /** Of documents. */
  get events(): DocumentEvent[] {
    return this.#of('document') as DocumentEvent[]
  }

  get folderEvents(): FolderEvent[] {
    return this.#of('folder') as FolderEvent[]
  }

  get resets(): unknown[] {
    return this.#of('reset')
  }

  /** What it was told of its token. */
  get permissions(): Permissions[] {
    return this.#of('permissions') as Permissions[]
  }

  /** What it knows of how many are where. */
  get present(): Record<string, number> {
    const known: Record<string, number> = {}
    for (const { all, counts } of this.#of('present') as PresentCounts[]) {
      if (all) for (const document of Object.keys(known)) delete known[document]
      for (const { document, present } of counts)
        if (present > 0) known[document] = present
        else delete known[document]
    }
    return known
  }

  /** Takes nothing from the network. */
  pause(): void {
    this.#incoming.pause()
  }

  resume(): void {
    this.#incoming.resume()
  }

  close(): void {
    this.#incoming.destroy()
  }

  #of(name: string): unknown[] {
    return this.messages.filter((message) => message.name === name).map(({ data }) => data)
  }

  #take(lines: readonly string[]): void {
    const value = (field: string): string | undefined =>
      lines.find((line) => line.startsWith(`${field}: `))?.slice(field.length + 2)
    const data = value('data')
    if (data === undefined) this.comments++
    else this.messages.push({ name: value('event')!, id: value('id'), data: JSON.parse(data) })
  }
}

/** The whole log, as far as it is kept and nothing of it was deleted. */
export async function readWholeLog(relay: Reachable, upTo: number): Promise<DocumentEvent[]> {
  const reader = await EventReader.open(relay, '0')
  await until(`${upTo} events of the log`, () => reader.events.length >= upTo)
  reader.close()
  return reader.events
}

/**
 * Somebody whose connection breaks off again and again, now at this relay and now at that one, and who resumes each time: everything
 * that came, from the beginning of the log, until `isOver` says so of it.
 */
export async function readWithCuts(
  relays: readonly Reachable[],
  random: () => number,
  isOver: (events: readonly DocumentEvent[]) => boolean,
): Promise<{ events: DocumentEvent[]; cuts: number; resets: number }> {
  const events: DocumentEvent[] = []
  let [lastId, cuts, resets] = ['0', 0, 0]
  while (!isOver(events)) {
    const relay = relays[Math.floor(random() * relays.length)]!
    const reader = await EventReader.open(relay, lastId).catch(() => undefined)
    if (reader === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10))
      continue
    }
    const most = 1 + Math.floor(random() * 8)
    await until(
      'events to come, or the stream to end',
      () => reader.ended || reader.events.length >= most || isOver([...events, ...reader.events]),
    )
    reader.close()
    events.push(...reader.events)
    resets += reader.resets.length
    lastId = reader.lastId ?? lastId
    cuts++
  }
  return { events, cuts, resets }
}
