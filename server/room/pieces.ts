// Divides a large update into smaller ones, so that somebody on a slow line hears something of it now and then. Each piece
// hangs only on those before it: a client integrates it as it comes, and keeps nothing waiting. Used in the fold worker.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { type Range, Ranges } from './ranges.ts'
import { type Claims, cut, deletesOnly, type ReadUpdate, readUpdate } from './update.ts'

/**
 * What is larger is sent in pieces. Our client takes 10 s without a whole frame for the end of the connection (F7): at this
 * size it may have 0.8 Mbit/s.
 */
export const PIECE_BYTES = 1_000_000

/** Update or frame. */
export const isLarge = ({ byteLength }: Uint8Array): boolean => byteLength > PIECE_BYTES

/** Of one code unit of UTF-16 in UTF-8. */
const MOST_BYTES_OF_A_CHARACTER = 3

type Struct = ReadUpdate['structs'][number]

/**
 * Updates that say together what `bytes` says, each of about `pieceBytes`, but for a struct larger than that which is no
 * text. A piece carries the deletes of its own structs, so that nothing in it is ever seen alive that is not. Throws for bytes that are
 * no update.
 */
export function piecesOf(bytes: Uint8Array, pieceBytes: number): Uint8Array[] {
  const read = readUpdate(bytes)
  if (read === undefined) throw new Error(`an update of ${bytes.byteLength} bytes does not decode`)
  const deletes = new Deletes(read.claims)
  const pieces: Uint8Array[] = []
  let structs: Struct[] = []
  let size = 0
  for (const struct of dividedTexts(inOrder(read.structs), Math.ceil(pieceBytes / MOST_BYTES_OF_A_CHARACTER))) {
    structs.push(struct)
    size += sizeOf(struct)
    if (size < pieceBytes) continue
    pieces.push(pieceOf(structs, deletes))
    structs = []
    size = 0
  }
  if (structs.length > 0) pieces.push(pieceOf(structs, deletes))
  // What stands in the place of something older is there before that goes.
  if (deletes.elsewhere.size > 0 || pieces.length === 0) pieces.push(deletesOnly(deletes.elsewhere))
  return pieces
}

function pieceOf(structs: readonly Struct[], deletes: Deletes): Uint8Array {
  const ranges = rangesOf(structs)
  return cut(structs, ranges, deletes.take(ranges))
}

/** What each client made, in the order it was made, but each struct behind those that it hangs on. */
function* inOrder(structs: readonly Struct[]): Generator<Struct> {
  const queues = new Map<number, { readonly structs: Struct[]; next: number }>()
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const queue = queues.get(struct.id.client)
    if (queue === undefined) queues.set(struct.id.client, { structs: [struct], next: 0 })
    else queue.structs.push(struct)
  }
  for (const root of queues.keys()) {
    // Who waits for whom: up to `clock` of a client must come before the client below it can go on.
    const wanted = [{ client: root, clock: Infinity }]
    const waiting = new Set([root])
    while (wanted.length > 0) {
      const { client, clock } = wanted.at(-1)!
      const queue = queues.get(client)!
      const struct = queue.structs[queue.next]
      if (struct === undefined || struct.id.clock > clock) {
        wanted.pop()
        waiting.delete(client)
        continue
      }
      const missing = hangsOn(struct).find((id) => {
        const other = queues.get(id.client)
        const next = other?.structs[other.next]
        // What waits already cannot be waited for: only a forged update says so, and it is passed on as it is.
        return next !== undefined && next.id.clock <= id.clock && !waiting.has(id.client)
      })
      if (missing !== undefined) {
        wanted.push({ client: missing.client, clock: missing.clock })
        waiting.add(missing.client)
        continue
      }
      queue.next++
      yield struct
    }
  }
}

/** A text that was written in one go is one struct, however long. Its parts hang on each other as if typed one by one. */
function* dividedTexts(structs: Iterable<Struct>, most: number): Generator<Struct> {
  for (const struct of structs) {
    if (!(struct instanceof Y.Item && struct.content instanceof Y.ContentString && struct.length > most)) yield struct
    else {
      const { id, rightOrigin, parent, parentSub } = struct
      const { str } = struct.content
      let end: number
      for (let start = 0; start < str.length; start = end) {
        end = Math.min(start + most, str.length)
        // Both halves of a character must stay together: Yjs writes each as UTF-8.
        if (HIGH_SURROGATE.test(str[end - 1]!) && end < str.length) end++
        const origin = start === 0 ? struct.origin : Y.createID(id.client, id.clock + start - 1)
        const text = new Y.ContentString(str.slice(start, end))
        yield new Y.Item(
          Y.createID(id.client, id.clock + start),
          null,
          origin,
          null,
          rightOrigin,
          parent,
          parentSub,
          text,
        )
      }
    }
  }
}

const HIGH_SURROGATE = /[\uD800-\uDBFF]/

function hangsOn(struct: Struct): Y.ID[] {
  if (!(struct instanceof Y.Item)) return []
  const { origin, rightOrigin, parent } = struct
  return [origin, rightOrigin, parent].filter((id) => id instanceof Y.ID)
}

function rangesOf(structs: readonly Struct[]): Map<number, Range[]> {
  const ranges = new Map<number, Range[]>()
  for (const { id, length } of structs) {
    const known = ranges.get(id.client)
    const last = known?.at(-1)
    if (known === undefined) ranges.set(id.client, [[id.clock, id.clock + length]])
    else if (last![1] >= id.clock) known[known.length - 1] = [last![0], Math.max(last![1], id.clock + length)]
    else known.push([id.clock, id.clock + length])
  }
  return ranges
}

function sizeOf(struct: Struct): number {
  const encoder = new Y.UpdateEncoderV1()
  struct.write(encoder, 0)
  return encoding.length(encoder.restEncoder)
}

/** The deletes of an update. */
class Deletes {
  /** Of structs in the update, which no piece has carried yet; the last one first. */
  readonly #left = new Map<number, Range[]>()
  /** Of what is not in it. */
  readonly elsewhere = new Map<number, Range[]>()

  constructor({ deletes, structs }: Claims) {
    for (const [client, ranges] of deletes) {
      const made = Ranges.of(structs.get(client) ?? [])
      const elsewhere = ranges.flatMap(([from, to]) => made.missing(from, to))
      const others = Ranges.of(elsewhere)
      const own = ranges.flatMap(([from, to]) => others.missing(from, to))
      if (elsewhere.length > 0) this.elsewhere.set(client, elsewhere)
      if (own.length > 0) this.#left.set(client, own.toReversed())
    }
  }

  /** All of structs before the end of what the piece has of a client. */
  take(piece: ReadonlyMap<number, readonly Range[]>): Map<number, Range[]> {
    const taken = new Map<number, Range[]>()
    for (const [client, ranges] of piece) {
      const left = this.#left.get(client) ?? []
      const end = ranges.at(-1)![1]
      const mine: Range[] = []
      while (left.length > 0 && left.at(-1)![0] < end) {
        const [from, to] = left.pop()!
        mine.push([from, Math.min(to, end)])
        if (to > end) left.push([end, to])
      }
      if (mine.length > 0) taken.set(client, mine)
    }
    return taken
  }
}
