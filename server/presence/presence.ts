// Who is in one document and where their carets are, as y-protocols awareness states. A session owns the Yjs client ids
// it announced first; what it says of others, as stock clients do, is dropped (R13). Nothing here is stored.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A session, as far as presence is concerned: only its identity counts. */
export type Owner = object

/** A stock client announces one id; our windows one each. More is somebody filling memory. */
const MAX_IDS_PER_OWNER = 8

interface Entry {
  clock: number
  /** JSON text. */
  state: string
  /** Null while the connection that owned it has broken off and may come back. */
  owner: Owner | null
  /** The moment (#moments) at which it broke off. */
  brokeOff?: number
}

interface Announced {
  readonly client: number
  readonly clock: number
  readonly state: string
}

export class Presence {
  readonly #entries = new Map<number, Entry>()
  readonly #graceMs: number
  readonly #broadcast: (update: Uint8Array) => void
  readonly #graces = new Set<NodeJS.Timeout>()
  /** Puts first announcements and broken-off connections in order. */
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
    return this.#written([...this.#entries.keys()])
  }

  /** This owner's own state, or an update that names nobody: something to say to keep a stock client from hanging up. */
  echoTo(owner: Owner): Uint8Array {
    return this.#written(this.#idsOf(owner)) ?? writeAwareness([])
  }

  /** The owner said goodbye (gone at once) or broke off (gone after the grace, unless it comes back). */
  leave(owner: Owner, clean: boolean): void {
    const ids = this.#idsOf(owner)
    if (ids.length === 0) return
    const brokeOff = ++this.#moments
    for (const client of ids) Object.assign(this.#entries.get(client)!, { owner: null, brokeOff })
    if (clean) {
      this.#removeUnowned(ids)
      return
    }
    const grace = setTimeout(() => {
      this.#graces.delete(grace)
      this.#removeUnowned(ids)
    }, this.#graceMs)
    grace.unref()
    this.#graces.add(grace)
  }

  close(): void {
    for (const grace of this.#graces) clearTimeout(grace)
    this.#graces.clear()
    this.#entries.clear()
  }

  #idsOf(owner: Owner): number[] {
    return [...this.#entries].filter(([, entry]) => entry.owner === owner).map(([client]) => client)
  }

  /**
   * An id that is nobody's (new, or its connection broke off) goes to who announces it first. Stock clients repeat what
   * they heard of others, so a broken-off id is given only for a newer clock, or to a newcomer: one that owns nothing
   * and was first heard of after the break.
   */
  #mayAnnounce(owner: Owner, { client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    if (entry?.owner === owner) return true
    if (entry !== undefined && entry.owner !== null) return false
    // Counted anew for each entry: one frame may hold thousands.
    const owned = this.#idsOf(owner).length
    if (state === 'null' || owned >= MAX_IDS_PER_OWNER) return false
    if (entry === undefined || clock > entry.clock) return true
    return owned === 0 && this.#met.get(owner)! > (entry.brokeOff ?? 0)
  }

  #take(owner: Owner, { client, clock, state }: Announced): boolean {
    const entry = this.#entries.get(client)
    if (state === 'null') return this.#entries.delete(client)
    if (entry !== undefined && clock < entry.clock) return false
    this.#entries.set(client, { clock, state, owner })
    return true
  }

  #removeUnowned(ids: readonly number[]): void {
    const gone: Announced[] = []
    for (const client of ids) {
      const entry = this.#entries.get(client)
      if (entry === undefined || entry.owner !== null) continue
      this.#entries.delete(client)
      gone.push({ client, clock: entry.clock, state: 'null' })
    }
    if (gone.length > 0) this.#broadcast(writeAwareness(gone))
  }

  #written(ids: readonly number[]): Uint8Array | undefined {
    if (ids.length === 0) return undefined
    return writeAwareness(ids.map((client) => ({ client, ...this.#entries.get(client)! })))
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
