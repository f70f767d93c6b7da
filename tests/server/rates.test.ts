// L2: a session that sends faster than it may is read later, and nothing else happens to it: nothing is refused or lost,
// nobody else waits, and it is read again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../server/clock.ts'
import { Rate } from '../../server/session/rate.ts'
import { databaseOf } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

describe('a rate', () => {
  let now: number
  let due: { readonly at: number; readonly wake: () => void } | undefined
  let over: number
  let exceeded: number
  let waitedMs: number
  const clock: Pick<Clock, 'elapsed' | 'after'> = {
    elapsed: () => now,
    after: (ms, wake) => {
      due = { at: now + ms, wake }
      return () => (due = undefined)
    },
  }
  beforeEach(() => {
    now = 12_345
    over = exceeded = waitedMs = 0
    due = undefined
  })
  const rateOf = (framesPerSecond: number, bytesPerSecond: number): Rate =>
    new Rate({ framesPerSecond, bytesPerSecond }, clock, {
      exceeded: () => exceeded++,
      over: (ms) => {
        over++
        waitedMs += ms
      },
    })

  function count(rate: Rate, frames: number, bytes = 1): void {
    for (let n = 0; n < frames; n++) rate.count(bytes)
  }

  /** Time goes by; whoever waits is woken when it is time, and a millisecond early. */
  function pass(ms: number): void {
    const until = now + ms
    while (due !== undefined && due.at - 1 <= until) {
      const { at, wake } = due
      due = undefined
      now = Math.max(now, at - 1)
      if (at > now) now += 0.6
      wake()
    }
    now = until
  }

  test('L2: many small parts cost as many bytes as they take to read, and no more than the longest wait', () => {
    const rate = rateOf(Infinity, 32_000)
    rate.count(2)
    rate.countParts(990)
    expect(rate.exceeded).toBe(false)
    rate.countParts(1_000)
    pass(970)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: true, over: 0 })
    pass(30)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: false, over: 1 })
    rate.countParts(1_000_000)
    pass(5_010)
    expect(rate.exceeded).toBe(false)
    const free = rateOf(Infinity, Infinity)
    free.countParts(1_000_000)
    expect(free.exceeded).toBe(false)
  })

  test('L2: lets a second of it come at once, is exceeded by what is more, and over when that is paid for', () => {
    const rate = rateOf(10, 1_000)
    count(rate, 10)
    expect(rate.exceeded).toBe(false)
    count(rate, 3)
    pass(295)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: true, over: 0 })
    pass(10)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: false, over: 1 })
    pass(60_000)
    count(rate, 1, 1_500)
    pass(495)
    expect(rate.exceeded).toBe(true)
    pass(10)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: false, over: 2 })
    // Each of the two was told of once, and how long it was.
    expect({ exceeded, waitedMs: Math.round(waitedMs / 10) * 10 }).toEqual({ exceeded: 2, waitedMs: 800 })
  })

  test('L2: what comes while it is exceeded is paid for too, and it is over once', () => {
    const rate = rateOf(10, Infinity)
    count(rate, 12)
    pass(100)
    count(rate, 10)
    pass(1_095)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: true, over: 0 })
    pass(10)
    expect({ exceeded: rate.exceeded, over }).toEqual({ exceeded: false, over: 1 })
    expect({ exceeded, waitedMs: Math.round(waitedMs / 10) * 10 }).toEqual({ exceeded: 1, waitedMs: 1_200 })
  })

  test('L2: no wait is longer than 5 s, whatever came', () => {
    const rate = rateOf(10, 1_000)
    count(rate, 10_000, 1_000_000)
    pass(4_995)
    expect(rate.exceeded).toBe(true)
    pass(10)
    expect(rate.exceeded).toBe(false)
  })

  test('L2: without a limit it is never exceeded, and closed it is over, and wakes nobody later', () => {
    const free = rateOf(Infinity, Infinity)
    count(free, 1_000, 1_000_000)
    expect(free.exceeded).toBe(false)
    const closed = rateOf(10, Infinity)
    count(closed, 100)
    pass(1_000)
    closed.close()
    closed.close()
    expect({ over, waitedMs }).toEqual({ over: 1, waitedMs: 1_000 })
    pass(60_000)
    expect(over).toBe(1)
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
  async function letterAfter(ada: FrameClient, deed: () => void | Promise<void>): Promise<number> {
    await ada.allSaved()
    const begun = performance.now()
    await deed()
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
      async (ada: FrameClient) => {
        let pongs = 0
        ada.socket.on('pong', () => pongs++)
        // Few at a time: ws hangs up on one who does not wait for the answers.
        for (let n = 1; n <= 150; n++) {
          ada.socket.ping()
          if (n % 10 === 0) await until('every pong', () => pongs === n)
        }
      },
    ],
  ] as const)('L2: after %s the next is read two seconds later, and others do not wait', async (_, env, deed) => {
    await startWith(env)
    const ada = await FrameClient.join(relay, 'fast')
    const ben = await FrameClient.join(relay, 'fast')
    const waiting = letterAfter(ada, () => deed(ada))
    const his = letterAfter(ben, () => ben.type('me too'))
    const first = await Promise.race([waiting.then(() => 'hers'), his.then(() => 'his')])
    const [adas, bens] = [await waiting, await his]
    console.info(`her letter took ${Math.round(adas)} ms, his ${Math.round(bens)} ms`)
    expect(adas).toBeGreaterThan(LATER_MS)
    expect(adas).toBeLessThan(FAR_TOO_LATE_MS)
    expect(first).toBe('his')
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
    const database = databaseOf(relay.data)
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
    await until('her to be over her rate', () => ada.saved > 12)
    const rest = new RestClient(relay)
    await rest.trash('doomed')
    await rest.deleteForEver('doomed')
    expect(await ada.closed()).toBe(4410)
  })
})

function typeLetters(client: FrameClient, count: number): void {
  for (let n = 0; n < count; n++) client.type('x')
}
