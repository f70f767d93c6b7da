// A line to a relay over plain requests (contracts/http-transport.ts), for where WebSockets do not get through. It polls until
// a stream has shown that it is prompt, and whenever there is none: what is on the way may cut a stream or hold it back, and no
// event is missed or heard twice, for each has a number. Carries all sessions of this window; loaded and made by road.ts.
import {
  type Batch,
  HEARD_EVERY_BYTES,
  HEARD_HEADER,
  HERE_AGAIN_MS,
  HERE_WORD,
  LINE_ABSENT_MS,
  LINE_BEAT_MS,
  LINE_EVENT,
  LINE_HEADER,
  LINE_PATH,
  LONGEST_POLL_SECONDS,
  PREFER_HEADER,
  STREAM_PROMPT_MS,
  unpackFrames,
  writeBatch,
} from '../../contracts/http-transport.ts'
import type { SYNC_PATH } from '../../contracts/wire.ts'
import { EventLines, type LineEvent } from './event-lines.ts'
import { HttpSession, type Sent } from './http-session.ts'
import type { Transport, TransportEvents } from './transport.ts'

export interface HttpLineOptions {
  /** The relay's http(s) origin. */
  readonly relay: string
  readonly promptMs?: number | undefined
  /** False: it only polls. */
  readonly streams: boolean
  /** Something on the way keeps what streams say. */
  readonly heldBack: () => void
  /** It carries nothing any more. */
  readonly over: () => void
}

/** Not the value of wire.ts, which a first visit has and this chunk would take apart (road.ts). */
const SYNC: typeof SYNC_PATH = '/sync/'
/** A relay that does not answer a request within this time has not heard it; it answers a poll a little later. */
const REQUEST_MS = 30_000
/** What a slow line takes up: 16 KB in a second. */
const SLOWEST_BYTES_PER_MS = 16
/** The relay's beat is a long time late. */
const SILENT_STREAM_MS = 1.5 * LINE_BEAT_MS
const POLL_MS = LONGEST_POLL_SECONDS * 1_000 + REQUEST_MS
/** Between tries that fail one after another. The relay ends a line to which nobody has listened for LINE_ABSENT_MS. */
const PAUSES_MS = [0, 100, 300, 700, 1_500]
/** Behind a balancer that does not know of lines, the next connection may lead to the relay that has this one. */
const STRANGERS = 8
/** Streams that do not come about, one after another, while polls do, are given up. */
const STREAM_TRIES = STRANGERS
/** An event takes so long at most, when its stream is there. */
const END_MS = 1_000
/** A line without sessions: the next one may need it. */
const LINGER_MS = 20_000

export class HttpLine {
  /** Whether it came about. */
  readonly opened: Promise<boolean>
  readonly #options: HttpLineOptions
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #sessions = new Map<number, HttpSession>()
  readonly #ends = new AbortController()
  #open: (came: boolean) => void = () => undefined
  #lastSession = 0
  /** The number of the last event. */
  #heard = 0
  #untoldBytes = 0
  #answeredAt = performance.now()
  #strangers = 0
  #failures = 0
  /** The poll under way; a stream that is prompt makes it needless. */
  #poll: AbortController | null = null
  /** A stream is prompt: resolves when it is not any more. */
  #streaming: Promise<void> | null = null
  #lingers: ReturnType<typeof setTimeout> | undefined

