// What people type in the bench: a real history (the paper arXiv:1608.03960, CC BY 4.0, or a generated one of its shape
// where the recording is absent) as Yjs updates made by a Y.Doc, one for each edit. Made once, then kept in the cache.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as Y from 'yjs'
import { paperSource, readPaper } from '../../tests/support/paper.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ligature/bench', import.meta.url))
/** Named in the file, so that an old cache is not taken for a new one. */
const VERSION = 1
/** All client ids of the bench take five bytes, so that one can be put in the place of another. */
const FIRST_CLIENT = 3_000_000_000
const CLIENT_BYTES = 5
const LOREM = 'lorem ipsum dolor sit amet '

export interface History {
  readonly client: number
  readonly updates: readonly Uint8Array[]
}

/** The first `edits` edits of the paper, typed by the n-th writer; all 259,778 unless given. */
export function historyOf(writer: number, edits = Number.POSITIVE_INFINITY): History {
  const client = clientOf(writer)
  return {
    client,
    updates: paperUpdates()
      .slice(0, edits)
      .map((update) => asClient(update, client)),
  }
}

/** A document of at least so many bytes: the finished paper, beside itself as often as it takes, each by another client. */
export function documentOf(bytes: number): Uint8Array {
  return cached(`document-${bytes}`, () => {
    const doc = new Y.Doc()
    for (const paper of papersOf(bytes)) Y.applyUpdate(doc, paper)
    return Y.encodeStateAsUpdate(doc)
  })
}

/** As many papers, each by another client, as come to so many bytes together. */
export function papersOf(bytes: number): Uint8Array[] {
  const paper = cached('paper', finishedPaper)
  return Array.from({ length: Math.ceil(bytes / paper.byteLength) }, (_, n) => asClient(paper, clientOf(1_000 + n)))
}

/** So many pastes of so many bytes each, one after the other, by the n-th writer. */
export function pastesOf(writer: number, count: number, bytes: number): History {
  const doc = new Y.Doc()
  doc.clientID = clientOf(writer)
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('text')
  const paste = LOREM.repeat(Math.ceil(bytes / LOREM.length)).slice(0, bytes)
  // At the beginning: behind each other Yjs would join them into one string, and copy all of it for each.
  for (let n = 0; n < count; n++) text.insert(0, paste)
  return { client: doc.clientID, updates }
}

const clientOf = (writer: number): number => FIRST_CLIENT + writer

function paperUpdates(): Uint8Array[] {
  const packed = cached('paper-updates', typedPaper)
  const updates: Uint8Array[] = []
  for (let at = 0; at < packed.length;) {
    const length = packed[at]! | (packed[at + 1]! << 8)
    updates.push(packed.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  return updates
}

/** Every update of the paper behind its length in two bytes. */
function typedPaper(): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientOf(0)
  const parts: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) =>
    parts.push(Buffer.from([update.byteLength & 0xff, update.byteLength >> 8]), update),
  )
  const text = doc.getText('text')
  for (const [at, deleted, inserted] of readPaper().patches)
    doc.transact(() => {
      if (deleted > 0) text.delete(at, deleted)
      if (inserted !== '') text.insert(at, inserted)
    })
  return Buffer.concat(parts)
}

function finishedPaper(): Uint8Array {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const update of paperUpdates()) Y.applyUpdate(doc, update)
  })
  return Y.encodeStateAsUpdate(doc)
}

/** The same update, by another client: its id is replaced wherever it stands. Four of its bytes are no ASCII. */
function asClient(update: Uint8Array, client: number): Uint8Array {
  const bytes = Buffer.from(update)
  const from = varUintOf(clientOf(0))
  const to = varUintOf(client)
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + CLIENT_BYTES)) to.copy(bytes, at)
  return bytes
}

function varUintOf(client: number): Buffer {
  const bytes = Buffer.alloc(CLIENT_BYTES)
  let rest = client
  for (let n = 0; n < CLIENT_BYTES; n++) {
    bytes[n] = (rest % 128) | (n < CLIENT_BYTES - 1 ? 0x80 : 0)
    rest = Math.floor(rest / 128)
  }
  return bytes
}

function cached(what: string, make: () => Uint8Array): Uint8Array {
  const file = join(CACHE, `${what}-${paperSource()}-${VERSION}.bin`)
  if (existsSync(file)) return readFileSync(file)
  const bytes = make()
  mkdirSync(CACHE, { recursive: true })
  // Two runs may make it at once.
  writeFileSync(`${file}.${process.pid}`, bytes)
  renameSync(`${file}.${process.pid}`, file)
  return bytes
}
