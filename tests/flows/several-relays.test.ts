// One document on three relays that share a PostgreSQL and a Redis: real processes, real kills. Whatever goes away and comes back,
// in the end all have everything that was acknowledged (R1, R10).
import { expect, test } from 'vitest'
import { FrameClient } from '../support/frame-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { HaltingProxy } from '../support/halting-proxy.ts'
import { startAndEnd } from '../support/refused-start.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { startRelays, startServers } from '../support/servers.ts'
import { StockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** For stories that go on while something is away. */
const AWAY = { timeout: 90_000 }

const DATABASE = 'cluster'

const servers = startServers()
/** Each story has documents of its own, and leaves all three running. */
const { relays } = startRelays(servers, DATABASE, { count: 3 })

const joinAll = (document: string): Promise<StockClient[]> =>
  Promise.all(relays.map((relay) => StockClient.join(relay, document)))

async function allSee(people: readonly StockClient[], has: (text: string) => boolean): Promise<void> {
  await until('all to see the same, and what was typed', () => {
    const [first, ...others] = people.map(({ text }) => text)
    return has(first!) && others.every((text) => text === first)
  })
}

/** Types until it is called off, one letter every few milliseconds; answers how many that were. */
function typing(person: Pick<StockClient, 'type'>, letter: string): () => number {
  let typed = 0
  const timer = setInterval(() => {
    person.type(letter)
    typed++
  }, 5)
  return () => {
    clearInterval(timer)
    return typed
  }
}

/** Whose connection has ended. */
function closings(people: readonly StockClient[]): readonly string[] {
  const closed: string[] = []
  for (const [nth, { provider }] of people.entries())
    provider.on('connection-close', () => void closed.push(`client ${nth} was closed`))
  return closed
}

const count = (text: string, letter: string): number => text.split(letter).length - 1

test('§8: what is typed on one is read on the others, and nobody is closed', async () => {
  const people = await joinAll('shared')
  const stops = people.map((person, nth) => typing(person, 'abc'[nth]!))
  await until('each to have typed', () => people[0]!.text.length > 300)
  const typed = stops.map((stop) => stop())
  await allSee(people, (text) => typed.every((letters, nth) => count(text, 'abc'[nth]!) === letters))
  for (const relay of relays) expect(relay.log.filter(({ level }) => level === 'error')).toEqual([])
  for (const person of people) person.leave()
})

test('R1, R4: who comes to another relay has what was saved on the first, at once', async () => {
  for (let n = 0; n < 20; n++) {
    const ada = await FrameClient.join(relays[0], `at-once-${n}`)
    const watching = await FrameClient.join(relays[1], `at-once-${n}`)
    ada.type('saved')
    await ada.allSaved()
    const ben = await FrameClient.join(relays[1], `at-once-${n}`)
    expect(ben.text).toBe('saved')
    for (const client of [ada, ben, watching]) client.leave()
  }
})

test('R1, R10: a relay is killed while three type: what it acknowledged, the others have, and it when it is back', async () => {
  const frames = await Promise.all(relays.map((relay) => FrameClient.join(relay, 'killed')))
  const stops = frames.map((client, nth) => typing(client, 'abc'[nth]!))
  await until('hundreds to be saved', () => frames.every(({ saved }) => saved > 100))
  const [first] = frames
  await relays[0].kill()
  const acknowledged = first!.saved - 1
  const others = stops.map((stop) => stop())
  await frames[1]!.allSaved()
  await frames[2]!.allSaved()
  const survivors = [frames[1]!, frames[2]!]
  await until('both to have what the killed one acknowledged', () =>
    survivors.every(({ text }) => count(text, 'a') >= acknowledged),
  )
  await relays[0].start()
  const back = await FrameClient.join(relays[0], 'killed', { doc: first!.doc })
  await back.allSaved()
  await until('all to be the same', () =>
    [first!, ...survivors].every(({ text }) => others.every((typed, nth) => count(text, 'abc'[nth]!) === typed)),
  )
  console.info(`${acknowledged} of ${others[0]} letters were acknowledged when it was killed`)
  for (const client of [back, ...survivors]) client.leave()
})

test(
  'R10: Redis is stopped while people type, and comes back: nobody is closed, nothing is missing, without another key',
  AWAY,
  async () => {
    const people = await joinAll('without')
    const closed = closings(people)
    const stops = people.map((person, nth) => typing(person, 'abc'[nth]!))
    await until('some to be typed', () => people[0]!.text.length > 100)
    await servers.redis.stop()
    const before = people[0]!.text.length
    await until('some to be typed without Redis, and to arrive', () => people[0]!.text.length > before + 600, 20_000)
    const typed = stops.map((stop) => stop())
    await servers.redis.startAgain()
    await allSee(people, (text) => typed.every((letters, nth) => count(text, 'abc'[nth]!) === letters))
    expect(closed).toEqual([])
    for (const person of people) person.leave()
  },
)

test(
  'R10: Redis is frozen while people type: they read each other all the same, who comes is let in, nobody is closed',
  AWAY,
  async () => {
    const people = await joinAll('frozen')
    const closed = closings(people)
    const stops = people.map((person, nth) => typing(person, 'abc'[nth]!))
    await until('some to be typed', () => people[0]!.text.length > 100)
    servers.redis.signal('SIGSTOP')
    try {
      // Of each letter what another one than its writer has seen is on disk.
      const [a, b, c] = people.map(({ text }) => text)
      const shown = [count(b!, 'a'), count(c!, 'b'), count(a!, 'c')]
      const newcomer = await FrameClient.join(relays[2]!, 'frozen')
      for (const [nth, letters] of shown.entries())
        expect(count(newcomer.text, 'abc'[nth]!)).toBeGreaterThanOrEqual(letters)
      await until('some to be typed without an answer of Redis, and to arrive', () =>
        people.every(({ text }, nth) => text.replaceAll('abc'[nth]!, '').length > 450),
      )
      // It is opened by relays of which none can listen.
      const other = await FrameClient.join(relays[0], 'opened-meanwhile')
      other.type('saved')
      await other.allSaved()
      expect((await FrameClient.join(relays[1], 'opened-meanwhile')).text).toBe('saved')
    } finally {
      servers.redis.signal('SIGCONT')
    }
    const typed = stops.map((stop) => stop())
    await allSee(people, (text) => typed.every((letters, nth) => count(text, 'abc'[nth]!) === letters))
    expect(closed).toEqual([])
    for (const person of people) person.leave()
  },
)

test.each([
  ['emptied', ['FLUSHALL']],
  ['told to turn out all who listen', ['CLIENT', 'KILL', 'TYPE', 'pubsub']],
  ['told to turn out all who speak', ['CLIENT', 'KILL', 'TYPE', 'normal']],
] as const)(
  'R10: Redis is %s, again and again while people type: nothing is missing',
  AWAY,
  async (what, [command, ...args]) => {
    const people = await joinAll(what.replaceAll(' ', '-'))
    const closed = closings(people)
    const stops = people.map((person, nth) => typing(person, 'abc'[nth]!))
    for (let length = 100; length <= 1_000; length += 150) {
      await until('some to be typed', () => people[0]!.text.length > length)
      // The one who says so is thrown out with them.
      await servers.redis.ask(command, ...args).catch(() => undefined)
    }
    const typed = stops.map((stop) => stop())
    await servers.redis.ask(command, ...args).catch(() => undefined)
    await allSee(people, (text) => typed.every((letters, nth) => count(text, 'abc'[nth]!) === letters))
    expect(closed).toEqual([])
    for (const person of people) person.leave()
  },
)

test('R10: without Redis relays find each other through the database', async () => {
  const DATABASE_URL = await servers.postgres.database('without-redis')
  const alone = await Promise.all([1, 2].map(() => TestRelay.start({ env: { DATABASE_URL } })))
  try {
    const [ada, ben] = [await StockClient.join(alone[0]!, 'plain'), await StockClient.join(alone[1]!, 'plain')]
    ada.type('from one')
    await ben.sees('from one')
    ben.type(', and back')
    await ada.sees('from one, and back')
    ada.leave()
    ben.leave()
  } finally {
    for (const relay of alone) await relay.dispose()
  }
})

test('R10: PostgreSQL is killed and started again under everybody’s hands', AWAY, async () => {
  const people = await joinAll('database')
  const stops = people.map((person, nth) => typing(person, 'abc'[nth]!))
  await until('some to be typed', () => people[0]!.text.length > 100)
  await servers.postgres.end('SIGKILL')
  await servers.postgres.startAgain()
  await until('typing to go on', () => people.every(({ provider }) => provider.wsconnected), 20_000)
  const typed = stops.map((stop) => stop())
  await until(
    'all to have all',
    () => people.every(({ text }) => typed.every((letters, nth) => count(text, 'abc'[nth]!) === letters)),
    30_000,
  )
  for (const person of people) person.leave()
})

test('R3, R5: a row that one relay has set aside, the others count as held no longer', async () => {
  const [ada, ben] = [await FrameClient.join(relays[0], 'spoilt'), await FrameClient.join(relays[1], 'spoilt')]
  ada.type('first')
  await ada.allSaved()
  await until('Ben to see it', () => ben.text === 'first')
  await servers.postgres.ask(
    DATABASE,
    `INSERT INTO quarantine SELECT number, seq, 'tried', 0, bytes FROM log WHERE number = (SELECT max(number) FROM log)`,
  )
  await servers.postgres.ask(
    DATABASE,
    `UPDATE log SET bytes = '\\x0000' WHERE (number, seq) = (SELECT number, seq FROM quarantine)`,
  )
  expect(await ben.closed()).toBe(4500)
  const back = await FrameClient.join(relays[1], 'spoilt', { doc: ben.doc })
  await back.allSaved()
  // Asked for what the relay does not hold, Ben's copy had it.
  expect(back.sent).toBeGreaterThan(0)
  for (const client of [ada, back]) client.leave()
})

test('E1: a document that one relay deletes for ever is closed on the others', async () => {
  const ben = await FrameClient.join(relays[1], 'deleted')
  const rest = new RestClient(relays[0])
  expect((await rest.ask('POST', `${rest.document('deleted')}/trash`)).status).toBe(200)
  expect((await rest.ask('DELETE', rest.document('deleted'))).status).toBe(204)
  // First it is said that something is amiss, and to whoever comes back, what.
  expect(await ben.closed()).toBe(4500)
  expect(await (await FrameClient.join(relays[1], 'deleted')).closed()).toBe(4410)
})

test('§11: an image that one relay was given, another serves', async () => {
  const image = png(20, 20, [1, 2, 3])
  const path = attachmentPath(sha256Of(image))
  const put = await fetch(relays[0].url + path, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: Uint8Array.from(image),
  })
  expect(put.status).toBe(201)
  const got = await fetch(relays[2]!.url + path)
  expect(Buffer.from(await got.arrayBuffer()).equals(image)).toBe(true)
})

