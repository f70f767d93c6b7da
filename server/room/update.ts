// Looks at the bytes of a Yjs update without building a document: which structs and deletes are in it, and the same
// update cut down to some of them. The only place in the relay that knows Yjs' update encoding (v1).
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { type Range, Ranges } from './ranges.ts'
import { type Id, NOTHING, type Run } from './runs.ts'
import { TooManyParts, WatchedDecoder } from './watched-decoder.ts'

type Struct = Y.Item | Y.GC | Y.Skip

/** The clocks an update speaks of. Skips, which only stand for a hole, are left out. */
export class Claims {
  readonly runs: ReadonlyMap<number, readonly Run[]>
  readonly deletes: ReadonlyMap<number, readonly Range[]>

  constructor(runs: ReadonlyMap<number, readonly Run[]>, deletes: ReadonlyMap<number, readonly Range[]>) {
    this.runs = runs
    this.deletes = deletes
  }

  /** The clocks of the runs. */
  get structs(): ReadonlyMap<number, readonly Range[]> {
    const structs = new Map<number, Range[]>()
    for (const [client, runs] of this.runs) for (const { start, end } of runs) put(structs, client, start, end)
    return structs
  }

  /** Whether it deletes at least as many letters as it adds. */
  get shrinks(): boolean {
    let growth = 0
    for (const runs of this.runs.values()) for (const { start, end } of runs) growth += end - start
    for (const deleted of this.deletes.values()) for (const [start, end] of deleted) growth -= end - start
    return growth <= 0
  }

  /** How many ranges of clocks it speaks of. */
  get ranges(): number {
    let ranges = 0
    for (const runs of this.runs.values()) {
      let reach = -1
      for (const { start, end } of runs) {
        if (start !== reach) ranges++
        reach = end
      }
    }
    for (const deleted of this.deletes.values()) ranges += deleted.length
    return ranges
  }
}

export interface ReadUpdate {
  readonly claims: Claims
  /** The structs themselves, for `cut`. */
  readonly structs: readonly Struct[]
  /** What it took to read: structs, texts, values and deletes. */
  readonly parts: number
}

/** An update from the store. Undefined when the bytes are no update, or one that no Yjs client writes. Never throws. */
export function readUpdate(bytes: Uint8Array): ReadUpdate | undefined {
  const read = readNewUpdate(bytes, Infinity)
  return read === 'too-large' ? undefined : read
}

/** The same for one that has just come: `too-large` when it has more parts than that, found before they are all made. */
export function readNewUpdate(bytes: Uint8Array, mostParts: number): ReadUpdate | 'too-large' | undefined {
  try {
    WatchedDecoder.mostParts = mostParts
    const { structs, ds } = Y.decodeUpdateV2(bytes, WatchedDecoder)
    const decoder = WatchedDecoder.last
    WatchedDecoder.last = undefined
    if (decoder === undefined || decoding.hasContent(decoder.restDecoder)) return undefined
    const runs = runsOf(structs)
    const deleted = deletedBy(ds.clients)
    if (runs === undefined || deleted === undefined) return undefined
    return { structs, claims: new Claims(runs, deleted), parts: decoder.parts }
  } catch (error) {
    // Whatever lib0 or Yjs throws here says one thing: these bytes do not decode.
    return error instanceof TooManyParts ? 'too-large' : undefined
  }
}

function runsOf(structs: readonly Struct[]): Map<number, Run[]> | undefined {
  const runs = new Map<number, { -readonly [Field in keyof Run]: Run[Field] }[]>()
  for (const struct of structs) {
    const { client, clock } = struct.id
    const end = clock + struct.length
    if (struct.length < 1 || !Number.isSafeInteger(end) || !Number.isSafeInteger(client)) return undefined
    if (struct instanceof Y.Skip) continue
    if (struct instanceof Y.Item && hangsOnWhatCannotBe(struct)) return undefined
    const right = struct instanceof Y.Item ? ofAnother(client, struct.rightOrigin) : undefined
    const on = struct instanceof Y.Item ? othersOf(struct, right) : NOTHING
    const before = runs.get(client)
    const last = before?.at(-1)
    if (on === NOTHING && last?.end === clock) last.end = end
    else {
      const run = { start: clock, end, firstEnd: end, on, right }
      if (before === undefined) runs.set(client, [run])
      else before.push(run)
    }
  }
  return runs
}

/** What a struct hangs on of other clients; its right neighbour has been looked at. */
function othersOf({ id, origin, parent }: Y.Item, right: Id | undefined): readonly Id[] {
  const [left, above] = [ofAnother(id.client, origin), ofAnother(id.client, parent)]
  if (left === undefined && right === undefined && above === undefined) return NOTHING
  return [left, right, above].filter((other) => other !== undefined)
}

const ofAnother = (client: number, id: unknown): Id | undefined =>
  id instanceof Y.ID && id.client !== client ? { client: id.client, clock: id.clock } : undefined

/**
 * A struct is made after what it hangs on. One that says otherwise makes Yjs stop halfway through the update. And lib0
 * reads numbers a little above 2^53, which it cannot write again.
 */
