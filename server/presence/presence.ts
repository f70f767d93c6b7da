// Who is in one document and where their carets are, as y-protocols awareness states. A session owns the Yjs client ids
// it announced first; what it says of others, as stock clients do, is dropped (R13). Nothing here is stored.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MAX_PRESENCE_BYTES } from '../../contracts/limits.ts'
import type { Clock } from '../clock.ts'

/** A session, as far as presence is concerned. */
export interface Owner {
  /** Nothing has been heard of it for so long that its connection is most likely dead. */
  readonly silent?: boolean
}

/** A stock client announces one id; our windows one each. More, in all the time it is here, is somebody filling memory. */
const MAX_IDS_PER_OWNER = 8
/** The states of all its ids together: as much as it may say in one frame. */
const MAX_BYTES_PER_OWNER = MAX_PRESENCE_BYTES
/** All states together: whoever joins is sent them in one frame. Of a person it is 250 bytes. */
const MAX_BYTES = 1024 * 1024
const MOST_BYTES_OF_ID_AND_CLOCK = 16
/** Carets move with every key; nobody sees more than 20 of their places in a second. */
const TELL_EVERY_MS = 50
/** What was said of somebody who has left may still be on its way in a stock client's echo for about this long. */
const REMEMBER_GONE_MS = 30_000

interface Announced {
  readonly client: number
  readonly clock: number
  /** JSON text; `null` says that the client has left. */
  readonly state: string
  /** What all this may take in a frame: the same for the same state, whatever the clock. */
  readonly bytes: number
}

type Entry =
  | (Seen & { readonly kind: 'here'; readonly owner: Owner })
  /** Its connection broke off at that moment and may come back; others still see it. */
  | (Seen & { readonly kind: 'broke-off'; readonly moment: number })
  /** Nobody sees it any more, and an echo of what it said must not bring it back. */
  | {
      readonly kind: 'gone'
      readonly clock: number
      readonly moment: number
      readonly until: number
      readonly saidSo: boolean
    }

type Seen = Pick<Announced, 'clock' | 'state' | 'bytes'>
type Told = Omit<Announced, 'bytes'>

export class Presence {
  readonly #entries = new Map<number, Entry>()
  /** Of those whom others see. */
  #bytes = 0
  /** Every id that the owner has ever announced. Some may be gone by now, or somebody else's. */
  readonly #ids = new Map<Owner, Set<number>>()
  readonly #graceMs: number
  readonly #clock: Clock
  readonly #broadcast: (update: Uint8Array, except: Owner | undefined) => void
  readonly #graces = new Set<() => void>()
  /** Puts first announcements and departures in order. */
  #moments = 0
  readonly #met = new WeakMap<Owner, number>()
  /** Ids whose state others have not been told of, and who said it: one owner, who need not hear it, or several. */
  readonly #news = new Set<number>()
  #newsOf: Owner | 'several' | undefined
  #callOffTelling: (() => void) | undefined

