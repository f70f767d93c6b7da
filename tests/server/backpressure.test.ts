// R6, R12: what a slow reader, a writer faster than the disk, and documents nobody reads any more cost the relay.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const MEGABYTE = 1_000_000
const WORDS = 'word '.repeat(10_000)

let relay: TestRelay
beforeEach(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_LOG: 'debug' } })
})
afterEach(async () => {
  await relay.dispose()
})

/** Writes so many bytes, never more than one update ahead of the disk. */
async function write(writer: FrameClient, bytes: number): Promise<void> {
  for (let written = 0; written < bytes; written += WORDS.length) {
    writer.type(WORDS, 0)
    await writer.allSaved()
  }
}

test(
  'R6: a reader that stops is put before no more commits, others hear everything, and it is whole after it resumes',
  { timeout: 60_000 },
  async () => {
    const writer = await FrameClient.join(relay, 'slow')
    const other = await FrameClient.join(relay, 'slow')
    const slow = await FrameClient.join(relay, 'slow')
    await write(writer, MEGABYTE)
    await until('the slow one to keep up at first', () => slow.text === writer.text)
    slow.socket.pause()
    await write(writer, 30 * MEGABYTE)
    await until('the other to have heard it all', () => other.text.length === writer.text.length, 30_000)
    slow.socket.resume()
    await until('the slow one to have it all', () => slow.text === writer.text, 30_000)
    const heads = slow.frames('head').map(({ seq }) => seq)
    expect(heads).toEqual(heads.toSorted((a, b) => a - b))
    // Not every commit was put before it: it read the log instead.
    expect(heads.length).toBeLessThan(other.frames('head').length)
  },
)

test(
  'R6: a writer faster than the disk is not read, and nothing of what it sends is lost',
  { timeout: 60_000 },
  async () => {
    const writer = await FrameClient.join(relay, 'fast')
    await writer.allSaved()
    const database = databaseOf(relay.data)
    database.exec('BEGIN IMMEDIATE')
    for (let n = 0; n < 800; n++) writer.type(WORDS, 0)
    // 40 MB were sent; the relay takes 8 and leaves the rest on the wire.
    await until('the wire to be full', () => writer.socket.bufferedAmount > 10 * MEGABYTE)
    database.exec('COMMIT')
    database.close()
    await until('everything to be saved', () => writer.saved === writer.sent, 30_000)
    const reader = await FrameClient.join(relay, 'fast')
    expect(reader.text).toBe(writer.text)
  },
)

test('R12: a room nobody is in is dropped, and opens again with its text', { timeout: 60_000 }, async () => {
  const ada = await FrameClient.join(relay, 'idle')
  ada.type('still here')
  await ada.allSaved()
  ada.leave()
  await until(
    'the room to be dropped',
    () => relay.log.some(({ msg, document }) => msg === 'room dropped' && document === 'idle'),
    30_000,
  )
  const ben = await FrameClient.join(relay, 'idle')
  expect(ben.text).toBe('still here')
})