test('§8: a PostgreSQL that goes while a relay starts is said in a sentence', async () => {
  const proxy = await HaltingProxy.start(
    await servers.postgres.database('goes-meanwhile'),
    ['FROM events ORDER BY number DESC'],
    'question',
  )
  const ending = startAndEnd({ DATABASE_URL: proxy.url, LIGATURE_PORT: '0' })
  await until('the relay to come so far', () => proxy.halted).finally(() => proxy.close())
  const { code, lines } = await ending
  expect([code, lines.length]).toEqual([1, 1])
  expect(lines[0]).toMatch(/^The PostgreSQL database of DATABASE_URL cannot be used: .*\.$/)
})

test('§8: settings that cannot be meant are said, without their passwords', async () => {
  for (const [settings, sentence] of [
    [{ REDIS_URL: 'redis://:secret@localhost' }, /REDIS_URL is set and DATABASE_URL is not: Redis only carries hints/],
    [{ DATABASE_URL: 'mysql://me:secret@localhost/x' }, /DATABASE_URL is no address of a PostgreSQL/],
    [{ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' }, /PostgreSQL database of DATABASE_URL cannot be used/],
  ] as const) {
    const { code, lines } = await startAndEnd(settings)
    expect([code, lines.length]).toEqual([1, 1])
    expect(lines[0]).toMatch(sentence)
    expect(lines[0]).not.toContain('secret')
  }
  const { code, lines } = await startAndEnd({ DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' }, 'compact')
  expect([code, lines.join()]).toEqual([2, expect.stringContaining('compact works on a data folder')])
})
