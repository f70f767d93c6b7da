// V1, V4, V6, V7: what one reader of events costs, and what it is not told. The network is the test, which takes when it likes.
import { expect, test } from 'vitest'
import type { Job, WorkspaceEvent } from '../../contracts/events.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { type Access, OpenAccess, type Principal } from '../../server/access/access.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { Refused, Unavailable } from '../../server/errors.ts'
import { Counts } from '../../server/events/counts.ts'
import { EventLog } from '../../server/events/event-log.ts'
import { EventStreams } from '../../server/events/event-streams.ts'
import { createLog } from '../../server/log.ts'
import type { NumberedEvent } from '../../server/store/store.ts'
import { documentId } from '../adapters/store-acceptance.ts'
import { VirtualClock } from '../faults/simulator/virtual-clock.ts'

const GUEST = { kind: 'guest', id: 'guest' } as const
const READER = { principal: GUEST, identify: async () => GUEST, hangUp: () => undefined }
type Service = Extract<Principal, { kind: 'service' }>
const REQUEST = {} as never

const renamed = (id: string, metaVersion: number): WorkspaceEvent => ({
  kind: 'renamed',
  document: {
    id: documentId(id),
    title: 'x',
    metaVersion,
    createdAt: new Date(0).toISOString(),
    changedAt: new Date(0).toISOString(),
    trashedAt: null,
  },
})

/** One relay's events, with nobody but the test to move time. `mayKnow`: which documents are the reader's. */
async function stage(mayKnow: (document: DocumentId) => boolean = () => true) {
  const time = new VirtualClock(() => 0)
  const { clock } = time.life()
  const events: NumberedEvent[] = []
  let reads = 0
  const store = {
    readEvents: async (after: number, maxRows: number) => {
      reads++
      return events.filter(({ number }) => number > after).slice(0, maxRows)
    },
    readLastEvents: async (maxRows: number) => events.slice(-maxRows),
  }
  const log = new EventLog({ store, bus: new LocalBus(), clock, log: createLog('silent') })
  await log.start()
  const counts = new Counts({ bus: new LocalBus(), clock })
  const access: Access = {
    identify: () => GUEST,
    roleOf: async (principal, document) => {
      if (document !== null && !mayKnow(document)) return undefined
      return await new OpenAccess().roleOf(principal, document)
    },
  }
  let sent = 0
  let places = 1
  const takePlace = (): (() => void) | undefined => {
    if (places === 0) return undefined
    places--
    return () => places++
  }
  const streams = new EventStreams({ log, counts, access, takePlace, sent: () => sent++ })
  return {
    time,
    counts,
    streams,
    sent: () => sent,
    reads: () => reads,
    write: (...written: readonly WorkspaceEvent[]) => {
      for (const event of written) events.push({ number: events.length + 1, event })
      log.look()
    },
  }
}

test('V6: while nothing is taken nothing is made, however much happens, and who takes nothing for long is hung up on', async () => {
  const { streams, write, counts, time, sent, reads } = await stage()
  let hungUp = 0
  const { text, end } = await streams.open(REQUEST, { ...READER, hangUp: () => hungUp++ }, '0')
  const reader = text[Symbol.asyncIterator]()
  await reader.next()
  const before = [sent(), reads()]
  for (let n = 0; n < 3_000; n++) write(renamed('busy', n + 2))
  for (let n = 0; n < 5_000; n++) counts.note(documentId(`open-${n}`), 1)
  await time.runUntil(time.at + 1_000)
  expect(sent()).toBe(before[0])
  expect(reads() - before[1]!).toBeLessThan(50)
  for (let n = 0; n < 5; n++) streams.beat()
  expect(hungUp).toBe(0)
  streams.beat()
  expect(hungUp).toBe(1)
  // Another one who went on would have had all of it; of the counts how they are, and not what they were.
  const all = await takenUntil(reader, '"metaVersion":3001,')
  expect(all.match(/^event: document$/gm)).toHaveLength(3_000)
  expect(all.match(/"present":1/g)).toHaveLength(5_000)
  // Which had changed was not remembered for so many: all were told anew.
  expect(all.match(/"all":true/g)).toHaveLength(1)
  end()
})

