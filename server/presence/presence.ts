// Who is in one document and where their carets are, as y-protocols awareness states. A session owns the Yjs client ids
// it announced first; what it says of others, as stock clients do, is dropped (R13). Who is connected to another instance is known
// from what that one says. Nothing here is stored.
import { MAX_PRESENCE_BYTES } from '../../contracts/limits.ts'
import type { Clock } from '../clock.ts'
import { type Announced, announcedBy, LEFT, readAwareness, type Told, writeAwareness } from './awareness.ts'
import { Claims } from './claims.ts'
import {
  brokenOff,
  bytesOf,
  departureOf,
  type Entry,
  isNewer,
  isSame,
  type Owner,
  ownUser,
  type Source,
} from './entries.ts'
import type { NewsOfOne, PresenceNews } from '../bus/bus.ts'

export interface PresenceParts {
  /** So long others still see who broke off, in milliseconds. */
  readonly graceMs: number
  readonly clock: Clock
  /** Sends an update to everyone in the room but one. */
  readonly broadcast: (update: Uint8Array, except: Owner | undefined) => void
  /** Tells the other instances of those who are connected to this one; `all`: there is nobody else. */
  readonly say: (people: readonly NewsOfOne[], all: boolean) => void
  /** Somebody who is connected to this instance has come, or gone, or has another name. */
  readonly changed: () => void
}

/** A stock client announces one id; our windows one each. More, in all the time it is here, is somebody filling memory. */
const MAX_IDS_PER_OWNER = 8
/** The states of all its ids together: as much as it may say in one frame. */
const MAX_BYTES_PER_OWNER = MAX_PRESENCE_BYTES
/** All states together: whoever joins is sent them in one frame. Of a person it is 250 bytes. */
const MAX_BYTES = 1024 * 1024
/** Carets move with every key; nobody sees more than 20 of their places in a second. */
const TELL_EVERY_MS = 50
/** What was said of somebody who has left may still be on its way in a stock client's echo for about this long. */
const REMEMBER_GONE_MS = 30_000
/**
 * Clients say every 15 s that they are here, and once a minute where nobody looks at their page. Of whom an instance has said nothing
 * for longer, it could not say that they left.
 */
const FORGET_ELSEWHERE_MS = 75_000

