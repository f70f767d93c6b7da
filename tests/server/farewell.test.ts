// R11: of thousands of sessions of a relay that is going, a few come to the others at a time. Time is a list of what is waited for.
import { expect, test } from 'vitest'
import { type Leaving, sayFarewell } from '../../server/session/farewell.ts'

/** Everybody's session, and who was told what. */
class Hall {
  readonly toldMs: number[] = []
  closed = 0
  /** How many were closed when it was waited, each time. */
  readonly closedBefore: number[] = []
  waitedMs = 0
  readonly #sessions: Leaving[] = []

  with(count: number, extended: boolean): this {
    for (let n = 0; n < count; n++)
      this.#sessions.push({
        extended,
        goaway: (afterMs) => void this.toldMs.push(afterMs),
        end: (code) => {
          expect([code, extended]).toEqual([4503, false])
          this.closed++
        },
      })
    return this
  }

  async empty(): Promise<void> {
    let told = 0
    await sayFarewell(this.#sessions, {
      // Evenly, as chance is in the long run.
      random: () => (told++ % 500) / 500,
      after: (ms, wake) => {
        this.closedBefore.push(this.closed)
        this.waitedMs += ms
        queueMicrotask(wake)
        return () => undefined
      },
    })
  }
}

test.each([
  [1, 2_000],
  [500, 2_000],
  [5_000, 10_000],
  [40_000, 30_000],
])('R11: %d clients are asked to come back within %d ms, at once', async (count, withinMs) => {
  const hall = new Hall().with(count, true)
  await hall.empty()
  expect(hall.waitedMs).toBe(0)
  expect(hall.toldMs).toHaveLength(count)
  const last = Math.max(...hall.toldMs)
  expect(last).toBeLessThanOrEqual(withinMs)
  if (count > 1) expect(last).toBeGreaterThan(withinMs * 0.9)
})

test('R11: a stock client alone is closed at once, and of many, few at a time', async () => {
  const alone = new Hall().with(1, false)
  await alone.empty()
  expect([alone.closed, alone.waitedMs]).toEqual([1, 0])
  const many = new Hall().with(1_000, false).with(1_000, true)
  await many.empty()
  expect([many.closed, many.toldMs.length]).toEqual([1_000, 1_000])
  // Whoever has no word for it counts too: they all go to the same relays.
  expect(Math.max(...many.toldMs)).toBeGreaterThan(3_900)
  const perSecond = many.closed / (many.waitedMs / 1_000)
  expect(perSecond).toBeGreaterThan(480)
  expect(perSecond).toBeLessThan(520)
  expect(many.closedBefore.every((closed, nth) => closed === 10 * (nth + 1))).toBe(true)
})

test('R11: however many stock clients there are, they are closed before a shutdown is cut off', async () => {
  const hall = new Hall().with(50_000, false)
  await hall.empty()
  expect(hall.closed).toBe(50_000)
  expect(hall.waitedMs).toBeLessThanOrEqual(4_000)
})