test('V1, V4: nothing is told of a document that its reader may not see, neither what happens to it nor who is in it', async () => {
  const { streams, write, counts, time } = await stage((document) => !document.startsWith('secret'))
  counts.note(documentId('secret-open'), 1)
  counts.note(documentId('known-open'), 1)
  const { text, end } = await streams.open(REQUEST, READER, undefined)
  const reader = text[Symbol.asyncIterator]()
  let all = await takenUntil(reader, 'known-open')
  counts.note(documentId('secret-later'), 1)
  counts.note(documentId('known-later'), 2)
  write(renamed('secret-plan', 2), { kind: 'deleted', id: documentId('secret-gone') }, renamed('known-plan', 2))
  await time.runUntil(time.at + 200)
  all += await takenUntil(reader, 'known-plan')
  all += await takenUntil(reader, 'known-later')
  expect(all).not.toContain('secret')
  end()
})

async function takenUntil(reader: AsyncIterator<string>, word: string): Promise<string> {
  const pieces: string[] = []
  while (pieces.at(-1)?.includes(word) !== true) pieces.push((await reader.next()).value as string)
  return pieces.join('')
}

test('V6: an address that has no place left is refused, and a stream that ends gives its place back', async () => {
  const { streams } = await stage()
  const first = await streams.open(REQUEST, READER, undefined)
  await expect(streams.open(REQUEST, READER, undefined)).rejects.toMatchObject({ code: 'unavailable' })
  first.end()
  const second = await streams.open(REQUEST, READER, undefined)
  streams.close()
  const left: string[] = []
  for await (const piece of second.text) left.push(piece)
  expect(left).toEqual([])
  await expect(streams.open(REQUEST, READER, undefined)).rejects.toMatchObject({ code: 'unavailable' })
})

test('V6: who takes more slowly than people come and go hears what happens to documents, words of life and the end', async () => {
  const { streams, write, counts, time } = await stage()
  const { text } = await streams.open(REQUEST, READER, undefined)
  const reader = text[Symbol.asyncIterator]()
  const pieces: string[] = []
  for (let n = 0; n < 10; n++) {
    pieces.push((await reader.next()).value as string)
    if (n === 2) write(renamed('plan', 2))
    counts.note(documentId(`open-${n}`), 1)
    await time.runUntil(time.at + 200)
    streams.beat()
  }
  for (const word of ['event: document', 'event: present', ': still here']) expect(pieces.join('')).toContain(word)
  streams.close()
  expect((await reader.next()).done).toBe(true)
})

/** One who has shown a token, which the test changes; `undefined` ends it. */
function bearer() {
  const made: Service = {
    kind: 'service',
    id: 'token:1',
    scopes: ['documents:read'],
    document: null,
    expiresAt: null,
  }
  let now: Service | undefined = made
  const hungUp: true[] = []
  const identify = async (): Promise<Principal> => {
    if (now === undefined) throw new Refused('bad-token', 'the token 1 was revoked')
    return now
  }
  const reader = { principal: made, identify, hangUp: () => void hungUp.push(true) }
  return {
    reader,
    hungUp,
    change: (change: Partial<Service>) => (now = { ...made, ...change }),
    revoke: () => (now = undefined),
  }
}

