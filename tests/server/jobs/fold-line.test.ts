// R7: a fold is cut off for what it works, not for what a busy machine lets it wait.
import { expect, onTestFinished, test } from 'vitest'
import { FoldLine } from '../../../server/jobs/fold-line.ts'
import type { FoldAnswer, FoldRequest, StartFoldThread } from '../../../server/jobs/fold-messages.ts'
import { foldThread } from '../../../server/jobs/fold-thread.ts'
import { createLog } from '../../../server/log.ts'
import { slowToFold } from '../../support/hostile-bytes.ts'
import { until } from '../../support/until.ts'

const LONGEST_MS = 1_000

/** A line whose worker answers when it is told to, has worked as long as it is told to, and whose time is the story's. */
class Stand {
  readonly line: FoldLine
  workedMs = 0
  ended = false
  #now = 0
  #timers: { readonly at: number; readonly wake: () => void }[] = []
  #heard!: (answer: FoldAnswer) => void
  #asked: FoldRequest | undefined

  constructor({ tellsWork = true } = {}) {
    const start: StartFoldThread = (heard) => {
      this.#heard = heard
      return {
        post: (request) => (this.#asked = request),
        end: () => (this.ended = true),
        ...(tellsWork && { cpuMs: async () => await Promise.resolve(this.workedMs) }),
      }
    }
    this.line = new FoldLine({ start, clock: this.#clock(), longestMs: LONGEST_MS })
  }

  /** Asks for a fold of nothing. */
  async begin(): Promise<{ readonly outcome: Promise<string> }> {
    const outcome = this.line
      .fold(async () => await Promise.resolve({ kind: 'snapshot' }))
      .then(
        () => 'folded',
        (error: unknown) => String(error),
      )
    this.#asked = undefined
    await until('the worker to be asked', () => this.#asked !== undefined)
    return { outcome }
  }

  answer(): void {
    this.#heard({ fold: this.#asked!.fold, ok: true, values: [], bad: [] })
  }

  /** Second by second, so that what is looked at then is looked at. */
  async pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      this.#now += 1_000
      const due = this.#timers.filter(({ at }) => at <= this.#now)
      this.#timers = this.#timers.filter(({ at }) => at > this.#now)
      for (const { wake } of due) wake()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #clock(): ConstructorParameters<typeof FoldLine>[0]['clock'] {
    const never = (): never => {
      throw new Error('the line does not ask this')
    }
    return {
      elapsed: () => this.#now,
      after: (ms, wake) => {
        const timer = { at: this.#now + ms, wake }
        this.#timers.push(timer)
        return () => void (this.#timers = this.#timers.filter((each) => each !== timer))
      },
      now: never,
      every: never,
      soon: never,
      random: never,
    }
  }
}

const CUT_OFF = 'Unavailable: a fold that takes more than 1 s is cut off'

test('one that gets nothing of a busy machine is not cut off, and is answered', async () => {
  const stand = new Stand()
  stand.workedMs = 70_000
  const { outcome } = await stand.begin()
  stand.workedMs += 900
  await stand.pass(9)
  expect(stand.ended).toBe(false)
  stand.answer()
  expect(await outcome).toBe('folded')
  // What it has worked is not the next one's.
  stand.workedMs += 10_000
  await stand.begin()
  stand.workedMs += 900
  await stand.pass(4)
  expect(stand.ended).toBe(false)
})

test('one that works for too long is, also when it has stood before', async () => {
  const stand = new Stand()
  const { outcome } = await stand.begin()
  await stand.pass(5)
  expect(stand.ended).toBe(false)
  stand.workedMs = LONGEST_MS
  await stand.pass(1)
  expect(await outcome).toBe(CUT_OFF)
  expect(stand.ended).toBe(true)
})

test('others do not wait for ever behind one that stands', async () => {
  const stand = new Stand()
  const { outcome } = await stand.begin()
  await stand.pass(10)
  expect(await outcome).toBe(CUT_OFF)
})

test('where nobody can tell what it has worked, all time counts', async () => {
  const stand = new Stand({ tellsWork: false })
  const { outcome } = await stand.begin()
  await stand.pass(1)
  expect(await outcome).toBe(CUT_OFF)
})

test('R12: one that has nothing to do for 5 s is ended, and not before', async () => {
  const stand = new Stand()
  const folded = async (): Promise<void> => {
    const { outcome } = await stand.begin()
    stand.answer()
    await outcome
  }
  await folded()
  await stand.pass(4)
  await folded()
  await stand.pass(4)
  expect(stand.ended).toBe(false)
  await stand.pass(1)
  expect(stand.ended).toBe(true)
})

test('a real worker tells what it has worked while it works, and nothing when it is gone', async () => {
  const gone = Promise.withResolvers<void>()
  const file = new URL('../../../server/jobs/fold-worker.ts', import.meta.url)
  const thread = foldThread(file, createLog('silent'))(
    () => undefined,
    () => gone.resolve(),
  )
  onTestFinished(() => thread.end())
  thread.post({ kind: 'add', fold: 1, rows: [{ seq: 1, update: slowToFold(40_000) }] })
  await until('it to have worked', async () => (await thread.cpuMs!()) > 1_000)
  thread.end()
  await gone.promise
  expect(await thread.cpuMs!()).toBe(0)
})

test.each(['fold-worker.ts', 'projection-worker.ts'])('%s says that it has begun, before it answers', async (name) => {
  const answered = Promise.withResolvers<string>()
  const start = foldThread(new URL(`../../../server/jobs/${name}`, import.meta.url), createLog('silent'))
  const thread = start(
    () => answered.resolve('answered'),
    () => answered.reject(new Error('it is gone')),
  )
  onTestFinished(() => thread.end())
  const kind = name === 'fold-worker.ts' ? 'snapshot' : 'projection'
  thread.post({ kind, fold: 1 })
  expect(await Promise.race([thread.begun!.then(() => 'begun'), answered.promise])).toBe('begun')
  await answered.promise
})
