// What relays tell each other over Redis pub/sub, on ioredis: hints, who is present, and that they are alive. Redis may be away, slow
// or emptied at any time: nothing waits for it for long, and what it loses is found in the store (R10), or is asked for again.
import { type Redis, ReplyError } from 'ioredis'
import type { Address, DocumentId } from '../../contracts/ids.ts'
import type { PersonPresent } from '../../contracts/people.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { connectToRedis, within } from '../redis-connection.ts'
import type { Announcement, Bus, BusFigures, Hint, OwnNews, PresenceNews } from './bus.ts'
import { Instances } from './instances.ts'
import {
  readDocumentRecord,
  readInstanceRecord,
  writeAnnouncement,
  writeGoodbye,
  writeHeartbeat,
  writeHint,
  writeNews,
} from './records.ts'
import { Roster } from './redis-roster.ts'

/** With hints, and without. */
const COMPARE_EVERY_S = 2
const COMPARE_ALONE_EVERY_S = 1
/** Records that Redis has not taken yet. It is stuck then, and these would be old. */
const MOST_UNANSWERED = 1_000
const SUBSCRIBE_MS = 1_000
/** Channels in one command after a reconnect. */
const CHANNELS_AT_ONCE = 500
const TICK_MS = 1_000
const HEARTBEAT_EVERY_TICKS = 2
/** It hears its own heartbeats, too. After so many ticks without one it hears nobody. */
const DEAF_TICKS = 5
/** This process stood still for so long that others may have taken it for lost. */
const STOOD_STILL_MS = 4_000
const GOODBYE_MS = 200

export interface RedisBusParts {
  /** As in `redis://user:password@host:6379/0`. */
  readonly url: string
  /** Names the database that the relays share: others may have the same Redis. */
  readonly database: string
  /** Names this start of the relay: it does not listen to itself. */
  readonly instance: string
  readonly clock: Clock
  readonly log: Log
}

type Hear = (hint: Hint) => void
type HearNews = (news: PresenceNews) => void

interface Channel {
  readonly address: Address
  /** Resolves when Redis was asked for it, whatever came of that. */
  readonly subscribed: Promise<unknown>
  readonly hears: Set<Hear>
  readonly hearNews: Set<HearNews>
}

export class RedisBus implements Bus {
  missed = (): void => undefined
  lost: (instance: string) => void = () => undefined
  announced: (instance: string, news: Announcement) => void = () => undefined
  readonly #instance: string
  readonly #prefix: string
  /** Every relay says here that it is alive. */
  readonly #instancesChannel: string
  readonly #clock: Clock
  readonly #log: Log
  /** A connection that listens can do nothing else. */
  readonly #listening: Redis
  readonly #speaking: Redis
  readonly #instances = new Instances()
  readonly #roster: Roster
  readonly #channels = new Map<string, Channel>()
  readonly #stopTicking: () => void
  #ticks = 0
  #heardItselfAt = 0
  #tickedAt: number
  readonly #counts = { sent: 0, unsent: 0, heard: 0 }
  #unanswered = 0
  /** Something was not said that others would have liked to hear. */
  #unsaid = false
  #leaving = false
  #closed = false
  #away = false
  #saidRefused = false

  /** Connects by itself, now and whenever it has to. */
  constructor({ url, database, instance, clock, log }: RedisBusParts) {
    this.#instance = instance
    this.#prefix = `ligature:${database}`
    this.#instancesChannel = `${this.#prefix}:instances`
    this.#clock = clock
    this.#log = log
    this.#listening = connectToRedis(url, clock)
    this.#speaking = connectToRedis(url, clock)
    this.#roster = new Roster(this.#speaking, this.#prefix, instance, clock)
    this.#listening.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#take(channel.toString(), message))
    this.#listening.on('ready', () => void this.#subscribeAnew())
    this.#speaking.on('ready', () => this.#maySpeak())
    this.#listening.on('error', (error: Error) => this.#isAway(error))
    this.#listening.on('close', () => this.#isAway())
    this.#tickedAt = clock.elapsed()
    this.#stopTicking = clock.every(TICK_MS, () => this.#tick())
  }