test('V7: what a token may do is told first, each change before what goes by it, and other documents begin anew', async () => {
  const { streams, write, counts } = await stage()
  counts.note(documentId('known-open'), 1)
  counts.note(documentId('secret-open'), 1)
  const { reader: asks, change } = bearer()
  const { text, end } = await streams.open(REQUEST, asks, undefined)
  const reader = text[Symbol.asyncIterator]()
  const next = async (): Promise<string> => (await reader.next()).value as string
  const may = '{"scopes":["documents:read"],"document":null,"expiresAt":null}'
  expect(await next()).toBe(`event: permissions\ndata: ${may}\n\n`)
  expect(await next()).toContain('{"why":"first"}')
  expect(await next()).toContain('secret-open')
  // What lies there before anybody looks again is the reader's no more.
  write(renamed('secret-plan', 2), renamed('known-open', 2))
  change({ document: documentId('known-open'), expiresAt: 1_000 })
  expect(await next()).toContain('"document":"known-open","expiresAt":"1970-01-01T00:00:01.000Z"')
  expect(await next()).toMatch(/^event: reset\nid: .*\ndata: {"why":"permissions"}/)
  expect(await next()).toContain('{"all":true,"counts":[{"document":"known-open","present":1}]}')
  expect(await next()).toContain('"id":"known-open"')
  // The same documents: nothing is read anew.
  change({ document: documentId('known-open'), scopes: ['documents:read', 'content:read'] })
  streams.check()
  expect(await next()).toContain('{"scopes":["documents:read","content:read"],"document":"known-open"')
  write(renamed('known-open', 3))
  expect(await next()).toContain('"metaVersion":3')
  change({})
  expect(await next()).toContain(may)
  expect(await next()).toContain('{"why":"permissions"}')
  expect(await next()).toContain('secret-open')
  end()
})

test('V7: a change in the midst of many events is told before the next of them', async () => {
  const { streams, write } = await stage()
  const { reader: asks, change } = bearer()
  for (let n = 0; n < 50; n++) write(renamed('secret-plan', n + 2))
  const { text, end } = await streams.open(REQUEST, asks, '0')
  const reader = text[Symbol.asyncIterator]()
  await takenUntil(reader, '"metaVersion":20,')
  change({ document: documentId('another') })
  expect((await reader.next()).value).toContain('event: permissions')
  expect(await takenUntil(reader, '"all":true')).not.toContain('secret')
  end()
})

test('R9: whose token has come to its end hears why, and nothing more, also while nothing happens; who takes nothing is hung up on', async () => {
  const { streams, write } = await stage()
  const [listens, sleeps] = [bearer(), bearer()]
  const first = await streams.open(REQUEST, listens.reader, undefined)
  const reader = first.text[Symbol.asyncIterator]()
  await takenUntil(reader, 'event: present')
  streams.check()
  const ended = reader.next()
  listens.revoke()
  streams.check()
  expect((await ended).value).toMatch(/^event: permissions\ndata: {"ended":{.*"code":"bad-token".*was revoked"}}\n\n$/)
  write(renamed('secret-plan', 2))
  expect((await reader.next()).done).toBe(true)
  first.end()

  const second = await streams.open(REQUEST, sleeps.reader, undefined)
  await takenUntil(second.text[Symbol.asyncIterator](), 'event: present')
  sleeps.revoke()
  for (const times of [0, 1]) {
    streams.check()
    await new Promise((resolve) => setImmediate(resolve))
    expect(sleeps.hungUp).toHaveLength(times)
  }
  expect(listens.hungUp).toEqual([])
  second.end()
})

test('V7: where nobody can find out whether a token is valid, its stream breaks off and says nothing of the token', async () => {
  const { streams, write } = await stage()
  const { reader: asks } = bearer()
  let isAway = false
  const identify = async (): Promise<Principal> => {
    if (isAway) throw new Unavailable('the database is away')
    return await asks.identify()
  }
  const { text, end } = await streams.open(REQUEST, { ...asks, identify }, undefined)
  const reader = text[Symbol.asyncIterator]()
  await takenUntil(reader, 'event: present')
  const next = reader.next()
  isAway = true
  write(renamed('secret-plan', 2))
  streams.check()
  await expect(next).rejects.toThrow('the database is away')
  end()
})

test('W6: a job that ends while it is asked who reads of it is told as ended', async () => {
  const { streams } = await stage()
  let asked = 0
  const identify = async (): Promise<Principal> => {
    if (++asked === 1) streams.tellJob(GUEST.id, { ...job, state: 'done' })
    return GUEST
  }
  const job: Job = { id: documentId('move-in'), kind: 'import', done: 1, total: 2, state: 'running' }
  const { text, end } = await streams.open(REQUEST, { ...READER, identify }, '0')
  const reader = text[Symbol.asyncIterator]()
  await reader.next()
  asked = 0
  streams.tellJob(GUEST.id, job)
  expect((await reader.next()).value).toContain('"state":"done"')
  end()
})
