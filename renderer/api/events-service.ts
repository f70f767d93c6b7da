// Hears what happens on the relay and brings it into the list of this computer. One window of the app listens (Web Locks), for
// over HTTP/1.1 a browser gives an origin six connections; it tells the others. A chunk of its own; started by start-services.ts.
import { DocumentSchema } from '../../contracts/document-resource.ts'
import type { DocumentEvent, StartOver } from '../../contracts/events.ts'
import { EVENTS_PATH } from '../../contracts/events-path.ts'
import { type DocumentId, parseDocumentId } from '../../contracts/ids.ts'
import { BEAT_EVERY_MS } from '../../contracts/limits.ts'
import { backOffMs } from './back-off.ts'
import { type EventMessage, eventMessages } from './event-messages.ts'
import type { DocumentsService } from './documents-service.ts'
import type { Library } from './library.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { openStream } from './relay-request.ts'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000
/** A relay that says nothing for so long is not heard. */
const SILENCE_MS = 2.5 * BEAT_EVERY_MS

export interface EventsServiceOptions {
  readonly relay: string
  /** What this computer keeps of the relay goes by. */
  readonly relayIdentity: string
  readonly library: Pick<Library, 'takeEvents'>
  readonly documents: Pick<DocumentsService, 'folders' | 'hear' | 'leave' | 'refresh' | 'retryNow'>
  /** Undefined where there are none (plain http): then each window listens that can be seen. */
  readonly locks: LockManager | undefined
  readonly firstWaitMs?: number
}

/** What the listening window tells the others. */
interface Told {
  /** Null: nothing is heard just now. */
  readonly counts: ReadonlyMap<DocumentId, number> | null
  readonly lastId: string | undefined
}

export class EventsService {
  readonly #options: EventsServiceOptions
  readonly #windows: BroadcastChannel
  readonly #closing = new AbortController()
  #counts: Map<DocumentId, number> | null = null
  /** Of the last event whose change is on this computer's disk. */
  #lastId: string | undefined
  #listens = false
  #failures = 0
  #hangUp: () => void = () => undefined
  #waitNoLonger: () => void = () => undefined

