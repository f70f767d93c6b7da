// What a document holds, without the document: per Yjs client the clocks of its structs (from 0 and, above a hole, the
// ranges beyond) and the clocks deleted. A room decides by it what of an update is new, which keeps Y.Doc off the hot
// path (R3). Yjs' encodeStateVectorFromUpdate and parseUpdateMeta are not used: they disagree about pending structs.
import * as encoding from 'lib0/encoding'
import { type Range, Ranges } from './ranges.ts'
import { type Claims, cut, deletesOnly, type ReadUpdate } from './update.ts'

/** What of an update is new to an index. */
export type Novelty =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'news'
      /** The update cut down to what is new; the original bytes when all of it is. */
      readonly update: Uint8Array
      readonly claims: Claims
      /** How many ranges of structs start above a clock that is not held: something before them is missing. */
      readonly holes: number
    }

export class DocumentIndex {
  readonly #structs = new Map<number, Ranges>()
  readonly #deletes = new Map<number, Ranges>()

  /** From now on the index holds these. */
  add(claims: Claims): void {
    addAll(this.#structs, claims.structs)
    addAll(this.#deletes, claims.deletes)
  }

  /** Compares a decoded update, whose bytes are `original`, with what is held. */
  novelty(read: ReadUpdate, original: Uint8Array): Novelty {
    const structs = fresh(this.#structs, read.claims.structs)
    const deletes = fresh(this.#deletes, read.claims.deletes)
    if (structs.missing.size === 0 && deletes.missing.size === 0) return { kind: 'nothing' }
    let holes = 0
    for (const [client, ranges] of structs.missing) holes += holesBefore(this.#structs.get(client), ranges)
    if (structs.all && deletes.all) return { kind: 'news', update: original, claims: read.claims, holes }
    return {
      kind: 'news',
      update: cut(read.structs, structs.missing, deletes.missing),
      claims: { structs: structs.missing, deletes: deletes.missing },
      holes,
    }
  }

  /** How many ranges lie above a clock that is missing. */
  get holes(): number {
    let holes = 0
    for (const ranges of this.#structs.values()) holes += ranges.count - (ranges.contiguous > 0 ? 1 : 0)
    return holes
  }

  /** True when somebody with this state vector lacks no struct that is held here. */
  coveredBy(stateVector: ReadonlyMap<number, number>): boolean {
    for (const [client, ranges] of this.#structs) if (ranges.end > (stateVector.get(client) ?? 0)) return false
    return true
  }

  /** True when everything the other index holds is held here too. */
  includes(other: DocumentIndex): boolean {
    return includesAll(this.#structs, other.#structs) && includesAll(this.#deletes, other.#deletes)
  }

  /** The clocks held without a hole from 0, in Yjs' state vector encoding: what SyncStep1 says. */
  encodeStateVector(): Uint8Array {
    const clocks = [...this.#structs]
      .map(([client, ranges]) => [client, ranges.contiguous] as const)
      .filter(([, clock]) => clock > 0)
    return encoding.encode((to) => {
      encoding.writeVarUint(to, clocks.length)
      for (const [client, clock] of clocks.toSorted(([a], [b]) => b - a)) {
        encoding.writeVarUint(to, client)
        encoding.writeVarUint(to, clock)
      }
    })
  }

  /** All deletes, as an update. */
  encodeDeletes(): Uint8Array {
    return deletesOnly(new Map([...this.#deletes].map(([client, ranges]) => [client, [...ranges]])))
  }

  /** A second index with the same content, which then goes its own way. */
  copy(): DocumentIndex {
    const twin = new DocumentIndex()
    for (const [client, ranges] of this.#structs) twin.#structs.set(client, Ranges.of([...ranges]))
    for (const [client, ranges] of this.#deletes) twin.#deletes.set(client, Ranges.of([...ranges]))
    return twin
  }
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

/** Before how many of these ranges, which are not held yet, something is still missing when they are. */
function holesBefore(held: Ranges | undefined, ranges: readonly Range[]): number {
  let holes = 0
  let reach = held?.contiguous ?? 0
  for (const [start, end] of ranges) {
    if (start > reach && !held?.covers(reach, start)) holes++
    reach = end
  }
  return holes
}

function includesAll(held: ReadonlyMap<number, Ranges>, other: ReadonlyMap<number, Ranges>): boolean {
  for (const [client, ranges] of other)
    for (const [start, end] of ranges) if (!(held.get(client)?.covers(start, end) ?? start >= end)) return false
  return true
}
