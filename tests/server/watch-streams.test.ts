// K7, R9: of documents that are looked at one by one, a slow one keeps nobody waiting but those who watch it; and nobody hears what they
// may not hear by the time it is known.
import { expect, test } from 'vitest'
import type { DocumentId } from '../../contracts/ids.ts'
import { Refused } from '../../server/errors.ts'
import { WatchStreams } from '../../server/events/watch-streams.ts'
import { documentId } from '../adapters/store-acceptance.ts'
import { VirtualClock } from '../faults/simulator/virtual-clock.ts'

const GUEST = { kind: 'guest', id: 'guest' } as const
const [GARDEN, LARGE] = [documentId('garden'), documentId('large')]

function stage() {
  const time = new VirtualClock(() => 0)
  const { clock } = time.life()
  const words = new Map<DocumentId, readonly string[]>()
  const refused = new Set<DocumentId>()
  let slow = Promise.withResolvers<void>()
  slow.resolve()
  const streams = new WatchStreams<readonly string[]>({
    mayRead: async (_, id) => {
      if (refused.has(id)) throw new Refused('forbidden', `not ${id}`)
    },
    look: async (ids) => {
      if (ids.includes(LARGE)) await slow.promise
      return ids.map((id) => ({ news: words.get(id) ?? [] }))
    },
    together: false,
    follow: () => undefined,
    clock,
    takePlace: () => () => undefined,
  })
  const open = (id: DocumentId) =>
    streams.open(id, {
      request: {} as never,
      principal: GUEST,
      identify: async () => GUEST,
      gone: new AbortController().signal,
      hangUp: () => undefined,
    })
  /** A tick of each second. */
  const pass = async (seconds: number): Promise<void> => {
    for (let n = 0; n < seconds; n++) {
      streams.tick()
      await time.runUntil(time.at + 1_000)
    }
  }
  return {
    words,
    refused,
    open,
    slowDown: () => (slow = Promise.withResolvers()),
    pass,
    /** Within ten seconds. */
    comes: async (stream: Awaited<ReturnType<typeof open>>): Promise<unknown> => {
      let heard: unknown = 'nothing'
      void stream.next().then(({ value }) => (heard = value))
      for (let seconds = 0; seconds < 10 && heard === 'nothing'; seconds++) await pass(1)
      return heard
    },
  }
}

test('K7, R9: while one document is slow, others are told, and refused, as ever', async () => {
  const { words, refused, open, slowDown, pass, comes } = stage()
  const [large, garden] = [await open(LARGE), await open(GARDEN)]
  for (const stream of [large, garden]) expect((await stream.next()).value).toEqual({ news: [] })
  slowDown()
  await pass(1)
  words.set(GARDEN, ['Beans?'])
  expect(await comes(garden)).toEqual({ news: ['Beans?'] })
  refused.add(GARDEN)
  expect(await comes(garden)).toMatchObject({ refused: { code: 'forbidden' } })
})

test('R9: who may not read any more when a slow look is done hears nothing of it', async () => {
  const { words, refused, open, slowDown, pass } = stage()
  const large = await open(LARGE)
  await large.next()
  const slow = slowDown()
  await pass(1)
  words.set(LARGE, ['Secret'])
  refused.add(LARGE)
  slow.resolve()
  await pass(1)
  expect((await large.next()).value).toMatchObject({ refused: { code: 'forbidden' } })
})
