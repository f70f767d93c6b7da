// One client on one document of any contestant: joins, sends prepared updates, and reports what reaches it. It keeps no
// document of its own, so that thousands of them fit beside the relay they load.
import * as encoding from 'lib0/encoding'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { FRAME, SYNC, write } from '../../contracts/wire.ts'
import { DIALECTS, type DialectName } from './dialects.ts'
import { messageFrame, RawSocket } from './raw-socket.ts'

/** Hocuspocus' numbers beyond those of y-protocols. */
const SYNC_REPLY = 4
const SYNC_STATUS = 8

/** The state vector of somebody who has nothing. */
export const NOTHING_KNOWN = new Uint8Array([0])

export interface ParticipantOptions {
  readonly port: number
  readonly dialect: DialectName
  readonly document: string
  /** What it says to hold; nothing unless given. */
  readonly stateVector?: Uint8Array
  /** Frames before its SyncStep1, without what the dialect puts before them. */
  readonly before?: readonly Uint8Array[]
  /** Hears each update that arrives: it stands in `message` from `from` on. */
  readonly heard?: (message: Uint8Array, from: number) => void
  /** `ligature.v1` only: hears each frame of type 100 and above. */
  readonly extension?: (message: Uint8Array) => void
  readonly closed?: (code: number | undefined) => void
}

export class Participant {
  readonly #options: ParticipantOptions
  readonly #socket: RawSocket
  readonly #prefix: Uint8Array
  readonly #synced = Promise.withResolvers<void>()
  /** `saved n` of this relay, or how many updates Hocuspocus says to have taken. */
  acknowledged = 0
  /** Update frames sent. */
  sent = 0
  onAcknowledged: (() => void) | undefined

  constructor(options: ParticipantOptions) {
    this.#options = options
    const dialect = DIALECTS[options.dialect]
    this.#prefix = dialect.prefix(options.document)
    this.#socket = new RawSocket({
      port: options.port,
      path: dialect.path(options.document),
      protocol: dialect.protocol,
      message: (message) => this.#receive(message),
      beginnings: options.heard === undefined,
      closed: (code) => {
        this.#synced.reject(new Error(`closed with ${code} before it was synced`))
        options.closed?.(code)
      },
    })
    this.#synced.promise.catch(() => undefined)
    this.#socket.opened.then(
      () => this.#greet(dialect.greeting(options.document)),
      (error: unknown) => this.#synced.reject(error),
    )
  }

  /** Joins, and waits until it has everything. */
  static async join(options: ParticipantOptions): Promise<Participant> {
    const participant = new Participant(options)
    await participant.synced
    return participant
  }

  /** The first step2 has come. */
  get synced(): Promise<void> {
    return this.#synced.promise
  }

  get receivedBytes(): number {
    return this.#socket.receivedBytes
  }

  get unsentBytes(): number {
    return this.#socket.unsentBytes
  }

  drained(): Promise<void> {
    return this.#socket.drained()
  }

  /** A Yjs update as this participant would send it, to be given to `sendPrepared`, now or later. */
  prepare(update: Uint8Array): Uint8Array {
    return messageFrame(this.#framed(write.update(update)))
  }

  sendPrepared(frames: readonly Uint8Array[]): void {
    this.sent += frames.length
    this.#socket.sendFrames(frames)
  }

  sendUpdate(update: Uint8Array): void {
    this.sendPrepared([this.prepare(update)])
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  leave(): void {
    this.#socket.close()
  }

  breakOff(): void {
    this.#socket.destroy()
  }

  #greet(greeting: readonly Uint8Array[]): void {
    const { before = [], stateVector = NOTHING_KNOWN } = this.#options
    const own = [...before, write.step1(stateVector)].map((frame) => this.#framed(frame))
    this.#socket.sendFrames([...greeting, ...own].map((message) => messageFrame(message)))
  }

  #framed(frame: Uint8Array): Uint8Array {
    return this.#prefix.length === 0 ? frame : Buffer.concat([this.#prefix, frame])
  }

  #receive(message: Uint8Array): void {
    const at = this.#prefix.length
    const type = message[at]!
    if (type === FRAME.sync || type === SYNC_REPLY) this.#hearSync(message, at + 1)
    else if (type === FRAME.saved) {
      this.acknowledged = numberAt(message, at + 1)
      this.onAcknowledged?.()
    } else if (type === SYNC_STATUS && at > 0) {
      this.acknowledged++
      this.onAcknowledged?.()
    }
    if (type >= FRAME.hello) this.#options.extension?.(message)
  }

  #hearSync(message: Uint8Array, at: number): void {
    const step = message[at]!
    if (step === SYNC.step1) {
      // It has nothing that the relay lacks. On our wire this is an update frame, and counted.
      if (this.#options.dialect === 'ligature') this.sent++
      this.#socket.send(this.#framed(write.step2(EMPTY_UPDATE)))
      return
    }
    const { heard } = this.#options
    if (heard !== undefined) heard(message, startOfBytes(message, at + 1))
    if (step === SYNC.step2) this.#synced.resolve()
  }
}

/** Where the content of a varUint8Array begins that stands at `at`. */
function startOfBytes(message: Uint8Array, at: number): number {
  let from = at
  while (message[from]! >= 0x80) from++
  return from + 1
}

function numberAt(message: Uint8Array, from: number): number {
  let value = 0
  for (let at = from, factor = 1; ; at++, factor *= 128) {
    value += (message[at]! & 0x7f) * factor
    if (message[at]! < 0x80) return value
  }
}

/** The cursor frame of `ligature.v1`. */
export const cursorFrame = (epoch: string, seq: number): Uint8Array =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, FRAME.cursor)
    encoding.writeVarString(to, epoch)
    encoding.writeVarUint(to, seq)
  })
