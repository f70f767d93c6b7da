// R8, R10 of one of several relays: what it makes of hints and news that were missed, and of whom it still speaks. Rooms, sessions and
// presence over a real SQLite store, with sockets and a bus that note what they are given.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Frame, readFrame, write } from '../../contracts/wire.ts'
import { OpenAccess } from '../../server/access/access.ts'
import type { Bus, OwnNews, Standing } from '../../server/bus/bus.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { machineClock } from '../../server/clock.ts'
import { foldThread } from '../../server/jobs/fold-thread.ts'
import { createLog } from '../../server/log.ts'
import type { Socket } from '../../server/session/socket.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import type { LogStore } from '../../server/store/store.ts'
import { Sync } from '../../server/sync.ts'
import { textOf } from '../adapters/store-acceptance.ts'
import { awarenessOf, updateOf } from '../support/hostile-bytes.ts'
import { until } from '../support/until.ts'

const log = createLog('silent')
const source = (path: string): URL => new URL(`../../server/${path}`, import.meta.url)
const address = textOf('doc')

let folder: string
let disk: SqliteStore
/** The next answers to where documents are come when the story lets them. */
let holding: Promise<void> | undefined
let timesRead: number
let said: OwnNews[]
let bus: Bus
let sync: Sync
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-instances-'))
  disk = await SqliteStore.open({ path: join(folder, 'ligature.db'), worker: source('store/sqlite/worker.ts'), log })
  holding = undefined
  timesRead = 0
  const readHeads: LogStore['readHeads'] = async (addresses) => {
    timesRead++
    const heads = await disk.readHeads(addresses)
    await holding
    return heads
  }
  said = []
  // Compared only when there is a reason to.
  bus = Object.assign(new LocalBus(1_000_000), { say: (news: OwnNews) => void said.push(news) })
  sync = new Sync({
    store: new Proxy(disk, {
      get: (store, name) => (name === 'readHeads' ? readHeads : Reflect.get(store, name, store)),
    }),
    bus,
    access: new OpenAccess(),
    clock: machineClock,
    log,
    startFold: foldThread(source('jobs/fold-worker.ts'), log),
    relayName: 'one',
    instance: 'one',
    limits: {
      maxFrameBytes: 1e6,
      maxPresenceBytes: 1e6,
      outboxBytes: 1e6,
      unsavedBytes: 1e6,
      framesPerSecond: Infinity,
      bytesPerSecond: Infinity,
      firstFrameSeconds: undefined,
    },
    maxDocumentBytes: Infinity,
    witness: {
      committed: () => undefined,
      refused: () => undefined,
      throttled: () => undefined,
      failedToOpen: () => undefined,
      compacted: () => undefined,
    },
  })
})
afterEach(async () => {
  await sync.close()
  await disk.close()
  rmSync(folder, { recursive: true })
})

/** Somebody who is connected to this relay: what they were sent, and how to send. */
async function come(path: string) {
  const admitted = await sync.reception.admit({ path, epoch: undefined, extended: false, request: '', from: '' })
  if (typeof admitted === 'number') throw new Error(`not admitted: ${admitted}`)
  const heard: Frame[] = []
  const socket: Socket = {
    bufferedBytes: 0,
    silent: false,
    send: (frames) => void heard.push(...frames.map((frame) => readFrame(frame.slice()))),
    pause: () => undefined,
    resume: () => undefined,
    close: () => setImmediate(() => session.closed(false)),
  }
  const session = admitted(socket)
  session.receive(write.step1(Uint8Array.of(0)))
  await until('all to be there', () => heard.some((frame) => frame.kind === 'update' && frame.step2))
  return { session, heard }
}

test('R10: hints that were missed while heads are being compared are looked for once more, and once', async () => {
  const { heard } = await come('doc')
  const released = Promise.withResolvers<void>()
  holding = released.promise
  const before = timesRead
  bus.missed()
  await until('the heads to be read', () => timesRead === before + 1)
  const { epoch } = (await disk.readHeads([address]))[0]!
  const letter = { update: updateOf('from another relay'), author: 'guest', at: Date.now() }
  await disk.append([{ address, epoch, entries: [letter] }])
  for (let n = 0; n < 3; n++) bus.missed()
  released.resolve()
  await until('what the other relay has committed', () =>
    heard.some((frame) => frame.kind === 'update' && !frame.step2 && Buffer.from(frame.update).includes('another')),
  )
  expect(timesRead).toBe(before + 2)
})

test('R8: a reason to ask who is there, while a round of asking is under way, is reason for one more round', async () => {
  const ids = Array.from({ length: 201 }, (_, n) => `doc-${n}`)
  for (const id of ids) await come(id)
  const asked = (): number => said.filter(({ asks }) => asks).length
  const toOpen = asked()
  bus.missed()
  expect(asked() - toOpen).toBe(200)
  for (let n = 0; n < 3; n++) bus.missed()
  expect(asked() - toOpen).toBe(200)
  // One of the round is left, and then all of them once more.
  await until('everybody to be asked again', () => asked() - toOpen >= 402)
  expect(asked() - toOpen).toBe(402)
})

test('R13: who was in a room that broke is spoken of until they are gone', async () => {
  const { session } = await come('doc')
  const ADA = 7
  session.receive(write.awareness(awarenessOf([ADA, 1, JSON.stringify({ user: { name: 'Ada', color: '#123456' } })])))
  const told = (standing: Standing): boolean =>
    said.some(({ people }) => people.some((one) => one.client === ADA && one.standing === standing))
  await until('the others to hear of her', () => told('here'))
  // Another relay has set a row aside: the room is read anew, and who is in it comes back (R7).
  session.receive(write.update(updateOf('a letter')))
  await until('it to be saved', async () => (await disk.readHeads([address]))[0]?.head === 1)
  expect(await disk.quarantine(address, 1, 'damaged')).toBe(true)
  bus.missed()
  await until('the others to hear that she broke off', () => told('broke-off'))
  sync.reception.sweep()
  await until('the others to hear that she is gone', () => told('gone'))
  sync.reception.sweep()
  const before = said.length
  sync.reception.askAround()
  expect(said).toHaveLength(before)
})
