// The pace of commits: what a few people type is committed at once; under load commits keep apart, and take along what came
// meanwhile. The store here only notes what it is asked, on a clock that the test moves.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { machineClock } from '../../../server/clock.ts'
import { createLog } from '../../../server/log.ts'
import { Committer, type Committing } from '../../../server/room/committer.ts'
import type { AppendGroup } from '../../../server/store/store.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/**
 * Types one update every so many milliseconds into a document that so many have open, and answers when each commit began and how
 * many updates it had.
 */
async function commitsOf(
  updates: number,
  everyMs: number,
  people: number,
): Promise<readonly { at: number; updates: number }[]> {
  const commits: { at: number; updates: number }[] = []
  const start = performance.now()
  const store = {
    append: async (groups: readonly AppendGroup[]) => {
      commits.push({ at: performance.now() - start, updates: groups[0]!.entries.length })
      return groups.map(() => ({ kind: 'appended', firstSeq: 1, head: 1 }) as const)
    },
  }
  const committer = new Committer(store, machineClock, createLog('silent'), () => undefined)
  let queued = 0
  const address = { document: 'minutes' as DocumentId, part: 'text' as const }
  const room: Committing = {
    address,
    members: { size: people },
    takeQueued: () => {
      const entries = Array.from({ length: queued }, () => ({ update: new Uint8Array(1), author: 'ada', at: 0 }))
      queued = 0
      return { address, epoch: 'e' as Epoch, entries }
    },
    settle: () => undefined,
  }
  for (let nth = 0; nth < updates; nth++) {
    queued++
    committer.request(room)
    await vi.advanceTimersByTimeAsync(everyMs)
  }
  await vi.advanceTimersByTimeAsync(1_000)
  return commits
}

test('fifty updates a second are each committed at once, however many hear of them', async () => {
  const commits = await commitsOf(100, 20, 1_000)
  expect(commits).toHaveLength(100)
  for (const [nth, { at }] of commits.entries()) expect(at - nth * 20).toBeLessThan(2)
})

test('a hundred a second are each committed at once where a few hear of them', async () => {
  const commits = await commitsOf(200, 10, 5)
  expect(commits).toHaveLength(200)
  for (const [nth, { at }] of commits.entries()) expect(at - nth * 10).toBeLessThan(2)
})

test('a thousand a second that many hear of keep a pace, nothing waits longer than it, and nothing is left over', async () => {
  const commits = await commitsOf(2_000, 1, 50)
  expect(commits.reduce((sum, { updates }) => sum + updates, 0)).toBe(2_000)
  expect(commits.length).toBeLessThan(2_000 / 12)
  expect(commits.length).toBeGreaterThan(2_000 / 20)
  const late = commits.slice(20)
  for (const [nth, { at }] of late.entries()) if (nth > 0) expect(at - late[nth - 1]!.at).toBeLessThanOrEqual(20)
})

test.each([0, 1, 2, 3, 4, 5, 6])('whoever asks %i turns after the last was settled is not forgotten', async (turns) => {
  let commits = 0
  const store = {
    append: async (groups: readonly AppendGroup[]) => {
      commits++
      return groups.map(() => ({ kind: 'appended', firstSeq: 1, head: 1 }) as const)
    },
  }
  const committer = new Committer(store, machineClock, createLog('silent'), () => undefined)
  const address = { document: 'asks-again' as DocumentId, part: 'text' as const }
  const askLater = async (): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    committer.request(room)
  }
  const room: Committing = {
    address,
    members: { size: 1 },
    takeQueued: () => ({ address, epoch: 'e' as Epoch, entries: [] }),
    settle: () => void (commits === 1 && askLater()),
  }
  committer.request(room)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(commits).toBe(2)
  await committer.idle()
})
