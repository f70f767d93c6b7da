// Who is in one document and where their carets are, as y-protocols awareness states. A session owns the Yjs client ids
// it announced first; what it says of others, as stock clients do, is dropped (R13). Nothing here is stored.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A session, as far as presence is concerned. */
export interface Owner {
  /** Nothing has been heard of it for so long that its connection is most likely dead. */
  readonly silent?: boolean
}

/** A stock client announces one id; our windows one each. More, in all the time it is here, is somebody filling memory. */
const MAX_IDS_PER_OWNER = 8
/** What was said of somebody who has left may still be on its way in a stock client's echo for about this long. */
const REMEMBER_GONE_MS = 30_000

interface Announced {
  readonly client: number
  readonly clock: number
  /** JSON text; `null` says that the client has left. */
  readonly state: string
}

type Entry =
  | { readonly kind: 'here'; readonly clock: number; readonly state: string; readonly owner: Owner }
  /** Its connection broke off at that moment and may come back; others still see it. */
  | { readonly kind: 'broke-off'; readonly clock: number; readonly state: string; readonly moment: number }
  /** Nobody sees it any more, and an echo of what it said must not bring it back. */
  | {
      readonly kind: 'gone'
      readonly clock: number
      readonly moment: number
      readonly until: number
      readonly saidSo: boolean
    }

export class Presence {
  readonly #entries = new Map<number, Entry>()
  /** Every id that the owner has ever announced. Some may be gone by now, or somebody else's. */
  readonly #ids = new Map<Owner, Set<number>>()
  readonly #graceMs: number
  readonly #broadcast: (update: Uint8Array) => void
  readonly #graces = new Set<NodeJS.Timeout>()
  /** Puts first announcements and departures in order. */
  #moments = 0
  readonly #met = new WeakMap<Owner, number>()

  /** `broadcast` sends a removal, long after the owner has left, to everyone in the room. */
  constructor(graceMs: number, broadcast: (update: Uint8Array) => void) {
    this.#graceMs = graceMs
    this.#broadcast = broadcast
  }

  /**
   * Takes in an awareness update of this owner. The answer is what others should hear of it: undefined when there is
   * nothing, `malformed` when the bytes are no awareness update.
   */
  announce(owner: Owner, update: Uint8Array): Uint8Array | 'malformed' | undefined {
    const announced = readAwareness(update)
    if (announced === undefined) return 'malformed'
    if (!this.#met.has(owner)) this.#met.set(owner, ++this.#moments)
    const heard = announced.filter((entry) => this.#mayAnnounce(owner, entry) && this.#take(owner, entry))
    return heard.length === 0 ? undefined : writeAwareness(heard)
  }

  /** Everyone's state, for somebody who joins; undefined when nobody is here. */
  all(): Uint8Array | undefined {
    return this.#written(this.#entries.keys())
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
        this.#entries.set(client, { kind: 'broke-off', clock: entry.clock, state: entry.state, moment })
    }
    if (clean) {
      this.#remove(ids, moment)
      return
    }
    const grace = setTimeout(() => {
      this.#graces.delete(grace)
      this.#remove(ids, moment)
    }, this.#graceMs)
    grace.unref()
    this.#graces.add(grace)
  }

  /** Forgets those who left long ago. Called every few seconds. */
  sweep(now = Date.now()): void {
    for (const [client, entry] of this.#entries)
      if (entry.kind === 'gone' && entry.until < now) this.#entries.delete(client)
  }

  close(): void {
    for (const grace of this.#graces) clearTimeout(grace)
    this.#graces.clear()
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
    if (entry?.kind === 'here' && entry.owner === owner) return true
    const ids = this.#ids.get(owner)
    if (state === 'null' || (ids !== undefined && ids.size >= MAX_IDS_PER_OWNER && !ids.has(client))) return false
    if (entry?.kind === 'here') return entry.owner.silent === true && clock > entry.clock
    if (entry === undefined || clock > entry.clock) return true
    if (clock < entry.clock || (entry.kind === 'gone' && entry.saidSo)) return false
    return ids === undefined && this.#met.get(owner)! > entry.moment
  }

  #take(owner: Owner, { client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    if (entry !== undefined && clock < entry.clock) return false
    if (state === 'null') {
      this.#entries.set(client, this.#gone(clock, true))
      return true
    }
    this.#entries.set(client, { kind: 'here', clock, state, owner })
    const ids = this.#ids.get(owner)
    if (ids === undefined) this.#ids.set(owner, new Set([client]))
    else ids.add(client)
    return true
  }

  /** Those that broke off at that moment and have not come back since. */
  #remove(ids: readonly number[], moment: number): void {
    const left: Announced[] = []
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry?.kind !== 'broke-off' || entry.moment !== moment) continue
      this.#entries.set(client, this.#gone(entry.clock, false))
      left.push({ client, clock: entry.clock, state: 'null' })
    }
    if (left.length > 0) this.#broadcast(writeAwareness(left))
  }

  #gone(clock: number, saidSo: boolean): Entry {
    return { kind: 'gone', clock, moment: ++this.#moments, until: Date.now() + REMEMBER_GONE_MS, saidSo }
  }

  /** The ids that are this owner's now. */
  #owned(owner: Owner): number[] {
    return [...(this.#ids.get(owner) ?? [])].filter((client) => {
      const entry = this.#entries.get(client)
      return entry?.kind === 'here' && entry.owner === owner
    })
  }

  #written(ids: Iterable<number>): Uint8Array | undefined {
    const present: Announced[] = []
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry !== undefined && entry.kind !== 'gone') present.push({ client, clock: entry.clock, state: entry.state })
    }
    return present.length === 0 ? undefined : writeAwareness(present)
  }
}

/** Undefined when it does not decode, or a state is not JSON: a stock client would throw on it. */
function readAwareness(update: Uint8Array): Announced[] | undefined {
  try {
    const from = decoding.createDecoder(update)
    const count = decoding.readVarUint(from)
    const announced: Announced[] = []
    for (let n = 0; n < count; n++) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      const state = decoding.readVarString(from)
      // ` null` says the same as `null`, and must not stay as somebody who is here.
      announced.push({ client, clock, state: JSON.parse(state) === null ? 'null' : state })
    }
    return announced
  } catch {
    // lib0 and JSON.parse throw for one reason only: these are not the bytes of an awareness update.
    return undefined
  }
}

function writeAwareness(entries: readonly Announced[]): Uint8Array {
  return encoding.encode((to) => {
    encoding.writeVarUint(to, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(to, client)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, state)
    }
  })
}