  get figures(): BusFigures {
    return { ...this.#counts, others: this.#instances.known.length, up: this.#hears }
  }

  get compareEverySeconds(): number {
    return this.#hears ? COMPARE_EVERY_S : COMPARE_ALONE_EVERY_S
  }

  async subscribe(address: Address, hear: Hear): Promise<() => Promise<void>> {
    const channel = this.#channelFor(address)
    channel.hears.add(hear)
    await channel.subscribed
    return async () => {
      channel.hears.delete(hear)
      await this.#leave(channel)
    }
  }

  async publish(hints: readonly Hint[]): Promise<void> {
    for (const hint of hints) this.#publish(this.#channelOf(hint.address), writeHint(this.#instance, hint))
  }

  attend(address: Address, hear: HearNews): () => void {
    const channel = this.#channelFor(address)
    channel.hearNews.add(hear)
    return () => {
      channel.hearNews.delete(hear)
      void this.#leave(channel)
    }
  }

  say(news: OwnNews): void {
    this.#publish(this.#channelOf(news.address), writeNews(this.#instance, news))
  }

  /** On the channel that every relay hears anyway. */
  announce(news: Announcement): void {
    this.#publish(this.#instancesChannel, writeAnnouncement(this.#instance, news))
  }

  notePeople(document: DocumentId, people: () => readonly PersonPresent[]): void {
    this.#roster.note(document, people)
  }

  async readPeople(documents: readonly DocumentId[]): Promise<readonly (readonly PersonPresent[])[]> {
    return await this.#roster.read(this.#instances.known, documents)
  }

  async goodbye(): Promise<void> {
    const said = this.#speaking.publish(this.#instancesChannel, writeGoodbye(this.#instance))
    this.#leaving = true
    await within(this.#clock, GOODBYE_MS, Promise.all([said, this.#roster.close()]))
  }

  async close(): Promise<void> {
    if (!this.#leaving) await this.goodbye()
    this.#stopTicking()
    this.#channels.clear()
    this.#closed = true
    this.#listening.disconnect()
    this.#speaking.disconnect()
  }

  /** A connection may be there and bring nothing: Redis stands still, or the way to it has gone without a word. */
  get #hears(): boolean {
    return this.#listening.status === 'ready' && this.#ticks - this.#heardItselfAt <= DEAF_TICKS
  }

  #channelFor(address: Address): Channel {
    const name = this.#channelOf(address)
    const known = this.#channels.get(name)
    if (known !== undefined) return known
    const subscribed = within(this.#clock, SUBSCRIBE_MS, this.#subscribe(name))
    const channel = { address, subscribed, hears: new Set<Hear>(), hearNews: new Set<HearNews>() }
    this.#channels.set(name, channel)
    return channel
  }

  async #leave(channel: Channel): Promise<void> {
    const name = this.#channelOf(channel.address)
    if (channel.hears.size > 0 || channel.hearNews.size > 0 || this.#channels.get(name) !== channel) return
    this.#channels.delete(name)
    await within(this.#clock, SUBSCRIBE_MS, this.#listening.unsubscribe(name))
  }

  #publish(channel: string, record: Buffer): void {
    if (this.#closed || this.#speaking.status !== 'ready' || this.#unanswered >= MOST_UNANSWERED) {
      this.#isUnsaid()
      return
    }
    this.#unanswered++
    const answered = (): void => {
      if (channel !== this.#instancesChannel) this.#counts.sent++
      this.#unanswered--
      // Redis takes again what it was given.
      if (this.#unanswered === 0) this.#maySpeak()
    }
    this.#speaking.publish(channel, record).then(answered, (error: unknown) => {
      this.#isRefused(error)
      this.#log.debug({ channel, problem: messageOf(error) }, 'a record was lost')
      this.#isUnsaid()
      this.#unanswered--
    })
  }

  #isUnsaid(): void {
    this.#counts.unsent++
    this.#unsaid = true
  }

  /** What could not be said meanwhile was of a moment that is over: whoever has something to say says how it is now. */
  #maySpeak(): void {
    if (!this.#unsaid) return
    this.#unsaid = false
    this.missed()
  }

  #take(channel: string, message: Buffer): void {
    if (channel === this.#instancesChannel) return this.#hearOfInstance(message)
    const known = this.#channels.get(channel)
    const record = known && readDocumentRecord(message, known.address)
    if (known === undefined || record === undefined || record.instance === this.#instance) return
    this.#counts.heard++
    this.#isAlive(record.instance)
    if (record.kind === 'hint') for (const hear of [...known.hears]) hear(record.hint)
    else for (const hear of [...known.hearNews]) hear(record.news)
  }

  #hearOfInstance(message: Buffer): void {
    const record = readInstanceRecord(message)
    if (record === undefined) return
    if (record.instance === this.#instance) return this.#hearsItself()
    if (record.kind === 'goodbye') return this.#instances.ends(record.instance)
    this.#isAlive(record.instance)
    if (record.kind === 'announcement') this.announced(record.instance, record.news)
  }

  /** What it said while it was taken for lost was not heard, and perhaps the other way round. */
  #isAlive(instance: string): void {
    if (this.#instances.heard(instance)) this.missed()
  }

  #tick(): void {
    const elapsed = this.#clock.elapsed()
    if (elapsed - this.#tickedAt > STOOD_STILL_MS) this.missed()
    this.#tickedAt = elapsed
    for (const instance of this.#instances.tick()) this.lost(instance)
    if (this.#listening.status === 'ready' && !this.#hears) this.#isDeaf()
    if (++this.#ticks % HEARTBEAT_EVERY_TICKS !== 0 || this.#speaking.status !== 'ready') return
    if (this.#leaving) return
    this.#publish(this.#instancesChannel, writeHeartbeat(this.#instance))
    void this.#roster.keep()
  }

  async #subscribe(...channels: string[]): Promise<void> {
    try {
      await this.#listening.subscribe(...channels)
    } catch (error) {
      this.#isRefused(error)
      throw error
    }
  }

  /** By Redis itself, whose user may not do what it should: said once, for nothing changes that but somebody who reads it. */
  #isRefused(error: unknown): void {
    if (this.#saidRefused || !(error instanceof ReplyError)) return
    this.#saidRefused = true
    this.#log.warn(
      { problem: messageOf(error) },
      'Redis refuses what relays ask of it; other relays are heard through the store',
    )
  }

  #hearsItself(): void {
    const wasDeaf = !this.#hears
    this.#heardItselfAt = this.#ticks
    if (wasDeaf) this.#isBack()
  }

  #isDeaf(): void {
    this.#isAway(new Error('nothing is heard'))
    // What was said has been answered: it is this connection that brings nothing.
    if (this.#speaking.status === 'ready' && this.#unanswered === 0) this.#listening.disconnect(true)
  }

  /** Said once, whatever comes of the tries that follow. */
  #isAway(error?: Error): void {
    if (this.#away || this.#closed) return
    this.#away = true
    const problem = error?.message ?? 'the connection ended'
    this.#log.warn({ problem }, 'Redis is away; other relays are heard through the store, a little later')
  }

  async #subscribeAnew(): Promise<void> {
    const channels = [this.#instancesChannel, ...this.#channels.keys()]
    try {
      for (let from = 0; from < channels.length; from += CHANNELS_AT_ONCE)
        await this.#subscribe(...channels.slice(from, from + CHANNELS_AT_ONCE))
    } catch (error) {
      // It went away again, and will be ready again.
      this.#log.debug({ problem: messageOf(error) }, 'could not subscribe anew')
      return
    }
    this.#heardItselfAt = this.#ticks
    this.#isBack()
  }

  #isBack(): void {
    if (this.#away) this.#log.info({}, 'Redis is back')
    this.#away = false
    this.missed()
  }

  /** An id holds neither colon nor slash, and a channel is never a pattern. */
  #channelOf({ document, part }: Address): string {
    return `${this.#prefix}:hints:${document}/${part}`
  }
}
