// R10 on a real Redis: what a relay says the others hear, byte for byte; what Redis loses is made up for, and nothing waits for it.
import * as encoding from 'lib0/encoding'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Epoch } from '../../contracts/ids.ts'
import type { Hint, OwnNews } from '../../server/bus/bus.ts'
import { RedisBus } from '../../server/bus/redis.ts'
import { machineClock } from '../../server/clock.ts'
import { createLog } from '../../server/log.ts'
import { type Announcement, type PresenceNews, STANDINGS } from '../../server/bus/bus.ts'
import { FaultProxy } from '../support/fault-proxy.ts'
import { TestRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { textOf } from './store-acceptance.ts'

let redis: TestRedis
beforeAll(async () => {
  redis = await TestRedis.start()
})
afterAll(() => redis.stop())

const buses: RedisBus[] = []
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.close()
})

async function relay(instance: string, database = 'db', url = redis.url): Promise<RedisBus> {
  const bus = new RedisBus({ url, database, instance, clock: machineClock, log: createLog('silent') })
  buses.push(bus)
  await until('the bus to be connected', () => bus.compareEverySeconds === 2)
  return bus
}

const hintFor = (id: string, fromSeq: number, ...updates: Uint8Array[]): Hint => ({
  address: textOf(id),
  epoch: 'first' as Epoch,
  fromSeq,
  toSeq: fromSeq + updates.length - 1,
  updates,
})
const LAST_SEQ = 999_999
const bytes = (length: number, of = 7): Uint8Array => new Uint8Array(length).fill(of)

async function listening(bus: RedisBus, id: string): Promise<{ heard: Hint[]; leave: () => Promise<void> }> {
  const heard: Hint[] = []
  return { heard, leave: await bus.subscribe(textOf(id), (hint) => heard.push(hint)) }
}

/**
 * Publishes until it is heard, for the first may come before the connection that speaks is ready. Of one connection nothing overtakes
 * anything: when the last is heard, nothing of this is still under way.
 */
async function speaksTo(from: RedisBus, heard: readonly Hint[], id: string): Promise<void> {
  await until('a hint to arrive', async () => {
    await from.publish([hintFor(id, 1, bytes(1))])
    return heard.length > 0
  })
  await from.publish([hintFor(id, LAST_SEQ, bytes(1))])
  await until('the last of them', () => heard.some(({ fromSeq }) => fromSeq === LAST_SEQ))
}

test('R10: the others hear a commit, byte for byte, and who made it does not', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const [own, theirs] = [await listening(one, 'doc'), await listening(other, 'doc')]
  await speaksTo(one, theirs.heard, 'doc')
  theirs.heard.length = 0
  const hint = hintFor('doc', 5, bytes(0), Uint8Array.of(0, 255, 10, 13), bytes(40_000, 3))
  await one.publish([hint])
  await until('the hint', () => theirs.heard.length > 0)
  expect(theirs.heard).toEqual([hint])
  expect(own.heard).toEqual([])
})

test('§8: a commit is one message, and one that is large says only where it is', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const { heard } = await listening(other, 'large')
  await speaksTo(one, heard, 'large')
  heard.length = 0
  const { updates: _left, ...told } = hintFor('large', 1, bytes(40_000), bytes(40_000))
  await one.publish([hintFor('large', 1, bytes(40_000), bytes(40_000))])
  await until('the hint', () => heard.length > 0)
  expect(heard).toEqual([{ ...told, updates: undefined }])
})

test('only those who have a document open hear of it, and of no other', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const [a, b] = [await listening(other, 'a-b'), await listening(other, 'a')]
  await speaksTo(one, a.heard, 'a-b')
  expect(b.heard).toEqual([])
  await a.leave()
  await until('Redis to know', async () => ((await redis.ask('PUBSUB', 'CHANNELS', '*a-b*')) as string[]).length === 0)
  await speaksTo(one, b.heard, 'a')
})

test('relays of another database hear nothing, though they have the same Redis and a document of that name', async () => {
  const [one, other, copy] = [await relay('one'), await relay('other'), await relay('copy', 'another')]
  const [theirs, heard] = [await listening(other, 'same'), await listening(copy, 'same')]
  await speaksTo(one, theirs.heard, 'same')
  expect(heard.heard).toEqual([])
})

