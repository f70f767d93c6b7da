// Hints between relays over Redis pub/sub, on ioredis. Redis may be away, slow or emptied at any time: nothing waits for it for
// long, nothing is kept for it, and what it loses is found in the store (R10).
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { Redis } from 'ioredis'
import type { Address, Epoch } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { connectToRedis, within } from '../redis-connection.ts'
import type { Bus, Hint } from './bus.ts'

/** With hints, and without. */
const COMPARE_EVERY_S = 2
const COMPARE_ALONE_EVERY_S = 1
/** A larger commit is only told of: who needs it reads it. */
const MOST_BYTES = 64 * 1024
/** Hints that Redis has not taken yet. It is stuck then, and these would be old. */
const MOST_UNANSWERED = 1_000
const SUBSCRIBE_MS = 1_000
/** Channels in one command after a reconnect. */
const CHANNELS_AT_ONCE = 500

export interface RedisBusParts {
  /** As in `redis://user:password@host:6379/0`. */
  readonly url: string
  /** Names this start of the relay: it does not listen to itself. */
  readonly instance: string
  readonly clock: Clock
  readonly log: Log
}

type Hear = (hint: Hint) => void

export class RedisBus implements Bus {
  missed = (): void => undefined
  readonly #instance: string
  readonly #clock: Clock
  readonly #log: Log
  /** A connection that listens can do nothing else. */
  readonly #listening: Redis
  readonly #speaking: Redis
  /** By channel. */
  readonly #heard = new Map<string, { readonly address: Address; readonly hears: Set<Hear> }>()
  #unanswered = 0
  #closed = false
  #away = false

  /** Connects by itself, now and whenever it has to. */
  constructor({ url, instance, clock, log }: RedisBusParts) {
    this.#instance = instance
    this.#clock = clock
    this.#log = log
    this.#listening = connectToRedis(url, clock)
    this.#speaking = connectToRedis(url, clock)
    this.#listening.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#take(channel.toString(), message))
    this.#listening.on('ready', () => void this.#subscribeAnew())
    this.#listening.on('error', (error: Error) => this.#isAway(error))
    this.#listening.on('close', () => this.#isAway())
  }

  get compareEverySeconds(): number {
    return this.#listening.status === 'ready' ? COMPARE_EVERY_S : COMPARE_ALONE_EVERY_S
  }

  async subscribe(address: Address, hear: Hear): Promise<() => Promise<void>> {
    const channel = channelOf(address)
    const known = this.#heard.get(channel)
    const hears = known?.hears ?? new Set()
    hears.add(hear)
    if (known === undefined) {
      this.#heard.set(channel, { address, hears })
      await within(this.#clock, SUBSCRIBE_MS, this.#listening.subscribe(channel))
    }
    return async () => {
      hears.delete(hear)
      if (hears.size > 0 || this.#heard.get(channel)?.hears !== hears) return
      this.#heard.delete(channel)
      await within(this.#clock, SUBSCRIBE_MS, this.#listening.unsubscribe(channel))
    }
  }

  async publish(hints: readonly Hint[]): Promise<void> {
    await Promise.all(hints.map((hint) => this.#say(hint)))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#heard.clear()
    this.#listening.disconnect()
    this.#speaking.disconnect()
  }

  async #say(hint: Hint): Promise<void> {
    if (this.#speaking.status !== 'ready' || this.#unanswered >= MOST_UNANSWERED) return
    this.#unanswered++
    try {
      await this.#speaking.publish(channelOf(hint.address), Buffer.from(this.#written(hint)))
    } catch (error) {
      this.#log.debug({ ...hint.address, problem: messageOf(error) }, 'a hint was lost')
    } finally {
      this.#unanswered--
    }
  }

  #take(channel: string, message: Buffer): void {
    const heard = this.#heard.get(channel)
    if (heard === undefined) return
    const hint = this.#read(message, heard.address)
    if (hint !== undefined) for (const hear of [...heard.hears]) hear(hint)
  }

  /** Said once, whatever comes of the tries that follow. */
  #isAway(error?: Error): void {
    if (this.#away || this.#closed) return
    this.#away = true
    const problem = error?.message ?? 'the connection ended'
    this.#log.warn({ problem }, 'Redis is away; other relays are heard through the store, a little later')
  }

  async #subscribeAnew(): Promise<void> {
    if (this.#away) this.#log.info({}, 'Redis is back')
    this.#away = false
    const channels = [...this.#heard.keys()]
    try {
      for (let from = 0; from < channels.length; from += CHANNELS_AT_ONCE)
        await this.#listening.subscribe(...channels.slice(from, from + CHANNELS_AT_ONCE))
    } catch (error) {
      // It went away again, and will be ready again.
      this.#log.debug({ problem: messageOf(error) }, 'could not subscribe anew')
      return
    }
    this.missed()
  }

  #written({ epoch, fromSeq, toSeq, updates }: Hint): Uint8Array {
    const bytes = updates?.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0
    return encoding.encode((to) => {
      encoding.writeVarUint(to, VERSION)
      encoding.writeVarString(to, this.#instance)
      encoding.writeVarString(to, epoch)
      encoding.writeVarUint(to, fromSeq)
      encoding.writeVarUint(to, toSeq)
      for (const update of bytes > MOST_BYTES ? [] : (updates ?? [])) encoding.writeVarUint8Array(to, update)
    })
  }

  /** Undefined for what this relay has said itself, and for what it does not know: a newer relay, or somebody else's bytes. */
  #read(message: Uint8Array, address: Address): Hint | undefined {
    try {
      const from = decoding.createDecoder(message)
      if (decoding.readVarUint(from) !== VERSION || decoding.readVarString(from) === this.#instance) return undefined
      const epoch = decoding.readVarString(from) as Epoch
      const [fromSeq, toSeq] = [decoding.readVarUint(from), decoding.readVarUint(from)]
      const updates: Uint8Array[] = []
      while (decoding.hasContent(from)) updates.push(decoding.readVarUint8Array(from).slice())
      if (fromSeq > toSeq) return undefined
      const whole = updates.length === toSeq - fromSeq + 1
      return { address, epoch, fromSeq, toSeq, updates: whole ? updates : undefined }
    } catch {
      return undefined // The bytes end too soon.
    }
  }
}

/** Of this form of a hint. Relays of another version side by side skip what they do not know. */
const VERSION = 1

/** An id holds neither colon nor slash, and a channel is never a pattern. */
const channelOf = ({ document, part }: Address): string => `ligature:hints:${document}/${part}`
