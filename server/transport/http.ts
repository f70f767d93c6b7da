// The second way in, for where WebSockets do not get through: lines over plain requests. http/line.ts reads the requests; what
// is behind a session is the same as for websocket.ts.
import type { IncomingMessage } from 'node:http'
import { Places, sourceOf } from './addresses.ts'
import { Line } from './line.ts'
import type { TransportParts } from './parts.ts'

/** How long a closing relay waits for what it has said last to be taken. */
const GOODBYE_MS = 2_000

export class HttpTransport {
  readonly #parts: TransportParts
  /** As many lines for an address as it may have sessions: each is there to carry one. */
  readonly #places: Places
  readonly #lines = new Map<string, Line>()
  #closing = false

  constructor(parts: TransportParts, maxLinesPerAddress: number) {
    this.#parts = parts
    this.#places = new Places(maxLinesPerAddress)
  }

  get sessions(): number {
    return [...this.#lines.values()].reduce((sum, { sessions }) => sum + sessions, 0)
  }

  /** The line of this id. `begins`: the request that makes it if there is none, unless the relay is going, or it is one too many. */
  line(id: string, begins?: IncomingMessage): Line | undefined {
    const known = this.#lines.get(id)
    if (known !== undefined || begins === undefined || this.#closing) return known
    const giveBack = this.#places.take(sourceOf(begins, this.#parts.trustProxy))
    if (giveBack === undefined) return undefined
    const line = new Line(this.#parts, () => {
      this.#lines.delete(id)
      giveBack()
    })
    this.#lines.set(id, line)
    return line
  }

  /** Takes no more lines, and no more sessions on those there are. */
  stopAccepting(): void {
    this.#closing = true
    for (const line of this.#lines.values()) line.stopAccepting()
  }

  /** Ends the sessions there are, too, and waits a moment until their clients have heard it. */
  async close(): Promise<void> {
    this.stopAccepting()
    const lines = [...this.#lines.values()]
    const cutOff = Promise.withResolvers<void>()
    const timer = setTimeout(cutOff.resolve, GOODBYE_MS)
    await Promise.race([Promise.all(lines.map((line) => line.endSessions(4503))), cutOff.promise])
    clearTimeout(timer)
    for (const line of lines) line.close(true)
  }
}
