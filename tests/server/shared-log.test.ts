// R4: when a line broke, everybody comes back at once and asks for the same rows of the log; when somebody has pasted a book,
// everybody is sent it at once. They are read, divided and framed once.
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readFrame, write } from '../../contracts/wire.ts'
import { createLog } from '../../server/log.ts'
import { piecesOf } from '../../server/room/pieces.ts'
import { SharedLog } from '../../server/session/shared-log.ts'
import type { LogRow } from '../../server/store/store.ts'
import { updateOf } from '../support/hostile-bytes.ts'

let room: { address: { document: never; part: 'text' }; head: number }
let rows: LogRow[]
let reads: number
let divided: number
/** Says what is wrong with the disk, or with the thread that divides. */
let trouble: { disk?: string; thread?: string }
let log: SharedLog
beforeEach(() => {
  room = { address: { document: 'book' as never, part: 'text' }, head: 0 }
  rows = []
  reads = 0
  divided = 0
  trouble = {}
  log = new SharedLog({
    room,
    log: createLog('silent'),
    read: async ({ after }) => {
      reads++
      if (trouble.disk !== undefined) throw new Error(trouble.disk)
      return rows.filter(({ seq }) => seq > after)
    },
    framer: {
      framesOf: async (update) => {
        divided++
        const pieces = piecesOf(update, 1_000_000).map(write.update)
        // It keeps what it is given.
        update.fill(0)
        if (trouble.thread !== undefined) throw new Error(trouble.thread)
        return pieces
      },
    },
  })
})

function add(...words: string[]): void {
  for (const each of words) rows.push({ seq: ++room.head, update: updateOf(each) })
}

/** The words of each row, as far as these frames bring them whole. */
function said(frames: readonly Uint8Array[]): string[] {
  const doc = new Y.Doc()
  for (const frame of frames) {
    const read = readFrame(frame)
    if (read.kind === 'update') Y.applyUpdate(doc, read.update)
  }
  return rows.map(({ update }) => {
    const alone = new Y.Doc()
    Y.applyUpdate(alone, update)
    const words = alone.getText('text').toString()
    return doc.getText('text').toString().includes(words) ? words : ''
  })
}

test('R4: who asks for the same rows between two commits shares them; a commit, another place and a failure begin anew', async () => {
  add('one', 'two')
  const [first, second] = await Promise.all([log.get(0), log.get(0)])
  expect([first?.to, first?.frames.length, first?.large]).toEqual([2, 2, false])
  expect(second!.frames).toBe(first!.frames)
  expect((await log.get(0))!.frames).toBe(first!.frames)
  expect(reads).toBe(1)
  expect((await log.get(1))!.frames).toEqual(first!.frames.slice(1))
  expect(await log.get(2)).toBeUndefined()
  await log.get(0)
  add('three')
  expect((await log.get(0))?.to).toBe(3)
  trouble.disk = 'the disk cannot be read just now'
  await expect(log.get(1)).rejects.toThrow('just now')
  trouble = {}
  expect((await log.get(1))?.to).toBe(3)
})

test('R5: a log that does not begin there any more is none', async () => {
  add('one', 'two', 'three')
  rows.splice(0, 2)
  expect(await log.get(0)).toBeUndefined()
  expect((await log.get(2))?.to).toBe(3)
})

const book = 'a whole book, '.repeat(180_000)

test('R4, F7: of a row above a megabyte the pieces stand among the others in their order, cut once for all', async () => {
  add('before', book, 'behind')
  const pages = await Promise.all(Array.from({ length: 20 }, () => log.get(0)))
  const [page] = pages
  expect(pages.every((each) => each!.frames === page!.frames)).toBe(true)
  expect([reads, divided, page!.to, page!.large]).toEqual([1, 1, 3, true])
  expect(page!.frames.length).toBeGreaterThanOrEqual(5)
  expect(page!.frames.every(({ byteLength }) => byteLength < 1_500_000)).toBe(true)
  expect(said(page!.frames.slice(0, 1))).toEqual(['before', '', ''])
  expect(said(page!.frames.slice(0, -1)).map(({ length }) => length)).toEqual([6, book.length, 0])
  expect(said(page!.frames).map(({ length }) => length)).toEqual([6, book.length, 6])
})

test('R4: a row above a megabyte is not cut again for those who ask a little later, whatever was written meanwhile', async () => {
  add('before', book)
  const first = await log.get(0)
  add('behind')
  trouble.disk = 'the disk cannot be read just now'
  await expect(log.get(0)).rejects.toThrow('just now')
  trouble = {}
  const [second, third] = await Promise.all([log.get(0), log.get(1)])
  expect(divided).toBe(1)
  const pieces = first!.frames.slice(1)
  for (const [at, piece] of pieces.entries()) {
    expect(second!.frames[at + 1]).toBe(piece)
    expect(third!.frames[at]).toBe(piece)
  }
  expect([second!.frames.length, third!.frames.length]).toEqual([pieces.length + 2, pieces.length + 1])
  log.sweep()
  add('and more')
  expect((await log.get(0))!.frames.length).toBe(pieces.length + 3)
  expect(divided).toBe(1)
  // Nobody asks for a while.
  for (let n = 0; n < 2; n++) log.sweep()
  add('and still more')
  expect((await log.get(0))!.frames.length).toBe(pieces.length + 4)
  expect(divided).toBe(2)
})

test('R4: what cannot be divided is sent in one', async () => {
  add('before', book, 'behind')
  trouble.thread = 'the thread ended before it answered'
  const page = await log.get(0)
  expect(page!.frames.length).toBe(3)
  expect(said(page!.frames).map(({ length }) => length)).toEqual([6, book.length, 6])
  trouble = {}
  expect((await log.get(1))!.frames.length).toBeGreaterThan(3)
})
