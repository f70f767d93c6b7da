// Bytes that no Yjs client sends, made from bytes that one would. For the stories about bad input.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

/** An honest update: these words in `text`, by a client of its own. */
export function updateOf(words: string): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, words)
  return Y.encodeStateAsUpdate(doc)
}

/** An honest update of exactly so many bytes. */
export function updateOfBytes(bytes: number): Uint8Array {
  let words = bytes
  for (;;) {
    const update = updateOf('x'.repeat(words))
    if (update.byteLength === bytes) return update
    words -= Math.sign(update.byteLength - bytes)
  }
}

/** One string struct at a clock of the caller's choice, in Yjs' update encoding v1. */
export function structAt(client: number, clock: number, words: string): Uint8Array {
  return encoding.encode((to) => {
    for (const number of [1, 1, client, clock]) encoding.writeVarUint(to, number)
    // A string whose parent is the root type `text`.
    encoding.writeUint8(to, 4)
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, 'text')
    encoding.writeVarString(to, words)
    encoding.writeVarUint(to, 0)
  })
}

/** An update that only deletes, from this clock on. */
export function deleteAt(client: number, clock: number, length: number): Uint8Array {
  return encoding.encode((to) => {
    for (const number of [0, 1, client, 1, clock, length]) encoding.writeVarUint(to, number)
  })
}

/** An update that says that so many structs, from this clock on, were erased. */
export function erasedAt(client: number, clock: number, length: number): Uint8Array {
  return encoding.encode((to) => {
    for (const number of [1, 1, client, clock, 0, length, 0]) encoding.writeVarUint(to, number)
  })
}

/** One string struct that stands behind another client's struct, and waits until that has come. */
export function structAfter(client: number, other: number, words: string): Uint8Array {
  return encoding.encode((to) => {
    for (const number of [1, 1, client, 0]) encoding.writeVarUint(to, number)
    // A string with an origin; the parent is that one's.
    encoding.writeUint8(to, 4 + 0x80)
    for (const number of [other, 0]) encoding.writeVarUint(to, number)
    encoding.writeVarString(to, words)
    encoding.writeVarUint(to, 0)
  })
}

type At = readonly [client: number, clock: number]

/** One string struct that stands behind, before or in others' structs; in the root type `text` when in nothing. */
export function hangingOn(
  client: number,
  clock: number,
  on: { readonly origin?: At; readonly right?: At; readonly parent?: At },
  words: string,
): Uint8Array {
  const { origin, right, parent } = on
  return encoding.encode((to) => {
    for (const number of [1, 1, client, clock]) encoding.writeVarUint(to, number)
    encoding.writeUint8(to, 4 + (origin ? 0x80 : 0) + (right ? 0x40 : 0))
    for (const number of [...(origin ?? []), ...(right ?? [])]) encoding.writeVarUint(to, number)
    // The parent is that of its neighbours, if it has any.
    if (!origin && !right) {
      encoding.writeVarUint(to, parent ? 0 : 1)
      if (parent) for (const number of parent) encoding.writeVarUint(to, number)
      else encoding.writeVarString(to, 'text')
    }
    encoding.writeVarString(to, words)
    encoding.writeVarUint(to, 0)
  })
}

/**
 * Updates that all decode, and Yjs stops in the middle of the last: `before` says that the beginning of what `poison`
 * brings was erased. The relay trims what comes in, and so never stores such a pair; a damaged disk may hold one.
 */
export function unintegrable(seed: number): { readonly before: Uint8Array; readonly poison: Uint8Array } {
  const random = randomFrom(seed)
  const client = 70_000 + Math.floor(random() * 10_000)
  const erased = 1 + Math.floor(random() * 9)
  return { before: erasedAt(client, 0, erased), poison: structAt(client, 0, 'x'.repeat(erased + 1)) }
}

/**
 * So many letters that all were put in at the same place, each before another letter of a word: Yjs compares each with all
 * the others, and takes a time that grows with the square of their number (4,000 in 28 KB: 5 s).
 */
export function slowToFold(structs: number): Uint8Array {
  const [word, others] = [80_001, 80_002]
  return encoding.encode((to) => {
    for (const number of [2, structs, others, 0]) encoding.writeVarUint(to, number)
    for (let n = 0; n < structs; n++) {
      // A string with a right origin.
      encoding.writeUint8(to, 4 + 0x40)
      for (const number of [word, n]) encoding.writeVarUint(to, number)
      encoding.writeVarString(to, 'y')
    }
    for (const number of [1, word, 0]) encoding.writeVarUint(to, number)
    encoding.writeUint8(to, 4)
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, 'text')
    encoding.writeVarString(to, 'x'.repeat(structs))
    encoding.writeVarUint(to, 0)
  })
}

/** So many arrays, each in the one before. Erasing the outermost takes Yjs deeper than its stack: 5,000 in a process, 20,000 in a worker. */
export function nested(client: number, depth: number): Uint8Array {
  return encoding.encode((to) => {
    for (const number of [1, depth, client, 0]) encoding.writeVarUint(to, number)
    for (let n = 0; n < depth; n++) {
      // A type, whose parent is a root type or the type before.
      encoding.writeUint8(to, 7)
      encoding.writeVarUint(to, n === 0 ? 1 : 0)
      if (n === 0) encoding.writeVarString(to, 'nested')
      else for (const number of [client, n - 1]) encoding.writeVarUint(to, number)
      encoding.writeVarUint(to, 0)
    }
    encoding.writeVarUint(to, 0)
  })
}

/** An awareness update of these entries; a state is JSON text, or is meant to be. */
export function awarenessOf(
  ...entries: readonly (readonly [client: number, clock: number, state: string])[]
): Uint8Array {
  return encoding.encode((to) => {
    encoding.writeVarUint(to, entries.length)
    for (const [client, clock, state] of entries) {
      encoding.writeVarUint(to, client)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, state)
    }
  })
}

/** A frame of this type with these bytes behind it. */
export const frameOf = (type: number, ...rest: readonly number[]): Uint8Array =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, type)
    for (const byte of rest) encoding.writeUint8(to, byte)
  })

/** A small generator with a seed that can be printed (mulberry32): numbers in [0, 1). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