test('two rooms of one document, one after the other: the end of the first is not the end of the second', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const first = await listening(other, 'again')
  const second = await listening(other, 'again')
  await first.leave()
  await speaksTo(one, second.heard, 'again')
  expect(first.heard).toEqual([])
})

test('R10: away and back, it is listened to again, and whatever was missed is looked for', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  let missed = 0
  other.missed = () => void missed++
  const { heard } = await listening(other, 'away')
  await speaksTo(one, heard, 'away')
  for (const trouble of ['stopped', 'thrown out'] as const) {
    const before = missed
    if (trouble === 'stopped') {
      await redis.stop()
      await until('it to be noticed', () => other.compareEverySeconds === 1)
      // Neither waits, nor throws.
      await one.publish([hintFor('away', 1, bytes(1))])
      await (await listening(other, 'opened-meanwhile')).leave()
      await redis.startAgain()
    } else await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await until('it to look for what was missed', () => missed > before)
    heard.length = 0
    await speaksTo(one, heard, 'away')
  }
})

test('R10: nothing waits for a Redis that does not answer', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const { heard } = await listening(other, 'paused')
  await speaksTo(one, heard, 'paused')
  redis.signal('SIGSTOP')
  try {
    const { leave } = await listening(other, 'opened-in-a-pause')
    void leave()
    for (let n = 0; n < 3_000; n++) void one.publish([hintFor('paused', n, bytes(100))])
  } finally {
    redis.signal('SIGCONT')
  }
  heard.length = 0
  await until('the hints that were kept', () => heard.length >= 1_000)
  // They may be heard before Redis' answers are, and until then nothing more is taken.
  heard.length = 0
  await speaksTo(one, heard, 'paused')
})

test('§8: a hint of a newer version is skipped, though it begins like one of ours', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const { heard } = await listening(other, 'newer')
  await speaksTo(one, heard, 'newer')
  heard.length = 0
  const told = (kind: number, at: number): string =>
    Buffer.from(
      encoding.encode((to) => {
        encoding.writeVarUint(to, kind)
        for (const word of ['elsewhere', 'future']) encoding.writeVarString(to, word)
        for (const seq of [at, at]) encoding.writeVarUint(to, seq)
        encoding.writeVarUint8Array(to, bytes(3))
      }),
    ).toString('latin1')
  await redis.ask('PUBLISH', 'ligature:db:hints:newer/text', told(9, 7))
  await redis.ask('PUBLISH', 'ligature:db:hints:newer/text', told(1, 8))
  await until('the one that is known', () => heard.some(({ fromSeq }) => fromSeq === 8))
  expect(heard.map(({ fromSeq }) => fromSeq)).toEqual([8])
})

test('R10: a connection that brings nothing any more is noticed, and where Redis answers another one takes its place', async () => {
  const proxied = async (name: string, random: () => number) => {
    const proxy = await FaultProxy.start(Number(new URL(redis.url).port), random)
    const url = new URL(redis.url)
    url.port = String(proxy.port)
    const bus = await relay(name, 'db', url.href)
    let missed = 0
    bus.missed = () => void missed++
    const { heard } = await listening(bus, 'deaf')
    await speaksTo(speaker, heard, 'deaf')
    return { proxy, bus, heard, missed: () => missed }
  }
  const speaker = await relay('speaker')
  // The connection that listens is made first.
  let [ofOne, ofAll] = [0, 0]
  const one = await proxied('one', () => (ofOne++ === 0 ? 0 : 1))
  // Those that are there now, and not those that take their place.
  const all = await proxied('all', () => (ofAll++ < 2 ? 0 : 1))
  ofOne = ofAll = 0
  one.proxy.disturb({ passing: { kind: 'not at all' }, direction: 'back', share: 0.5 })
  all.proxy.disturb({ passing: { kind: 'not at all' }, direction: 'both', share: 0.5 })
  const before = [one.missed(), all.missed()]
  await until('both to look more often', () => one.bus.compareEverySeconds + all.bus.compareEverySeconds === 2)
  expect(all.bus.figures.up).toBe(false)
  await until('one of them to have another connection', () => one.bus.compareEverySeconds === 2)
  one.heard.length = 0
  await speaksTo(speaker, one.heard, 'deaf')
  await until('the other to have two', () => all.bus.compareEverySeconds === 2, 20_000)
  expect([one.missed() > before[0]!, all.missed() > before[1]!]).toEqual([true, true])
  all.heard.length = 0
  await speaksTo(speaker, all.heard, 'deaf')
  one.heard.length = 0
  await speaksTo(all.bus, one.heard, 'deaf')
  for (const { proxy } of [one, all]) await proxy.close()
}, 40_000)