  /** `broadcast` sends an update to everyone in the room but one. */
  constructor(graceMs: number, clock: Clock, broadcast: (update: Uint8Array, except: Owner | undefined) => void) {
    this.#graceMs = graceMs
    this.#clock = clock
    this.#broadcast = broadcast
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
      if (this.#mayAnnounce(owner, entry) && this.#take(owner, entry)) this.#note(entry.client, owner)
    this.#tellSoon()
    return undefined
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

  /** The owner said goodbye (gone at once) or broke off (gone after the grace, unless it comes back). */
  leave(owner: Owner, clean: boolean): void {
    const ids = this.#owned(owner)
    this.#ids.delete(owner)
    if (ids.length === 0) return
    const moment = ++this.#moments
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry?.kind === 'here')
        this.#set(client, { kind: 'broke-off', clock: entry.clock, state: entry.state, bytes: entry.bytes, moment })
    }
    if (clean) {
      this.#remove(ids, moment)
      return
    }
    const callOff = this.#clock.after(this.#graceMs, () => {
      this.#graces.delete(callOff)
      this.#remove(ids, moment)
    })
    this.#graces.add(callOff)
  }

  /** Forgets those who left long ago. Called every few seconds. */
  sweep(now = this.#clock.now()): void {
    for (const [client, entry] of this.#entries)
      if (entry.kind === 'gone' && entry.until < now) this.#entries.delete(client)
  }

  close(): void {
    for (const callOff of this.#graces) callOff()
    this.#graces.clear()
    this.#callOffTelling?.()
    this.#news.clear()
    this.#entries.clear()
    this.#ids.clear()
  }

  /**
   * An id that is nobody's goes to who announces it first. Stock clients repeat what they heard of others, so one that
   * broke off or left is given only for a newer clock, or to a newcomer: one that owns nothing and was first heard of
   * after the departure, and never one that said itself that it left. One whose owner is silent goes to a newer clock:
   * its person is back while the old connection has not been found dead yet. Who is there answers pings and keeps it.
   */
  #mayAnnounce(owner: Owner, { client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    // A client counts on from the highest clock that it hears of its own id, even if somebody else has said it while it was
    // away. It must always get through with that, so the limit rises faster than anybody counts.
    if (clock > this.#clock.now()) return false
    if (entry?.kind === 'here' && entry.owner === owner) return true
    const ids = this.#ids.get(owner)
    if (state === 'null' || (ids !== undefined && ids.size >= MAX_IDS_PER_OWNER && !ids.has(client))) return false
    if (entry?.kind === 'here') return entry.owner.silent === true && clock > entry.clock
    if (entry === undefined || clock > entry.clock) return true
    if (clock < entry.clock || (entry.kind === 'gone' && entry.saidSo)) return false
    return ids === undefined && this.#met.get(owner)! > entry.moment
  }

  #take(owner: Owner, announced: Announced): boolean {
    const { client, clock, state, bytes } = announced
    const entry = this.#entries.get(client)
    if (entry !== undefined && clock < entry.clock) return false
    if (state === 'null') {
      this.#set(client, this.#gone(clock, true))
      return true
    }
    if (!this.#hasRoomFor(owner, announced)) return false
    this.#set(client, { kind: 'here', clock, state, bytes, owner })
    const ids = this.#ids.get(owner)
    if (ids === undefined) this.#ids.set(owner, new Set([client]))
    else ids.add(client)
    return true
  }

  /** What finds no room is left out without a word: clients say it anew every 15 s, and then there may be. */
  #hasRoomFor(owner: Owner, { client, bytes }: Announced): boolean {
    const before = bytesOf(this.#entries.get(client))
    if (bytes > before && this.#bytes - before + bytes > MAX_BYTES) return false
    const others = this.#owned(owner).filter((id) => id !== client)
    return others.reduce((sum, id) => sum + bytesOf(this.#entries.get(id)), bytes) <= MAX_BYTES_PER_OWNER
  }

  #set(client: number, entry: Entry): void {
    this.#bytes += bytesOf(entry) - bytesOf(this.#entries.get(client))
    this.#entries.set(client, entry)
  }

  /** Those that broke off at that moment and have not come back since. */
  #remove(ids: readonly number[], moment: number): void {
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry?.kind !== 'broke-off' || entry.moment !== moment) continue
      this.#set(client, this.#gone(entry.clock, false))
      this.#note(client, 'several')
    }
    this.#tellSoon()
  }

  #note(client: number, owner: Owner | 'several'): void {
    this.#newsOf = this.#news.size === 0 || this.#newsOf === owner ? owner : 'several'
    this.#news.add(client)
  }

  #tellSoon(): void {
    if (this.#callOffTelling !== undefined || this.#news.size === 0) return
    const update = this.#written(this.#news, true)
    this.#news.clear()
    if (update !== undefined) this.#broadcast(update, this.#newsOf === 'several' ? undefined : this.#newsOf)
    this.#callOffTelling = this.#clock.after(TELL_EVERY_MS, () => {
      this.#callOffTelling = undefined
      this.#tellSoon()
    })
  }

  #gone(clock: number, saidSo: boolean): Entry {
    return { kind: 'gone', clock, moment: ++this.#moments, until: this.#clock.now() + REMEMBER_GONE_MS, saidSo }
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
      else if (gone) told.push({ client, clock: entry.clock, state: 'null' })
    }
    return told.length === 0 ? undefined : writeAwareness(told)
  }
}

/** Who is gone takes nothing that lasts. */
const bytesOf = (entry: Entry | undefined): number => (entry === undefined || entry.kind === 'gone' ? 0 : entry.bytes)

/** Undefined when it does not decode, or a state is not JSON: a stock client would throw on it. */
function readAwareness(update: Uint8Array): Announced[] | undefined {
  try {
    const from = decoding.createDecoder(update)
    const count = decoding.readVarUint(from)
    const announced: Announced[] = []
    for (let n = 0; n < count; n++) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      // The clock may be larger than is safe: it is above the limit of all, and that may be somebody else's doing.
      if (!Number.isSafeInteger(client)) return undefined
      const start = from.pos
      const state = decoding.readVarString(from)
      // ` null` says the same as `null`, and must not stay as somebody who is here.
      const said = JSON.parse(state) === null ? 'null' : state
      announced.push({ client, clock, state: said, bytes: MOST_BYTES_OF_ID_AND_CLOCK + from.pos - start })
    }
    return announced
  } catch {
    // lib0 and JSON.parse throw for one reason only: these are not the bytes of an awareness update.
    return undefined
  }
}

function writeAwareness(entries: readonly Told[]): Uint8Array {
  return encoding.encode((to) => {
    encoding.writeVarUint(to, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(to, client)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, state)
    }
  })
}