export class Presence {
  readonly #parts: PresenceParts
  readonly #entries = new Map<number, Entry>()
  /** Of those whom others see. */
  #bytes = 0
  /** Every id that the owner has ever announced. Some may be gone by now, or somebody else's. */
  readonly #ids = new Map<Owner, Set<number>>()
  readonly #graces = new Set<() => void>()
  /** Puts first announcements and departures in order. */
  #moments = 0
  readonly #met = new WeakMap<Owner, number>()
  /** Ids whose state others have not been told of, and who said it: one owner, who need not hear it, or several. */
  readonly #news = new Set<number>()
  #newsOf: Owner | 'several' | undefined
  /** Ids of which the other instances have not been told. */
  readonly #unsaid = new Set<number>()
  /** Another instance has asked who is here. */
  #isAsked = false
  readonly #claims = new Claims<Owner>({ ids: MAX_IDS_PER_OWNER, bytes: MAX_BYTES_PER_OWNER, bytesOfAll: MAX_BYTES })
  #callOffTelling: (() => void) | undefined

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  /**
   * Takes in an awareness update of this owner, and tells the others: the first after quiet at once, then what is the
   * latest 20 times a second. `malformed` when the bytes are no awareness update.
   */
  announce(owner: Owner, update: Uint8Array): 'malformed' | undefined {
    const announced = readAwareness(update)
    if (announced === undefined) return 'malformed'
    if (!this.#met.has(owner)) this.#met.set(owner, ++this.#moments)
    for (const entry of announced)
      if (this.#mayAnnounce(owner, entry)) {
        if (this.#take(owner, entry)) this.#noteOwn(entry.client, owner)
      } else if (this.#mayClaim(entry) && this.#claims.add(owner, entry)) this.#unsaid.add(entry.client)
    this.#tellSoon()
    return undefined
  }

  /** Takes in what another instance says. */
  hear({ people, asks, all, instance, room }: PresenceNews): void {
    const from = { instance, room }
    for (const one of people) this.#hearOf(one, from)
    if (all) {
      const named = new Set(people.map(({ client }) => client))
      this.#forget((entry, client) => isSame(entry.from, from) && !named.has(client))
    }
    if (asks) this.#isAsked = true
    this.#tellSoon()
  }

  /** An instance is no more, or is not heard of any longer. */
  lost(instance: string): void {
    this.#forget(({ from }) => from.instance === instance)
    this.#tellSoon()
  }

  /** Everyone's state, for somebody who joins; undefined when nobody is here. */
  all(): Uint8Array | undefined {
    return this.#written(this.#entries.keys())
  }

  /** Everyone's state, and who has left lately: for somebody who could not be told meanwhile. */
  catchUp(): Uint8Array | undefined {
    this.sweep()
    return this.#written(this.#entries.keys(), true)
  }

  /** This owner's own state, or an update that names nobody: something to say to keep a stock client from hanging up. */
  echoTo(owner: Owner): Uint8Array {
    return this.#written(this.#owned(owner)) ?? writeAwareness([])
  }

  /** The states of those whom others see. */
  get everybody(): Told[] {
    return [...this.#entries].flatMap(([client, entry]) =>
      entry.kind === 'gone' ? [] : [{ client, clock: entry.clock, state: entry.state }],
    )
  }

  /** What this instance says of those who are connected to it. */
  get own(): NewsOfOne[] {
    return [...this.#entries].flatMap(([client, entry]) =>
      ownUser(entry) === undefined ? [] : (this.#saidOf(client) ?? []),
    )
  }

  /** The owner said goodbye (gone at once) or broke off (gone after the grace, unless it comes back). */
  leave(owner: Owner, clean: boolean): void {
    const ids = this.#owned(owner)
    this.#ids.delete(owner)
    this.#claims.forget(owner)
    if (ids.length === 0) return
    const moment = this.#breakOff(ids)
    if (clean) this.#remove(ids, moment)
    this.#tellSoon()
  }

  /** Forgets those who left long ago, and of whom nothing is heard any more. Called every few seconds. */
  sweep(now = this.#parts.clock.now()): void {
    for (const [client, entry] of this.#entries)
      if (entry.kind === 'gone' && entry.until < now) this.#entries.delete(client)
    this.#forget(({ heardAt }) => heardAt + FORGET_ELSEWHERE_MS < now)
    this.#tellSoon()
  }

  /** What the other instances have not been told, they are told now. */
  close(): void {
    for (const callOff of this.#graces) callOff()
    this.#graces.clear()
    this.#news.clear()
    this.#waitNoLonger()
    this.#tellSoon()
    this.#waitNoLonger()
    this.#entries.clear()
    this.#ids.clear()
  }

  /**
   * An id that is nobody's goes to who announces it first. Stock clients repeat what they heard of others, so one that
   * broke off or left is given only for a newer clock, or to a newcomer: one that owns nothing and was first heard of
   * after the departure, and never one that said itself that it left. One whose owner is silent goes to a newer clock:
   * its person is back while the old connection has not been found dead yet. Who is there answers pings and keeps it; who is
   * connected to another instance keeps it until that one says otherwise.
   */
  #mayAnnounce(owner: Owner, { client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    // A client counts on from the highest clock that it hears of its own id, even if somebody else has said it while it was
    // away. It must always get through with that, so the limit rises faster than anybody counts.
    if (clock > this.#parts.clock.now()) return false
    if (entry?.kind === 'here' && entry.owner === owner) return true
    const ids = this.#ids.get(owner)
    if (state === LEFT || (ids !== undefined && ids.size >= MAX_IDS_PER_OWNER && !ids.has(client))) return false
    if (entry?.kind === 'here') return entry.owner.silent === true && clock > entry.clock
    if (entry === undefined) return true
    const departedAt = departureOf(entry)
    if (departedAt === undefined) return false
    if (clock > entry.clock) return true
    if (clock < entry.clock || (entry.kind === 'gone' && entry.saidSo)) return false
    return ids === undefined && this.#met.get(owner)! > departedAt
  }

  /** It may be that it came over from another instance, which has not noticed yet. */
  #mayClaim({ client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    if (entry?.kind !== 'elsewhere' || state === LEFT) return false
    return clock > entry.clock && clock <= this.#parts.clock.now()
  }

  #take(owner: Owner, announced: Announced): boolean {
    const { client, clock, state, bytes, user } = announced
    const entry = this.#entries.get(client)
    if (entry !== undefined && clock < entry.clock) return false
    if (state === LEFT) {
      this.#set(client, this.#gone(clock, true))
      return true
    }
    if (!this.#hasRoomFor(owner, announced)) return false
    this.#set(client, { kind: 'here', clock, state, bytes, user, owner })
    const ids = this.#ids.get(owner)
    if (ids === undefined) this.#ids.set(owner, new Set([client]))
    else ids.add(client)
    return true
  }

  #hearOf({ standing, ...told }: NewsOfOne, from: Source): void {
    const { client, clock } = told
    const entry = this.#entries.get(client)
    switch (standing) {
      case 'here':
      case 'broke-off':
        if (isNewer(standing, clock, from, entry)) this.#isElsewhere(told, from, standing === 'broke-off')
        // It is connected here, whatever it was there: those who have heard so hear the truth.
        else if (standing === 'broke-off' && entry?.kind === 'here') this.#unsaid.add(client)
        // Somebody else has said to be them, and nobody here would see them under so low a clock: where they are connected they hear of it.
        else if (entry?.kind === 'gone' && clock < entry.clock) this.#unsaid.add(client)
        return
      case 'gone':
      case 'left':
        // Their client counts on from the higher clock, if it hears of it; before that nobody would take their word for newer.
        if (entry?.kind === 'here' && clock > entry.clock)
          this.#parts.broadcast(writeAwareness([{ client, clock, state: LEFT }]), undefined)
        else if (entry?.kind === 'here') this.#unsaid.add(client)
        if (entry?.kind === 'elsewhere' && isSame(entry.from, from) && clock >= entry.clock)
          this.#departed(client, clock, standing === 'left')
        return
      case 'claimed':
        if (entry?.kind !== 'here' || entry.owner.silent !== true || clock <= entry.clock) return
        this.#breakOff([client])
    }
  }

  #isElsewhere(told: Told, { instance, room }: Source, brokeOff: boolean): void {
    const { client } = told
    const announced = announcedBy(told)
    const { clock, state, bytes, user } = announced
    const before = this.#entries.get(client)
    const more = bytes - bytesOf(before)
    if (more > 0 && this.#bytes + more > MAX_BYTES) return
    const brokeOffAt = brokeOff ? ++this.#moments : undefined
    const heardAt = this.#parts.clock.now()
    this.#set(client, { kind: 'elsewhere', clock, state, bytes, user, from: { instance, room }, brokeOffAt, heardAt })
    // Whoever broke off is still seen, as before.
    if (before === undefined || before.kind === 'gone' || before.clock < clock) this.#note(client, 'several')
    if (brokeOffAt !== undefined) this.#settleClaim(client)
  }

  /** Those who are connected to other instances. */
  #forget(which: (entry: Extract<Entry, { kind: 'elsewhere' }>, client: number) => boolean): void {
    for (const [client, entry] of this.#entries)
      if (entry.kind === 'elsewhere' && which(entry, client)) this.#departed(client, entry.clock, false)
  }

  /** One that was elsewhere. */
  #departed(client: number, clock: number, saidSo: boolean): void {
    this.#set(client, this.#gone(clock, saidSo))
    this.#note(client, 'several')
    this.#settleClaim(client)
  }

  #settleClaim(client: number): void {
    const claim = this.#claims.take(client)
    if (claim === undefined || !this.#mayAnnounce(claim.owner, claim.announced)) return
    if (this.#take(claim.owner, claim.announced)) this.#noteOwn(client, 'several')
  }

  /** What finds no room is left out without a word: clients say it anew every 15 s, and then there may be. */
  #hasRoomFor(owner: Owner, { client, bytes }: Announced): boolean {
    const before = bytesOf(this.#entries.get(client))
    if (bytes > before && this.#bytes - before + bytes > MAX_BYTES) return false
    const others = this.#owned(owner).filter((id) => id !== client)
    return others.reduce((sum, id) => sum + bytesOf(this.#entries.get(id)), bytes) <= MAX_BYTES_PER_OWNER
  }

  #set(client: number, entry: Entry): void {
    const before = this.#entries.get(client)
    this.#bytes += bytesOf(entry) - bytesOf(before)
    this.#entries.set(client, entry)
    if (ownUser(before) !== ownUser(entry)) this.#parts.changed()
  }

  /** Gone after the grace, unless they come back. Answers the moment. */
  #breakOff(ids: readonly number[]): number {
    const moment = ++this.#moments
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry?.kind === 'here') this.#set(client, brokenOff(entry, moment))
      this.#unsaid.add(client)
    }
    const callOff = this.#parts.clock.after(this.#parts.graceMs, () => {
      this.#graces.delete(callOff)
      this.#remove(ids, moment)
      this.#tellSoon()
    })
    this.#graces.add(callOff)
    return moment
  }

  /** Those that broke off at that moment and have not come back since. */
  #remove(ids: readonly number[], moment: number): void {
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry?.kind !== 'broke-off' || entry.moment !== moment) continue
      this.#set(client, this.#gone(entry.clock, false))
      this.#noteOwn(client, 'several')
    }
  }

  #noteOwn(client: number, owner: Owner | 'several'): void {
    this.#note(client, owner)
    this.#unsaid.add(client)
  }

  #note(client: number, owner: Owner | 'several'): void {
    this.#newsOf = this.#news.size === 0 || this.#newsOf === owner ? owner : 'several'
    this.#news.add(client)
  }

  #tellSoon(): void {
    if (this.#callOffTelling !== undefined) return
    if (this.#news.size === 0 && this.#unsaid.size === 0 && !this.#isAsked) return
    const { broadcast, say, clock } = this.#parts
    const update = this.#written(this.#news, true)
    const all = this.#isAsked
    const ids = all ? new Set([...this.#entries.keys(), ...this.#unsaid]) : this.#unsaid
    const said = [...ids].flatMap((client) => this.#saidOf(client) ?? [])
    this.#isAsked = false
    this.#news.clear()
    this.#unsaid.clear()
    if (update !== undefined) broadcast(update, this.#newsOf === 'several' ? undefined : this.#newsOf)
    if (said.length > 0 || all) say(said, all)
    this.#callOffTelling = clock.after(TELL_EVERY_MS, () => {
      this.#callOffTelling = undefined
      this.#tellSoon()
    })
  }

  #waitNoLonger(): void {
    this.#callOffTelling?.()
    this.#callOffTelling = undefined
  }

  /** What the other instances are told of it; undefined when that is for another one to say. */
  #saidOf(client: number): NewsOfOne | undefined {
    const entry = this.#entries.get(client)
    switch (entry?.kind) {
      case 'here':
      case 'broke-off':
        return { client, clock: entry.clock, state: entry.state, standing: entry.kind }
      case 'gone':
        return { client, clock: entry.clock, state: LEFT, standing: entry.saidSo ? 'left' : 'gone' }
      case 'elsewhere': {
        const claim = this.#claims.of(client)
        return claim && { client, clock: claim.announced.clock, state: LEFT, standing: 'claimed' }
      }
      default:
        return undefined
    }
  }

  #gone(clock: number, saidSo: boolean): Entry {
    return {
      kind: 'gone',
      clock,
      moment: ++this.#moments,
      until: this.#parts.clock.now() + REMEMBER_GONE_MS,
      saidSo,
    }
  }

  /** The ids that are this owner's now. */
  #owned(owner: Owner): number[] {
    return [...(this.#ids.get(owner) ?? [])].filter((client) => {
      const entry = this.#entries.get(client)
      return entry?.kind === 'here' && entry.owner === owner
    })
  }

  /** `gone`: also who is not here any more. */
  #written(ids: Iterable<number>, gone = false): Uint8Array | undefined {
    const told: Told[] = []
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry === undefined) continue
      if (entry.kind !== 'gone') told.push({ client, clock: entry.clock, state: entry.state })
      else if (gone) told.push({ client, clock: entry.clock, state: LEFT })
    }
    return told.length === 0 ? undefined : writeAwareness(told)
  }
}
