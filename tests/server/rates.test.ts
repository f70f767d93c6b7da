// L2: a session that sends faster than it may is read later, and nothing else happens to it: nothing is refused or lost,
// nobody else waits, and it is read again.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { Rate } from '../../server/session/rate.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

describe('a rate', () => {
  let now = 12_345
  const rate = new Rate({ framesPerSecond: 10, bytesPerSecond: 1_000 }, { elapsed: () => now })
  const count = (frames: number, bytes: number): void => {
    for (let n = 0; n < frames; n++) rate.count(bytes)
  }

  test('L2: lets a second of it come at once, asks to wait for what is more, and forgets nothing else', () => {
    count(10, 1)
    expect(rate.waitMs).toBeLessThanOrEqual(0)
    count(3, 1)
    expect(rate.waitMs).toBeCloseTo(300)
    now += 300
    expect(rate.waitMs).toBeLessThanOrEqual(0)
    now += 60_000
    count(1, 1_500)
    expect(rate.waitMs).toBeCloseTo(500)
  })

  test('L2: never asks to wait for more than 5 s, whatever came', () => {
    now += 60_000
    count(10_000, 1_000_000)
    expect(rate.waitMs).toBeCloseTo(5_000)
    now += 5_000
    expect(rate.waitMs).toBeLessThanOrEqual(0)
  })

  test('L2: without a limit there is nothing to wait for', () => {
    const free = new Rate({ framesPerSecond: Infinity, bytesPerSecond: Infinity }, { elapsed: () => now })
    for (let n = 0; n < 1_000; n++) free.count(1_000_000)
    expect(free.waitMs).toBeLessThanOrEqual(0)
  })
})

describe('a relay with rates', () => {
  let relay: TestRelay
  afterEach(async () => {
    await relay.dispose()
  })
  const startWith = async (env: Readonly<Record<string, string>>): Promise<void> => {
    relay = await TestRelay.start({ env })
  }

  /** Does it, types one more letter, and answers how long it took until that was on disk. */
  async function letterAfter(ada: FrameClient, deed: () => void): Promise<number> {
    await ada.allSaved()
    const begun = performance.now()
    deed()
    await ada.allSaved()
    ada.type('!')
    await ada.allSaved()
    return performance.now() - begun
  }

  /** Two seconds over the first one: a little less, because what came before is partly paid. */
  const LATER_MS = 1_500
  const FAR_TOO_LATE_MS = 6_000

  test.each([
    ['150 letters at 50 frames/s', { LIGATURE_RATE_FRAMES: '50' }, (ada: FrameClient) => typeLetters(ada, 150)],
    ['300 KB at 100 KB/s', { LIGATURE_RATE_BYTES: '100000' }, (ada: FrameClient) => ada.type('x'.repeat(300_000))],
    [
      '150 pings at 50 frames/s',
      { LIGATURE_RATE_FRAMES: '50' },
      (ada: FrameClient) => {
        for (let n = 0; n < 150; n++) ada.socket.ping()
      },
    ],
  ] as const)('L2: after %s the next is read two seconds later, and others do not wait', async (_, env, deed) => {
    await startWith(env)
    const ada = await FrameClient.join(relay, 'fast')
    const ben = await FrameClient.join(relay, 'fast')
    const waiting = letterAfter(ada, () => deed(ada))
    const bens = await letterAfter(ben, () => ben.type('me too'))
    const adas = await waiting
    console.info(`her letter took ${Math.round(adas)} ms, his ${Math.round(bens)} ms`)
    expect(adas).toBeGreaterThan(LATER_MS)
    expect(adas).toBeLessThan(FAR_TOO_LATE_MS)
    expect(bens).toBeLessThan(LATER_MS)
    expect([ada, ben].map((client) => [client.closeCode, client.frames('refused')])).toEqual([
      [undefined, []],
      [undefined, []],
    ])
    // And she is as quick as anybody once it is paid for.
    expect(await letterAfter(ada, () => ada.type('?'))).toBeLessThan(LATER_MS)
    for (const client of [ada, ben]) client.leave()
  })

  test('L2, R6: a socket that waits for its rate and for the disk is read when both have come round', async () => {
    await startWith({ LIGATURE_RATE_FRAMES: '40' })
    const ada = await FrameClient.join(relay, 'slow-disk')
    await ada.allSaved()
    const database = new DatabaseSync(join(relay.data, 'ligature.db'))
    database.exec('BEGIN IMMEDIATE')
    const words = 'word '.repeat(20_000)
    // 20 MB in 200 frames: the relay takes 8 MB ahead of the disk, and its rate alone lets that in only after a second.
    for (let n = 0; n < 200; n++) ada.type(words, 0)
    await until('the relay to be ahead of the disk', async () => {
      const { text } = await new RestClient(relay).ask('GET', '/metrics')
      return Number(/^ligature_bytes_received_total (\d+)$/m.exec(text)?.[1]) > 8_000_000
    })
    expect(ada.saved).toBeLessThan(ada.sent)
    database.exec('COMMIT')
    database.close()
    await ada.allSaved()
    const reader = await FrameClient.join(relay, 'slow-disk')
    expect(reader.text).toBe(ada.text)
    for (const client of [ada, reader]) client.leave()
  }, 30_000)

  test('L2: who is not read because of its rate hears at once that the document is no more', async () => {
    await startWith({ LIGATURE_RATE_FRAMES: '10' })
    const ada = await FrameClient.join(relay, 'doomed')
    typeLetters(ada, 200)
    await ada.allSaved()
    const rest = new RestClient(relay)
    await rest.trash('doomed')
    await rest.deleteForEver('doomed')
    expect(await ada.closed()).toBe(4410)
  })
})

function typeLetters(client: FrameClient, count: number): void {
  for (let n = 0; n < count; n++) client.type('x')
}
