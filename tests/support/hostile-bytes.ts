// Bytes that no Yjs client sends, made from bytes that one would. For the stories about bad input.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { readUpdate } from '../../server/room/update.ts'

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

/** An update that decodes, and at which Yjs stops in the middle of integrating it: an honest one with bytes changed. */
export function unintegrable(seed: number): Uint8Array {
  const random = randomFrom(seed)
  const doc = new Y.Doc()
  doc.clientID = 70_000
  doc.getText('text').insert(0, 'honest')
  doc.getText('text').format(1, 3, { bold: true })
  doc.getText('text').delete(2, 2)
  doc.getMap('map').set('key', new Y.Map([['inner', 1]]))
  const honest = Y.encodeStateAsUpdate(doc)
  for (;;) {
    const bytes = honest.slice()
    for (let n = 0; n < 2; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    if (readUpdate(bytes) !== undefined && throwsAt(bytes)) return bytes
  }
}

function throwsAt(update: Uint8Array): boolean {
  try {
    Y.applyUpdate(new Y.Doc(), update)
    return false
  } catch {
    // What was looked for.
    return true
  }
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
