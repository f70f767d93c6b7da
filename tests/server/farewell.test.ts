// R11: of thousands of sessions of a relay that is going, a few come to the others at a time. Time is a list of what is waited for.
import { expect, test } from 'vitest'
import { type Leaving, sayFarewell } from '../../server/session/farewell.ts'

/** Everybody's session, and who was told what. */
class Hall {
  readonly toldMs: number[] = []
  readonly closedAtMs: number[] = []
  #nowMs = 0
  readonly #sessions: Leaving[] = []

  with(count: number, extended: boolean): this {
    for (let n = 0; n < count; n++)
      this.#sessions.push({
        extended,
        goaway: (afterMs) => void this.toldMs.push(afterMs),
        end: (code) => {
          expect([code, extended]).toEqual([4503, false])
          this.closedAtMs.push(this.#nowMs)
        },
      })
    return this
  }

  async empty(): Promise<void> {
    const waiting: { readonly atMs: number; readonly wake: () => void }[] = []
    let chances = 0
    const told = sayFarewell(this.#sessions, {
      // Evenly, as chance is in the long run.
      random: () => (chances++ % 500) / 500,
      after: (atMs, wake) => {
        waiting.push({ atMs, wake })
        return () => undefined
      },
    })
    for (const { atMs, wake } of waiting.sort((one, other) => one.atMs - other.atMs)) {
      this.#nowMs = atMs
      wake()
    }
    await told
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
  expect(hall.closedAtMs).toEqual([])
  expect(hall.toldMs).toHaveLength(count)
  const last = Math.max(...hall.toldMs)
  expect(last).toBeLessThanOrEqual(withinMs)
  if (count > 1) expect(last).toBeGreaterThan(withinMs * 0.9)
})

test('R11: a stock client alone is closed at once, and many one after another', async () => {
  const alone = new Hall().with(1, false)
  await alone.empty()
  expect(alone.closedAtMs).toEqual([0])
  const many = new Hall().with(1_000, false).with(1_000, true)
  await many.empty()
  expect([many.closedAtMs.length, many.toldMs.length]).toEqual([1_000, 1_000])
  // Whoever has no word for it counts too: they all go to the same relays.
  expect(Math.max(...many.toldMs)).toBeGreaterThan(3_900)
  for (const second of [0, 1]) {
    const within = many.closedAtMs.filter((atMs) => Math.floor(atMs / 1_000) === second)
    expect(within).toHaveLength(500)
  }
})

test('R11: however many stock clients there are, they are closed before a shutdown is cut off', async () => {
  const hall = new Hall().with(20_000, false)
  await hall.empty()
  expect(hall.closedAtMs).toHaveLength(20_000)
  expect(Math.max(...hall.closedAtMs)).toBeLessThanOrEqual(4_000)
})
