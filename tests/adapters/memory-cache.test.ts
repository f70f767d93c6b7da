// The acceptance suite on a relay's own memory, and its bounds.
import { beforeEach, describe, expect, test } from 'vitest'
import { KEPT_MS } from '../../server/cache/cache.ts'
import { MemoryCache } from '../../server/cache/memory.ts'
import { VirtualClock } from '../faults/simulator/virtual-clock.ts'
import { testsOfCache } from './cache-acceptance.ts'

let time: VirtualClock
let cache: MemoryCache
beforeEach(() => {
  time = new VirtualClock(() => 0)
  cache = new MemoryCache({ clock: time.life().clock })
})

const pass = (ms: number): Promise<void> => time.runUntil(time.at + ms)

async function keep(key: string, value: string, into = cache): Promise<void> {
  const found = await into.look(key)
  if (found.kind === 'lease') await into.fill(key, found.lease, value)
}

describe('acceptance', () =>
  testsOfCache({
    get one() {
      return cache
    },
    get other() {
      return cache
    },
    pass,
  }))

test('R6: it holds so many entries and no more; the oldest go first', async () => {
  const small = new MemoryCache({ clock: time.life().clock, maxEntries: 3 })
  for (const key of ['a', 'b', 'c', 'd']) await keep(key, `"${key}"`, small)
  for (const key of ['b', 'c', 'd']) expect(await small.look(key)).toEqual({ kind: 'kept', value: `"${key}"` })
  expect(await small.look('a')).toMatchObject({ kind: 'lease', mine: true })
})

test('R6: it holds so many bytes and no more, also when a lease is filled with more than that', async () => {
  const small = new MemoryCache({ clock: time.life().clock, maxBytes: 2_000 })
  await keep('a', 'x'.repeat(400), small)
  await keep('b', 'x'.repeat(400), small)
  expect(await small.look('a')).toMatchObject({ kind: 'kept' })
  await keep('c', 'x'.repeat(400), small)
  expect(await small.look('b')).toMatchObject({ kind: 'kept' })
  expect(await small.look('a')).toMatchObject({ kind: 'lease', mine: true })
  await keep('d', 'x'.repeat(1_500), small)
  for (const key of ['a', 'b', 'c', 'd']) {
    expect(await small.look(key)).toMatchObject({ kind: 'lease', mine: true })
    await small.invalidate([key])
  }
  // Whatever was counted went with what it was counted for.
  await keep('a', 'x'.repeat(400), small)
  await keep('b', 'x'.repeat(400), small)
  expect(await small.look('a')).toMatchObject({ kind: 'kept' })
  await pass(KEPT_MS)
  for (const key of ['e', 'f']) await keep(key, 'x'.repeat(400), small)
  expect(await small.look('e')).toMatchObject({ kind: 'kept' })
})