test('bytes that are no hint, or of another version, are skipped', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const { heard } = await listening(other, 'noise')
  await speaksTo(one, heard, 'noise')
  heard.length = 0
  for (const noise of ['', '\u0002one', '\u0001', '\u0001\u0003abc', '\u0009\u0003one\u0001', 'x'.repeat(100)])
    await redis.ask('PUBLISH', 'ligature:db:hints:noise/text', noise)
  await speaksTo(one, heard, 'noise')
  expect(heard.every(({ epoch }) => epoch === 'first')).toBe(true)
})

const newsOf = (id: string, people: PresenceNews['people'], asks = false): OwnNews => ({
  address: textOf(id),
  epoch: 'first' as Epoch,
  room: 3,
  head: 17,
  asks,
  all: !asks,
  people,
})

test('R13: the others hear who is present, each standing as it is, and who says so does not', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const [hints, heard, own]: [Hint[], PresenceNews[], PresenceNews[]] = [(await listening(other, 'news')).heard, [], []]
  other.attend(textOf('news'), (news) => heard.push(news))
  one.attend(textOf('news'), (news) => own.push(news))
  await speaksTo(one, hints, 'news')
  const people = STANDINGS.map((standing, nth) => ({ client: nth, clock: 2 ** 40, state: '{"a":"ü"}', standing }))
  one.say(newsOf('news', people, true))
  await until('the news', () => heard.length > 0)
  expect(heard).toEqual([{ ...newsOf('news', people, true), instance: 'one' }])
  expect(own).toEqual([])
})

test('R10: whoever first attends a document hears its hints, too, once they subscribe to it', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const leave = other.attend(textOf('attended'), () => undefined)
  const { heard } = await listening(other, 'attended')
  await speaksTo(one, heard, 'attended')
  leave()
  heard.length = 0
  await speaksTo(one, heard, 'attended')
})

test('§8: who is in documents that are not open here is read from Redis, and written again when Redis has lost it', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const [here, nobody] = [textOf('here').document, textOf('nobody').document]
  const ada = { client: 7, user: { name: 'Ada', color: '#123456' } }
  const read = (): Promise<unknown> => other.readPeople([nobody, here])
  const says = (people: unknown): Promise<unknown> =>
    until('Redis to say so', async () => JSON.stringify(await read()) === JSON.stringify([[], people]))
  one.notePeople(here, () => [ada])
  await says([ada])
  await redis.ask('FLUSHALL')
  await says([ada])
  one.notePeople(here, () => [])
  await says([])
  one.notePeople(here, () => [ada])
  await says([ada])
  // What somebody else has written is nobody.
  await redis.ask('HSET', 'ligature:db:people:one', here, '[{"client":"x"}]')
  expect(await read()).toEqual([[], []])
  await one.close()
  await says([])
  expect(await redis.ask('EXISTS', 'ligature:db:people:one')).toBe(0)
})

test('V5: what a relay announces all others hear, as it was said, whatever they have open; who says so does not', async () => {
  const [one, other] = [await relay('one'), await relay('other')]
  const [heard, own]: [[string, Announcement][], unknown[]] = [[], []]
  other.announced = (instance, news) => heard.push([instance, news])
  one.announced = (_, news) => own.push(news)
  const counts = [
    [textOf('here').document, 3],
    [textOf('left').document, 0],
  ] as const
  const said: Announcement[] = [
    { kind: 'grew', upTo: 2 ** 40 },
    { kind: 'counts', asks: false, all: true, counts: [] },
    { kind: 'counts', asks: true, all: false, counts },
  ]
  for (const news of said) one.announce(news)
  await until('all of it', () => heard.length === said.length)
  expect(heard).toEqual(said.map((news) => ['one', news]))
  expect(own).toEqual([])
})