  constructor(options: HttpLineOptions) {
    this.#options = options
    this.#url = new URL(LINE_PATH, options.relay).href
    this.#headers = { [LINE_HEADER]: unguessable() }
    this.opened = new Promise((resolve) => (this.#open = resolve))
    if (typeof window !== 'undefined') window.addEventListener('pagehide', this.#leavePage)
    void this.#keepPolling()
    this.#linger()
  }

  /** A session at this address, as a WebSocket would have it. */
  open(url: string, events: TransportEvents): Transport {
    const { pathname, search } = new URL(url)
    const number = ++this.#lastSession
    const session = new HttpSession(pathname.slice(SYNC.length) + search, events, {
      send: async (batch) => await this.#send({ ...batch, session: number }),
      over: () => {
        this.#sessions.delete(number)
        this.#linger()
      },
    })
    this.#sessions.set(number, session)
    clearTimeout(this.#lingers)
    if (this.#over) session.broken('the line is over')
    return session
  }

  /** Every session ends, and its person comes back at once by another transport. */
  moveAway(): void {
    for (const session of this.#sessions.values()) session.close(true)
  }

  close(): void {
    this.#end('closed here')
  }

  get #over(): boolean {
    return this.#ends.signal.aborted
  }

  #linger(): void {
    clearTimeout(this.#lingers)
    if (this.#sessions.size === 0 && !this.#over) this.#lingers = setTimeout(() => this.#end('not needed'), LINGER_MS)
  }

  async #keepPolling(): Promise<void> {
    let stream: Promise<void> | null = null
    while (!this.#over) {
      if (this.#streaming !== null) await this.#streaming
      else await this.#try(() => this.#pollOnce())
      // Not before there is a line: two requests at once would begin two, where a balancer does not know of lines.
      if (this.#heard > 0 && this.#options.streams) stream ??= this.#keepStreaming()
    }
  }

  async #keepStreaming(): Promise<void> {
    for (let misses = 0; misses < STREAM_TRIES && !this.#over; misses++) {
      const came = await this.#streamOnce().catch((cause: unknown) => (isUnknown(cause) ? 'elsewhere' : 'broken'))
      if (came === 'held back') return this.#options.heldBack()
      if (came === 'cut') misses = -1
      else if (came === 'broken') await this.#pause(PAUSES_MS.at(-1)!)
    }
  }

  async #pollOnce(): Promise<void> {
    const poll = new AbortController()
    this.#poll = poll
    try {
      const signal = AbortSignal.any([poll.signal, this.#ends.signal, AbortSignal.timeout(POLL_MS)])
      const response = await this.#listen({ [PREFER_HEADER]: `wait=${LONGEST_POLL_SECONDS}` }, signal)
      const nothing = (): void => undefined
      await this.#read(response, nothing, nothing)
    } catch (cause) {
      if (!poll.signal.aborted) throw cause
    } finally {
      this.#poll = null
    }
  }

  /** `cut`: it was prompt, and has ended; `broken`: before it was. Rejects when it did not come about. */
  async #streamOnce(): Promise<'cut' | 'broken' | 'held back'> {
    const { promptMs = STREAM_PROMPT_MS } = this.#options
    const patience = new AbortController()
    const ended = Promise.withResolvers<void>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const expectMore = (withinMs: number): void => {
      clearTimeout(timer)
      timer = setTimeout(() => patience.abort(), withinMs)
    }
    let words = 0
    // One word shows nothing: what passes the first piece may keep the others, with all that is in them.
    const word = (): void => {
      words++
      expectMore(words === 1 ? HERE_AGAIN_MS + promptMs : SILENT_STREAM_MS)
      if (words !== 2) return
      this.#streaming = ended.promise
      this.#poll?.abort()
    }
    const piece = (): void => {
      if (words > 1) expectMore(SILENT_STREAM_MS)
    }
    expectMore(promptMs)
    try {
      const response = await this.#listen({}, AbortSignal.any([patience.signal, this.#ends.signal]))
      await this.#read(response, piece, word)
    } catch (cause) {
      if (this.#streaming === null && !patience.signal.aborted) throw cause
    } finally {
      clearTimeout(timer)
      this.#streaming = null
      ended.resolve()
    }
    if (patience.signal.aborted) return 'held back'
    return words > 1 ? 'cut' : 'broken'
  }

  async #listen(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const heard = { [HEARD_HEADER]: String(this.#heard) }
    const response = await fetch(this.#url, {
      headers: { ...this.#headers, ...heard, ...headers },
      cache: 'no-store',
      signal,
    })
    if (!response.ok) {
      void response.body?.cancel()
      throw new Answered(response.status)
    }
    this.#isThere()
    return response
  }

  /** Reads to the end of it; `word` hears of each time that the relay says to be there. */
  async #read(response: Response, piece: () => void, word: () => void): Promise<void> {
    const lines = new EventLines((event) => {
      if (event.comment === HERE_WORD) word()
      this.#hear(event)
    })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      piece()
      this.#isThere()
      lines.read(value)
    }
  }

  /** Once more, until the relay must have given this line up, or says that it does not know it. */
  async #try(request: () => Promise<void>): Promise<void> {
    try {
      await request()
    } catch (cause) {
      if (this.#over) return
      if (isUnknown(cause)) this.#strangers += 1
      const lost = performance.now() - this.#answeredAt > LINE_ABSENT_MS || (this.#heard === 0 && this.#failures > 0)
      if (this.#strangers > STRANGERS || lost) return this.#end(String(cause))
      await this.#pause(PAUSES_MS[Math.min(this.#failures++, PAUSES_MS.length - 1)]!)
    }
  }

  #isThere(): void {
    this.#answeredAt = performance.now()
    this.#failures = 0
    this.#strangers = 0
  }

  #hear({ comment, id, name, data }: LineEvent): void {
    // A beat: the relay wants to know whether anybody is there (R8). A poll says so by itself.
    if (comment === 'beat' && this.#streaming !== null) this.#tellHeard()
    if (id === null || id <= this.#heard) return
    if (id > this.#heard + 1) return this.#end('an event is missing')
    this.#heard = id
    this.#open(true)
    const [number = '', ...rest] = data.split(' ')
    const session = this.#sessions.get(Number(number))
    if (name === '') this.#frames(session, rest.join(''))
    else if (name === LINE_EVENT.ended) {
      const [code = '', ...reason] = rest
      session?.ended(Number(code), reason.join(' '))
      // A relay that is going waits for that.
      this.#tellHeard()
    }
    this.#untoldBytes += data.length
    if (this.#untoldBytes > HEARD_EVERY_BYTES) this.#tellHeard()
  }

  #frames(session: HttpSession | undefined, base64: string): void {
    const frames = session === undefined ? [] : unpackFrames(bytesOf(base64))
    if (frames === undefined) return this.#end('an event does not decode')
    for (const frame of frames) session?.hear(frame)
  }

  /** What it does not hear of, a later one says. */
  #tellHeard(): void {
    this.#untoldBytes = 0
    void this.#post({ session: 0, first: 0, heard: this.#heard, records: [] }).catch(() => undefined)
  }

  /** Until the relay has said what became of it. */
  async #send(batch: Omit<Batch, 'heard'>): Promise<Sent> {
    await this.opened
    for (let failures = 0; !this.#over; failures++) {
      const status = await this.#post({ ...batch, heard: this.#heard }).catch(() => 0)
      switch (status) {
        case 204:
          return 'taken'
        case 410:
          // Why it has ended is an event, and on its way.
          await this.#pause(END_MS)
          return 'over'
        case 400:
        case 409:
          return 'over'
        case 413:
          return 'too large'
      }
      // The relay that has the line is heard all the while: this went to another.
      if (status === 404 && failures >= STRANGERS) this.#end('the relay does not know it')
      await this.#pause(status === 404 ? 0 : PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]!)
    }
    return 'over'
  }

  /** `keepalive`: the page is going, and this is to be heard all the same. */
  async #post(batch: Batch, keepalive = false): Promise<number> {
    this.#untoldBytes = 0
    const body = writeBatch(batch)
    const withinMs = REQUEST_MS + Math.ceil(body.byteLength / SLOWEST_BYTES_PER_MS)
    const { status } = await fetch(this.#url, {
      method: 'POST',
      headers: { ...this.#headers, 'content-type': 'application/octet-stream' },
      body,
      signal: keepalive ? null : AbortSignal.any([this.#ends.signal, AbortSignal.timeout(withinMs)]),
      keepalive,
    })
    return status
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#ends
      const over = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', over)
        resolve()
      }
      const timer = setTimeout(over, ms)
      signal.addEventListener('abort', over)
    })
  }

  /** The page goes, perhaps into the browser's cache, from which it comes back to new sessions. */
  readonly #leavePage = (): void => {
    for (const [session, sent] of this.#sessions)
      void this.#post({ ...sent.leavePage(), session, heard: this.#heard }, true).catch(() => undefined) // Nobody is left to tell.
    this.#end('the page is left')
  }

  #end(why: string): void {
    if (this.#over) return
    this.#ends.abort()
    clearTimeout(this.#lingers)
    this.#open(false)
    if (typeof window !== 'undefined') window.removeEventListener('pagehide', this.#leavePage)
    this.#options.over()
    for (const session of this.#sessions.values()) session.broken(why)
    this.#sessions.clear()
  }
}

/** An answer that is none to what was asked. */
class Answered extends Error {
  readonly status: number

  constructor(status: number) {
    super(`the relay answered ${status}`)
    this.status = status
  }
}

const isUnknown = (cause: unknown): boolean => cause instanceof Answered && cause.status === 404

/** 128 random bits. */
const unguessable = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}