  constructor(options: EventsServiceOptions) {
    this.#options = options
    this.#windows = new BroadcastChannel(`ligature-events ${options.relayIdentity}`)
    this.#windows.onmessage = ({ data }: MessageEvent<Told | 'how is it'>) => {
      if (data === 'how is it') {
        if (this.#listens) this.#tellWindows()
      } else if (!this.#listens) {
        this.#lastId = data.lastId
        options.documents.hear(data.counts)
      }
    }
    this.#windows.postMessage('how is it')
    this.#listen(options.locks).catch((cause: unknown) => {
      if (!this.#closing.signal.aborted) reportError(cause)
    })
  }

  /** The relay may be back. */
  tryNow(): void {
    this.#failures = 0
    this.#waitNoLonger()
  }

  /** What comes may come no more, without a word. */
  doubt(): void {
    this.#hangUp()
  }

  close(): void {
    this.#closing.abort()
    this.#hangUp()
    this.#waitNoLonger()
    this.#windows.close()
  }

  async #listen(locks: LockManager | undefined): Promise<void> {
    const { signal } = this.#closing
    const name = `ligature-events ${this.#options.relayIdentity}`
    if (locks !== undefined) return await locks.request(name, { signal }, () => this.#listenOn())
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#hangUp() : this.tryNow()), { signal })
    await this.#listenOn()
  }

  async #listenOn(): Promise<void> {
    this.#listens = true
    while (!this.#closing.signal.aborted) {
      try {
        if (this.#options.locks !== undefined || !document.hidden) await this.#listenOnce()
      } catch (cause) {
        if (this.#closing.signal.aborted) return
        // Anything but the relay's doing is a fault of ours or of this disk; both are tried again, and shown.
        if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) reportError(cause)
      }
      this.#hear(null)
      await this.#wait()
    }
  }

  /** Until the stream ends. */
  async #listenOnce(): Promise<void> {
    const { relay, documents } = this.#options
    const silence = new AbortController()
    const silent = (): void => silence.abort()
    this.#hangUp = silent
    let timer = setTimeout(silent, SILENCE_MS)
    try {
      const headers = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId }
      const body = await openStream(relay, EVENTS_PATH, { headers, signal: silence.signal })
      for await (const messages of eventMessages(body)) {
        clearTimeout(timer)
        if (messages.length > 0) await this.#take(messages)
        timer = setTimeout(silent, SILENCE_MS)
        // It has said how it is: all that was missed has come, or comes next.
        if (this.#failures > 0 && this.#counts !== null) {
          this.#failures = 0
          documents.retryNow()
        }
      }
    } catch (cause) {
      // The network's errors have no class of their own.
      throw silence.signal.aborted || cause instanceof TypeError ? new RelayUnreachable('no events', { cause }) : cause
    } finally {
      clearTimeout(timer)
      this.#hangUp = () => undefined
    }
  }

  async #take(messages: readonly EventMessage[]): Promise<void> {
    let events: DocumentEvent[] = []
    let ofFolders: unknown[] = []
    const { documents } = this.#options
    let lastId = this.#lastId
    let counts = this.#counts
    for (const message of messages) {
      const told = read(message)
      lastId = message.id ?? lastId
      switch (told.kind) {
        case 'unknown':
          break
        case 'event':
          events.push(told.event)
          break
        case 'folder':
          ofFolders.push(told.event)
          break
        case 'present':
          counts = new Map(told.all ? [] : counts)
          for (const [document, present] of told.counts)
            if (present > 0) counts.set(document, present)
            else counts.delete(document)
          break
        case 'reset':
          events = []
          ofFolders = []
          await documents.refresh(undefined, told.why)
      }
    }
    if (ofFolders.length > 0) await (await documents.folders()).hear(ofFolders)
    await this.#bringIn(events)
    this.#lastId = lastId
    if (counts === this.#counts) this.#tellWindows()
    else this.#hear(counts)
  }

  /** The last of each document: its changes before are in it. */
  async #bringIn(events: readonly DocumentEvent[]): Promise<void> {
    const last = new Map(events.map((event) => ['document' in event ? event.document.id : event.id, event]))
    const told = [...last.values()]
    if (told.length > 0)
      await this.#options.library.takeEvents(told.flatMap((event) => ('document' in event ? [event.document] : [])))
    for (const event of told) if (event.kind === 'deleted') await this.#options.documents.leave(event.id, true)
  }

  #hear(counts: Map<DocumentId, number> | null): void {
    this.#counts = counts
    this.#options.documents.hear(counts)
    this.#tellWindows()
  }

  #tellWindows(): void {
    if (this.#closing.signal.aborted) return
    this.#windows.postMessage({ counts: this.#counts, lastId: this.#lastId } satisfies Told)
  }

  async #wait(): Promise<void> {
    if (this.#closing.signal.aborted) return
    const wait = backOffMs(this.#failures, this.#options.firstWaitMs ?? FIRST_WAIT_MS, LONGEST_WAIT_MS)
    this.#failures += 1
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait)
      this.#waitNoLonger = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

type Read =
  /** A newer relay tells it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'event'; readonly event: DocumentEvent }
  | { readonly kind: 'folder'; readonly event: unknown }
  | { readonly kind: 'present'; readonly all: boolean; readonly counts: readonly [DocumentId, number][] }
  | { readonly kind: 'reset'; readonly why: StartOver['why'] }

const UNKNOWN: Read = { kind: 'unknown' }

/** Looked at by hand, but for the document: the contract's schemas of events are large. */
function read({ name, data }: EventMessage): Read {
  const told = recordIn(data)
  switch (name) {
    case 'document':
      return readEvent(told)
    case 'folder':
      return { kind: 'folder', event: told }
    case 'present': {
      const counts = Array.isArray(told['counts']) ? (told['counts'] as unknown[]).flatMap(readCount) : []
      return { kind: 'present', all: told['all'] === true, counts }
    }
    case 'reset':
      return { kind: 'reset', why: told['why'] === 'first' ? 'first' : 'lost' }
    default:
      return UNKNOWN
  }
}

function readEvent({ kind, id, document }: Readonly<Record<string, unknown>>): Read {
  if (kind === 'deleted') {
    const deleted = parseDocumentId(String(id))
    return deleted === undefined ? UNKNOWN : { kind: 'event', event: { kind, id: deleted } }
  }
  const parsed = DocumentSchema.safeParse(document)
  // Whatever has happened to it: it is so now.
  return parsed.success ? { kind: 'event', event: { kind: 'renamed', document: parsed.data } } : UNKNOWN
}

function readCount(told: unknown): [DocumentId, number][] {
  const { document, present } = (told ?? {}) as { readonly document?: unknown; readonly present?: unknown }
  const id = parseDocumentId(String(document))
  return id === undefined || typeof present !== 'number' ? [] : [[id, present]]
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw new RelayUnreachable('an event that is not JSON', { cause })
  }
}
