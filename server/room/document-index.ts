// What a document holds, without the document: per Yjs client how far its structs reach, what waits because something that
// it hangs on has not come, and the clocks deleted. A room decides by it what of an update is new, which keeps Y.Doc off
// the hot path (R3). Yjs' encodeStateVectorFromUpdate and parseUpdateMeta are not used: they disagree about pending structs.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Range, Ranges } from './ranges.ts'
import { type Reach, needsOfRest, needsWhole, restOf, type Run, settle } from './runs.ts'
import { Claims, cut, deletesOnly, readStateVector, type ReadUpdate, readUpdate } from './update.ts'
import { Waiting } from './waiting.ts'

/** What of an update is new to an index. */
export type Novelty =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'news'
      /** The update cut down to what is new; the original bytes when all of it is. */
      readonly update: Uint8Array
      readonly claims: Claims
      /** How many runs of structs must wait for something that is missing. */
      readonly waits: number
      /** How many ranges that is which touch none that waits already. */
      readonly holes: number
    }

interface FreshStructs {
  readonly runs: ReadonlyMap<number, readonly Run[]>
  /** Each of the update's runs is new, and whole. */
  readonly all: boolean
  readonly waits: number
  readonly holes: number
}

export class DocumentIndex {
  /** Structs are held from 0 on: one that follows something missing waits, whoever knows it. */
  readonly #held = new Map<number, number>()
  readonly #deletes = new Map<number, Ranges>()
  #waiting = new Waiting()
  /** What was answered, as long as it is right: after a restart everybody asks at once. */
  #encodedDeletes: Uint8Array | undefined
  #encodedStateVector: Uint8Array | undefined