function hangsOnWhatCannotBe({ id, origin, rightOrigin, parent }: Y.Item): boolean {
  const cannotBe = (other: unknown): boolean =>
    other instanceof Y.ID &&
    ((other.client === id.client && other.clock >= id.clock) ||
      !Number.isSafeInteger(other.client) ||
      !Number.isSafeInteger(other.clock))
  return cannotBe(origin) || cannotBe(rightOrigin) || cannotBe(parent)
}

function deletedBy(
  clients: ReadonlyMap<number, readonly { clock: number; len: number }[]>,
): Map<number, Range[]> | undefined {
  const deleted = new Map<number, Range[]>()
  for (const [client, items] of clients) {
    let end = 0
    for (const { clock, len } of items) {
      // Yjs writes them in order and merged. Deletes that must wait it keeps by their distances, and garbles all others.
      if (len < 1 || clock < end || !Number.isSafeInteger(clock + len) || !Number.isSafeInteger(client))
        return undefined
      end = clock + len
      put(deleted, client, clock, end)
    }
  }
  return deleted
}

function put(into: Map<number, Range[]>, client: number, start: number, end: number): void {
  const ranges = into.get(client)
  const last = ranges?.at(-1)
  if (ranges === undefined) into.set(client, [[start, end]])
  else if (last !== undefined && last[1] === start) ranges[ranges.length - 1] = [last[0], end]
  else ranges.push([start, end])
}

/**
 * An update with only the structs that overlap `fresh` and only the deletes in `deletes`. Structs are copied as they
 * are; one whose beginning is not fresh is written from there on, as Yjs itself does for a state vector.
 */
export function cut(
  structs: readonly Struct[],
  fresh: ReadonlyMap<number, readonly Range[]>,
  deletes: ReadonlyMap<number, readonly Range[]>,
): Uint8Array {
  const wanted = new Map([...fresh].map(([client, ranges]) => [client, Ranges.of(ranges)]))
  const byClient = new Map<number, { struct: Struct; offset: number }[]>()
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    const first = wanted.get(client)?.firstIn(clock, clock + struct.length)
    if (first === undefined) continue
    const kept = byClient.get(client) ?? []
    byClient.set(client, kept)
    kept.push({ struct, offset: first - clock })
  }
  const encoder = new Y.UpdateEncoderV1()
  const to = encoder.restEncoder
  encoding.writeVarUint(to, byClient.size)
  // Higher client ids first, as Yjs writes them.
  for (const [client, kept] of [...byClient].toSorted(([a], [b]) => b - a)) writeClient(encoder, client, kept)
  writeDeletes(to, deletes)
  return encoder.toUint8Array()
}

function writeClient(
  encoder: Y.UpdateEncoderV1,
  client: number,
  unsorted: readonly { struct: Struct; offset: number }[],
): void {
  const kept = unsorted.toSorted((a, b) => a.struct.id.clock - b.struct.id.clock)
  const written: { struct: Struct; offset: number }[] = []
  let next: number | undefined
  for (const { struct, offset } of kept) {
    const start = struct.id.clock + offset
    if (next !== undefined && start > next)
      written.push({ struct: new Y.Skip(Y.createID(client, next), start - next), offset: 0 })
    written.push({ struct, offset })
    next = struct.id.clock + struct.length
  }
  const first = written[0]!
  encoding.writeVarUint(encoder.restEncoder, written.length)
  encoder.writeClient(client)
  encoding.writeVarUint(encoder.restEncoder, first.struct.id.clock + first.offset)
  for (const { struct, offset } of written) struct.write(encoder, offset)
}

function writeDeletes(to: encoding.Encoder, deletes: ReadonlyMap<number, readonly Range[]>): void {
  encoding.writeVarUint(to, deletes.size)
  for (const [client, ranges] of [...deletes].toSorted(([a], [b]) => b - a)) {
    encoding.writeVarUint(to, client)
    encoding.writeVarUint(to, ranges.length)
    for (const [start, end] of ranges) {
      encoding.writeVarUint(to, start)
      encoding.writeVarUint(to, end - start)
    }
  }
}

/** An update that only deletes. */
export const deletesOnly = (deletes: ReadonlyMap<number, readonly Range[]>): Uint8Array => cut([], new Map(), deletes)

/** Far more clients than a document has ever had: each session of a person is one. */
const MOST_CLIENTS = 200_000

/** Undefined when the bytes are no state vector, or one of more clients than any document has. */
export function readStateVector(bytes: Uint8Array): ReadonlyMap<number, number> | undefined {
  const from = decoding.createDecoder(bytes)
  try {
    const clients = decoding.readVarUint(from)
    if (clients > MOST_CLIENTS) return undefined
    const vector = new Map<number, number>()
    for (let n = 0; n < clients; n++) {
      const [client, clock] = [decoding.readVarUint(from), decoding.readVarUint(from)]
      if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock)) return undefined
      vector.set(client, clock)
    }
    return vector
  } catch {
    // As in readUpdate: they do not decode.
    return undefined
  }
}
