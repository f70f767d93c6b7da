// G3, G5: what one who watches costs, and how often they are told. The network is the test, which takes when it likes.
import { expect, test } from 'vitest'
import type { DocumentId } from '../../contracts/ids.ts'
import type { PersonPresent } from '../../contracts/people.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { Refused, Unavailable } from '../../server/errors.ts'
import { Counts } from '../../server/events/counts.ts'
import type { Told } from '../../server/events/watch-stream.ts'
import { WatchStreams } from '../../server/events/watch-streams.ts'
import { documentId } from '../adapters/store-acceptance.ts'
import { VirtualClock } from '../faults/simulator/virtual-clock.ts'

const GUEST = { kind: 'guest', id: 'guest' } as const
const GARDEN = documentId('garden')
const ada: PersonPresent = { client: 1, user: { name: 'Ada', color: '#1a6b5c' } }

/** One relay's streams, with nobody but the test to move time and people. */
function stage() {
  const time = new VirtualClock(() => 0)
  const { clock } = time.life()
  const counts = new Counts({ bus: new LocalBus(), clock })
  const people = new Map<DocumentId, readonly PersonPresent[]>()
  const asked: (readonly DocumentId[])[] = []
  let failure: Error | undefined
  let places = 2
  const mayRead = async (): Promise<void> => {
    if (failure !== undefined) throw failure
  }
  const look = async (ids: readonly DocumentId[]) => {
    asked.push(ids)
    return ids.map((id) => ({ news: people.get(id) ?? [] }))
  }
  const follow: Counts['follow'] = (changed) => counts.follow(changed)
  const takePlace = (): (() => void) | undefined => {
    if (places === 0) return undefined
    places--
    return () => places++
  }
  const streams = new WatchStreams({ mayRead, look, together: true, follow, clock, takePlace })
  return {
    streams,
    asked,
    wait: (ms: number) => time.runUntil(time.at + ms),
    fails: (cause: Error | undefined) => (failure = cause),
    come: (id: DocumentId, ...present: readonly PersonPresent[]) => {
      people.set(id, present)
      counts.note(id, present.length)
    },
    open: async (id: DocumentId = GARDEN) => {
      const gone = new AbortController()
      const hungUp: true[] = []
      const watcher = {
        request: {} as never,
        principal: GUEST,
        identify: async () => GUEST,
        gone: gone.signal,
        hangUp: () => void hungUp.push(true),
      }
      return { stream: await streams.open(id, watcher), gone, hungUp }
    },
  }
}

const named = ({ value }: IteratorResult<Told<readonly PersonPresent[]>, undefined>): unknown =>
  value !== undefined && 'news' in value ? value.news.map(({ user }) => user?.name) : value

test('G5: who takes nothing has the latest waiting and nothing more, and is hung up on after a minute', async () => {
  const { streams, open, come, wait } = stage()
  const { stream, hungUp } = await open()
  expect(named(await stream.next())).toEqual([])
  for (let nth = 0; nth < 50; nth++) {
    come(GARDEN, ada, { client: 2 + nth, user: { name: `Ben ${nth}`, color: '#1a6b5c' } })
    come(GARDEN, ada)
    come(GARDEN, ada, { client: 2 + nth, user: { name: `Ben ${nth}`, color: '#1a6b5c' } })
    await wait(500)
  }
  for (let beat = 0; beat < 5; beat++) streams.beat()
  expect(hungUp).toEqual([])
  streams.beat()
  expect(hungUp).toEqual([true])
  expect(named(await stream.next())).toEqual(['Ada', 'Ben 49'])
  // One who waits for news takes what there is, and is told nothing twice.
  const next = stream.next()
  for (let beat = 0; beat < 20; beat++) streams.beat()
  streams.tick()
  await wait(1_000)
  expect(hungUp).toEqual([true])
  come(GARDEN, ada)
  await wait(1_000)
  expect(named(await next)).toEqual(['Ada'])
})

test('G3: many changes are one look, all who watch are one question, and where nobody watches nothing is asked', async () => {
  const { streams, open, come, wait, asked } = stage()
  come(GARDEN, ada)
  streams.tick()
  await wait(1_000)
  expect(asked).toEqual([])
  const [one, other] = [await open(), await open(documentId('kitchen'))]
  asked.length = 0
  for (let nth = 0; nth < 100; nth++) {
    come(GARDEN, ...Array.from({ length: 1 + (nth % 7) }, (_, client) => ({ client, user: null })))
    come(documentId('elsewhere'), ...Array.from({ length: 1 + (nth % 7) }, (_, client) => ({ client, user: null })))
    await wait(10)
  }
  // At the beginning, after half a second, and after a second.
  expect(asked.length).toBeLessThanOrEqual(3)
  expect(new Set(asked.map((ids) => ids.join()))).toEqual(new Set(['garden,kitchen']))
  for (const { gone } of [one, other]) gone.abort()
  expect(streams.size).toBe(0)
})

test('G4: a reader who waits is told why it ends, one who was told something else is told only that, and places are given back', async () => {
  const { streams, open, come, wait, fails } = stage()
  const [waiting, slow] = [await open(), await open()]
  await waiting.stream.next()
  come(GARDEN, ada)
  await wait(1_000)
  expect(named(await waiting.stream.next())).toEqual(['Ada'])
  await expect(open()).rejects.toMatchObject({ code: 'unavailable' })
  const next = waiting.stream.next()
  const cause = new Refused('forbidden', 'not any more')
  fails(cause)
  streams.tick()
  await wait(1_000)
  expect(await next).toEqual({ done: false, value: { refused: cause } })
  expect(await slow.stream.next()).toEqual({ done: false, value: { refused: cause } })
  for (const { stream } of [waiting, slow]) expect(await stream.next()).toEqual({ done: true, value: undefined })
  // What may pass ends it too: nobody is shown as there of whom nothing is known.
  fails(undefined)
  const again = await open()
  fails(new Unavailable('the store is away'))
  streams.tick()
  await wait(1_000)
  expect(named(await again.stream.next())).toEqual({ refused: expect.any(Unavailable) })
  fails(undefined)
  const last = [await open(), await open()]
  const ends = last.map(({ stream }) => stream.next().then(() => stream.next()))
  await last[0]!.stream.return()
  streams.close()
  expect(await Promise.all(ends)).toEqual(last.map(() => ({ done: true, value: undefined })))
  await expect(open()).rejects.toMatchObject({ code: 'unavailable' })
})