  /** From now on the index holds these. True when some of them have to wait. */
  add(claims: Claims): boolean {
    if (claims.runs.size > 0) this.#encodedStateVector = undefined
    if (claims.deletes.size > 0) {
      addAll(this.#deletes, claims.deletes)
      this.#encodedDeletes = undefined
    }
    if (this.#waiting.empty && this.#continues(claims.runs)) {
      for (const [client, [run]] of claims.runs) this.#held.set(client, run!.end)
      return false
    }
    const { reached, stuck } = settle(claims.runs, this.#reach, needsWhole)
    for (const [client, end] of reached) this.#reached(client, end)
    if (stuck.size === 0 && this.#waiting.empty) return false
    const further = [...reached.keys()]
    for (const [client, { at }] of stuck)
      if (this.#waiting.add(client, claims.runs.get(client)!.slice(at), this.#reach, this.#reached))
        further.push(client)
    this.#waiting.wake(further, this.#reach, this.#reached)
    return [...stuck.keys()].some((client) => claims.runs.get(client)!.at(-1)!.end > this.#reach(client))
  }

  /**
   * Compares a decoded update, whose bytes are `original`, with what is held. `live`: it was sent in the moment it was made,
   * and is no answer about all that its author has.
   */
  novelty(read: ReadUpdate, original: Uint8Array, live = false): Novelty {
    const structs = this.#freshStructs(read.claims)
    const deletes = fresh(this.#deletes, read.claims.deletes)
    if (structs.runs.size === 0 && deletes.missing.size === 0) return { kind: 'nothing' }
    const { waits, holes } = structs
    if (structs.all && deletes.all) return { kind: 'news', update: original, claims: read.claims, waits, holes }
    const claims = new Claims(structs.runs, deletes.missing)
    // The claims say only what is new: by them a room judges whether it grows.
    if (live && structs.all && isOfOneMoment(read.claims))
      return { kind: 'news', update: original, claims, waits, holes }
    const update = cut(read.structs, claims.structs, deletes.missing)
    return { kind: 'news', update, claims, waits, holes }
  }

  /** How many ranges wait for something that is missing. */
  get holes(): number {
    return this.#waiting.holes(this.#reach)
  }

  /** How many runs of structs that is. */
  get waiting(): number {
    return this.#waiting.runs
  }

  /** True when somebody with this state vector lacks no struct that is held here. */
  coveredBy(stateVector: ReadonlyMap<number, number>): boolean {
    for (const [client, end] of this.#held) if (end > (stateVector.get(client) ?? 0)) return false
    for (const [client, { start, end }] of this.#waiting)
      if (start >= this.#reach(client) && end > (stateVector.get(client) ?? 0)) return false
    return true
  }

  /** True when everything the other index holds is held here too, and what waits there waits or is held here. */
  includes(other: DocumentIndex): boolean {
    for (const [client, end] of other.#held) if (end > this.#reach(client)) return false
    for (const [client, { start, end }] of other.#waiting) {
      // Its beginning is held, and it waits all the same: another had that clock first, and it is left out of a fold.
      if (start < other.#reach(client)) continue
      const from = Math.max(start, this.#reach(client))
      if (!(this.#waiting.clocksOf(client)?.covers(from, end) ?? from >= end)) return false
    }
    return includesAll(this.#deletes, other.#deletes)
  }

  /** What is held, in Yjs' state vector encoding: what SyncStep1 says. The same array until there is more: leave it as it is. */
  encodeStateVector(): Uint8Array {
    this.#encodedStateVector ??= encoding.encode((to) => {
      encoding.writeVarUint(to, this.#held.size)
      for (const [client, clock] of [...this.#held].toSorted(([a], [b]) => b - a)) {
        encoding.writeVarUint(to, client)
        encoding.writeVarUint(to, clock)
      }
    })
    return this.#encodedStateVector
  }

  /** Per Yjs client, how far its structs reach; undefined while something waits, which this does not tell. */
  clocks(): ReadonlyMap<number, number> | undefined {
    return this.#waiting.empty ? new Map(this.#held) : undefined
  }

  /** All deletes, as an update. The same array until more is deleted: leave it as it is. */
  encodeDeletes(): Uint8Array {
    this.#encodedDeletes ??= deletesOnly(new Map([...this.#deletes].map(([client, ranges]) => [client, [...ranges]])))
    return this.#encodedDeletes
  }

  /** All of it, for `decode`; undefined while something waits, for which there is no such form. */
  encode(): Uint8Array | undefined {
    if (!this.#waiting.empty) return undefined
    return encoding.encode((to) => {
      encoding.writeVarUint8Array(to, this.encodeStateVector())
      encoding.writeVarUint8Array(to, this.encodeDeletes())
    })
  }

  /** The clocks alone of what `encode` has made: all the deletes of a large document would take 100 ms. */
  static clocksIn(bytes: Uint8Array): ReadonlyMap<number, number> | undefined {
    return readStateVector(decoding.readVarUint8Array(decoding.createDecoder(bytes)))
  }

  /** Undefined for bytes that `encode` has not made. */
  static decode(bytes: Uint8Array): DocumentIndex | undefined {
    const index = new DocumentIndex()
    try {
      const from = decoding.createDecoder(bytes)
      const held = readStateVector(decoding.readVarUint8Array(from))
      const deletes = readUpdate(decoding.readVarUint8Array(from))
      if (held === undefined || deletes === undefined || deletes.structs.length > 0) return undefined
      for (const [client, end] of held) index.#held.set(client, end)
      addAll(index.#deletes, deletes.claims.deletes)
      return index
    } catch {
      // lib0: the bytes end too soon.
      return undefined
    }
  }

  /** A second index with the same content, which then goes its own way. */
  copy(): DocumentIndex {
    const twin = new DocumentIndex()
    for (const [client, end] of this.#held) twin.#held.set(client, end)
    twin.#waiting = this.#waiting.copy()
    for (const [client, ranges] of this.#deletes) twin.#deletes.set(client, Ranges.of([...ranges]))
    return twin
  }

  readonly #reach: Reach = (client) => this.#held.get(client) ?? 0

  readonly #reached = (client: number, end: number): void => {
    if (end > this.#reach(client)) this.#held.set(client, end)
  }

  /** The runs are one, which nothing keeps from following what is held. So it is with all that people type. */
  #continues(runs: Claims['runs']): boolean {
    if (runs.size !== 1) return false
    for (const [client, ofClient] of runs)
      if (
        ofClient.length > 1 ||
        ofClient[0]!.start !== this.#reach(client) ||
        needsWhole(ofClient[0]!, client, this.#reach) !== undefined
      )
        return false
    return true
  }

  /** The runs that are neither held nor wait. */
  #freshStructs({ runs }: Claims): FreshStructs {
    if (this.#continues(runs)) return { runs, all: true, waits: 0, holes: 0 }
    const { stuck } = settle(runs, this.#reach, needsOfRest)
    const news = new Map<number, Run[]>()
    let [all, waits, holes] = [true, 0, 0]
    for (const [client, ofClient] of runs) {
      const held = this.#reach(client)
      const mustWait = stuck.get(client)?.at ?? ofClient.length
      const waiting = this.#waiting.clocksOf(client)
      const kept: Run[] = []
      for (const [at, run] of ofClient.entries()) {
        const rest = run.end > held ? restOf(run, held) : undefined
        if (rest !== run) all = false
        if (rest === undefined) continue
        if (at < mustWait) {
          kept.push(rest)
          continue
        }
        for (const part of partsOutside(rest, waiting)) {
          if (part !== rest) all = false
          const { start, end } = part
          const touches =
            kept.at(-1)?.end === start || waiting?.covers(start - 1, start) || waiting?.covers(end, end + 1)
          waits++
          if (touches !== true) holes++
          kept.push(part)
        }
        if (waiting?.covers(rest.start, rest.end) === true) all = false
      }
      if (kept.length > 0) news.set(client, kept)
    }
    return { runs: news, all, waits, holes }
  }
}

/**
 * What one keystroke deletes is stored as it came, known or not: it says what its author still saw, and their clients know by
 * that what a copy of a block has that it should not (renderer/collab/rescue). Many moments at once prove nothing of the kind.
 */
function isOfOneMoment({ runs, deletes }: Claims): boolean {
  if (runs.size !== 1) return false
  let ranges = 0
  for (const ofClient of deletes.values()) ranges += ofClient.length
  return ranges <= 16
}

/** The parts of a run whose clocks are not among these; the run itself when it is one of them. */
function partsOutside(run: Run, clocks: Ranges | undefined): Run[] {
  if (clocks === undefined) return [run]
  return clocks
    .missing(run.start, run.end)
    .map(([start, end]) => (start === run.start && end === run.end ? run : { ...restOf(run, start), end }))
}

function of(held: Map<number, Ranges>, client: number): Ranges {
  let ranges = held.get(client)
  if (ranges === undefined) held.set(client, (ranges = new Ranges()))
  return ranges
}

function addAll(held: Map<number, Ranges>, claimed: ReadonlyMap<number, readonly Range[]>): void {
  for (const [client, ranges] of claimed) of(held, client).addAll(ranges)
}

/** The claimed ranges that are not held; `all` when none of them is. */
function fresh(
  held: ReadonlyMap<number, Ranges>,
  claimed: ReadonlyMap<number, readonly Range[]>,
): { missing: Map<number, Range[]>; all: boolean } {
  const missing = new Map<number, Range[]>()
  let all = true
  for (const [client, ranges] of claimed) {
    const absent: Range[] = []
    for (const [start, end] of ranges) {
      const holes = held.get(client)?.missing(start, end) ?? [[start, end] as const]
      if (holes.length !== 1 || holes[0]![0] !== start || holes[0]![1] !== end) all = false
      for (const hole of holes) absent.push(hole)
    }
    if (absent.length > 0) missing.set(client, absent)
  }
  return { missing, all }
}

function includesAll(held: ReadonlyMap<number, Ranges>, other: ReadonlyMap<number, Ranges>): boolean {
  for (const [client, ranges] of other)
    for (const [start, end] of ranges) if (!(held.get(client)?.covers(start, end) ?? start >= end)) return false
  return true
}
