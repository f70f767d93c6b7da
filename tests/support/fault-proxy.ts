// A TCP proxy in front of one address, for tests: what passes through it comes late, drop by drop or not at all; connections are
// cut, at both ends or at one, and new ones turned away. Which of them it hits is chance, of a seed.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** How bytes pass in one direction. */
export type Passing =
  | { readonly kind: 'freely' }
  /** Each byte so much later, in order. */
  | { readonly kind: 'late'; readonly ms: number }
  | { readonly kind: 'drop by drop'; readonly bytes: number; readonly everyMs: number }
  /** Nothing passes, the news that the other side is gone neither. */
  | { readonly kind: 'not at all' }

/** As seen by who connects. */
export type Direction = 'there' | 'back' | 'both'

export interface Disturbance {
  readonly passing: Passing
  readonly direction: Direction
  /** Of the connections there are, and of those that come: 1 is all. */
  readonly share: number
}

/** `half`: the far side sees its connection end, and the near one waits for an answer that nobody will give. */
export type Cut = 'closed' | 'reset' | 'half'

const FREELY: Passing = { kind: 'freely' }
const UNDISTURBED: Disturbance = { passing: FREELY, direction: 'both', share: 0 }
/** Kept of one direction; a sender whose bytes do not pass finds its own buffers full after that. */
const MOST_HELD_BYTES = 256 * 1024

export class FaultProxy {
  readonly #server: Server
  readonly #random: () => number
  readonly #connections = new Set<Connection>()
  #disturbance = UNDISTURBED
  #refuses = false

  private constructor(toPort: number, random: () => number) {
    this.#random = random
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      near.on('error', () => undefined)
      if (this.#refuses) return void near.resetAndDestroy()
      const far = connect({ host: '127.0.0.1', port: toPort, allowHalfOpen: true, noDelay: true })
      const connection = new Connection(near, far, () => this.#connections.delete(connection))
      this.#connections.add(connection)
      this.#disturb(connection)
    })
  }

  /** Listens on a port of its own, and connects to that one of this machine. */
  static async start(toPort: number, random: () => number): Promise<FaultProxy> {
    const proxy = new FaultProxy(toPort, random)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** In the place of what it did before. */
  disturb(disturbance: Disturbance): void {
    this.#disturbance = disturbance
    for (const connection of this.#connections) this.#disturb(connection)
  }

  /** Whoever comes is turned away; those who are there stay. */
  refuse(): void {
    this.#refuses = true
  }

  /** Answers how many it was. */
  cut(how: Cut, share = 1): number {
    const hit = [...this.#connections].filter(() => this.#random() < share)
    for (const connection of hit) connection.cut(how)
    return hit.length
  }

  /** Everything passes again, what was held back first; what was cut in half is cut. */
  heal(): void {
    this.#refuses = false
    this.#disturbance = UNDISTURBED
    for (const connection of this.#connections) connection.heal()
  }

  async close(): Promise<void> {
    this.#server.close()
    for (const connection of this.#connections) connection.cut('reset')
    if (this.#server.listening) await once(this.#server, 'close')
  }

  #disturb(connection: Connection): void {
    const { passing, direction, share } = this.#disturbance
    const hit = this.#random() < share
    connection.pass(hit && direction !== 'back' ? passing : FREELY, hit && direction !== 'there' ? passing : FREELY)
  }
}

class Connection {
  readonly #near: Socket
  readonly #far: Socket
  readonly #there: Lane
  readonly #back: Lane
  #half = false

  constructor(near: Socket, far: Socket, over: () => void) {
    this.#near = near
    this.#far = far
    this.#there = new Lane(near, far)
    this.#back = new Lane(far, near)
    const closed = (): void => {
      if (near.destroyed && far.destroyed) over()
    }
    near.on('close', closed)
    far.on('close', closed)
    far.on('error', () => undefined)
  }

  pass(there: Passing, back: Passing): void {
    if (this.#half) return
    this.#there.pass(there)
    this.#back.pass(back)
  }

  cut(how: Cut): void {
    switch (how) {
      case 'half':
        this.#half = true
        this.#back.pass({ kind: 'not at all' })
        this.#far.resetAndDestroy()
        return
      case 'closed':
        this.#near.destroy()
        this.#far.destroy()
        return
      case 'reset':
        this.#near.resetAndDestroy()
        this.#far.resetAndDestroy()
    }
  }

  heal(): void {
    if (this.#half) return this.cut('reset')
    this.pass(FREELY, FREELY)
  }
}

/** One direction of a connection: takes bytes from one socket, and gives them to the other when it is time. */
class Lane {
  readonly #from: Socket
  readonly #to: Socket
  #passing = FREELY
  readonly #held: { readonly bytes: Buffer; readonly since: number }[] = []
  #heldBytes = 0
  #nextDropAt = 0
  #timer: NodeJS.Timeout | undefined
  /** As the sender is; told to the other side after all that came before. */
  #end: 'open' | 'finished' | 'gone' = 'open'

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
    from.on('data', (bytes) => {
      this.#held.push({ bytes, since: performance.now() })
      this.#heldBytes += bytes.byteLength
      if (this.#heldBytes > MOST_HELD_BYTES) from.pause()
      this.#pump()
    })
    from.on('end', () => this.#ends('finished'))
    from.on('close', () => this.#ends('gone'))
    to.on('drain', () => this.#pump())
    to.on('close', () => clearTimeout(this.#timer))
  }

  pass(passing: Passing): void {
    this.#passing = passing
    this.#pump()
  }

  #ends(end: 'finished' | 'gone'): void {
    this.#end = end
    this.#pump()
  }

  #pump(): void {
    clearTimeout(this.#timer)
    while (!this.#to.destroyed && !this.#to.writableNeedDrain) {
      const first = this.#held[0]
      const restMs = this.#restMs(first?.since ?? 0)
      if (restMs > 0) {
        if (restMs !== Infinity) this.#timer = setTimeout(() => this.#pump(), restMs)
        return
      }
      if (first === undefined) return this.#tellEnd()
      this.#give(first)
    }
  }

  /** Until something that came then may pass. */
  #restMs(since: number): number {
    const now = performance.now()
    switch (this.#passing.kind) {
      case 'freely':
        return 0
      case 'late':
        return since + this.#passing.ms - now
      case 'drop by drop':
        return this.#nextDropAt - now
      case 'not at all':
        return Infinity
    }
  }

  #give(first: { readonly bytes: Buffer; readonly since: number }): void {
    const passing = this.#passing
    const length = passing.kind === 'drop by drop' ? Math.min(passing.bytes, first.bytes.byteLength) : undefined
    if (passing.kind === 'drop by drop') this.#nextDropAt = performance.now() + passing.everyMs
    const bytes = first.bytes.subarray(0, length)
    if (bytes.byteLength === first.bytes.byteLength) this.#held.shift()
    else this.#held[0] = { ...first, bytes: first.bytes.subarray(length) }
    this.#heldBytes -= bytes.byteLength
    this.#to.write(bytes)
    if (this.#heldBytes <= MOST_HELD_BYTES && !this.#from.destroyed) this.#from.resume()
  }

  #tellEnd(): void {
    if (this.#end === 'finished') this.#to.end()
    else if (this.#end === 'gone') this.#to.resetAndDestroy()
  }
}
