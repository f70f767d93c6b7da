// R2, R6: what a commit costs at the sockets: each frame is encoded once for everybody, and each socket is written to once.
// The relay runs in this process, so that its writes can be seen.
import { mkdtempSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { PING_EVERY_MS } from '../../contracts/limits.ts'
import { readFrame, write } from '../../contracts/wire.ts'
import { OpenAccess } from '../../server/access/access.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { readConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { Relay } from '../../server/relay.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import { FrameClient } from '../support/frame-client.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import type { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

interface Write {
  readonly to: Socket
  /** Heads of WebSocket frames and their bodies. */
  readonly chunks: readonly Buffer[]
}

/** Every write of a socket ends here, node's own and the relay's. */
interface WritesGenerically {
  _writeGeneric(writev: boolean, data: unknown, encoding: string, done: () => void): void
}

const OF_A_COMMIT: readonly string[] = ['update', 'head', 'saved']
/** The bodies of the WebSocket frames, all of them short. */
function bodiesOf(chunks: readonly Buffer[]): Buffer[] {
  const bytes = Buffer.concat(chunks)
  const bodies: Buffer[] = []
  for (let at = 0; at < bytes.length; at += 2 + bytes[at + 1]!)
    bodies.push(bytes.subarray(at + 2, at + 2 + bytes[at + 1]!))
  return bodies
}
const kindOf = (body: Buffer): string => readFrame(new Uint8Array(body)).kind

let folder: string
const writes: Write[] = []
let relay: Relay
let address: TestRelay

beforeEach(async () => {
  // The relay's wheel.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  folder = mkdtempSync(join(tmpdir(), 'ligature-one-write-'))
  const log = createLog('silent')
  const path = join(folder, 'ligature.db')
  relay = new Relay({
    config: readConfig({ LIGATURE_PORT: '0', LIGATURE_DATA: folder }),
    store: await SqliteStore.open({
      path,
      worker: new URL('../../server/store/sqlite/worker.ts', import.meta.url),
      log,
    }),
    attachments: await AttachmentFiles.open(join(folder, 'attachments')),
    instance: 'tested',
    bus: new LocalBus(),
    access: new OpenAccess(),
    log,
    foldWorker: new URL('../../server/jobs/fold-worker.ts', import.meta.url),
    projectionWorker: new URL('../../server/jobs/projection-worker.ts', import.meta.url),
    editor: folder,
  })
  const { url } = await relay.start()
  address = { url, syncUrl: `${url.replace('http', 'ws')}/sync` } as TestRelay
  const port = Number(new URL(url).port)
  const socket = Socket.prototype as unknown as WritesGenerically
  const writeGeneric = socket._writeGeneric
  vi.spyOn(socket, '_writeGeneric').mockImplementation(function (this: Socket, ...all) {
    const [writev, data] = all
    const chunks = writev ? (data as { chunk: Buffer }[]).map(({ chunk }) => chunk) : [data as Buffer]
    if (this.localPort === port) writes.push({ to: this, chunks })
    writeGeneric.apply(this as unknown as WritesGenerically, all)
  })
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  await relay.close()
  rmSync(folder, { recursive: true })
})

test('R6: a commit is one write to each socket, its writer’s too, and each frame of it is encoded once', async () => {
  const ada = await FrameClient.join(address, 'shared')
  const ben = await FrameClient.join(address, 'shared')
  const carla = await FrameClient.join(address, 'shared')
  for (const client of [ada, ben, carla]) await client.allSaved()
  const others = [ben, carla]
  writes.length = 0
  ada.type('x')
  await ada.allSaved()
  await vi.waitUntil(() => others.every((client) => client.text === 'x'))
  // A ping or somebody's presence may have come between.
  const about = writes.filter(({ chunks }) => bodiesOf(chunks).some((body) => OF_A_COMMIT.includes(kindOf(body))))
  expect(new Set(about.map(({ to }) => to)).size).toBe(about.length)
  const bodies = about.map(({ chunks }) => bodiesOf(chunks))
  expect(bodies.map((frames) => frames.map(kindOf)).toSorted()).toEqual([
    ['head', 'saved'],
    ['update', 'head'],
    ['update', 'head'],
  ])
  const heard = about.filter(({ chunks }) => kindOf(bodiesOf(chunks)[0]!) === 'update')
  expect(heard.map(({ chunks }) => chunks.length)).toEqual([1, 1])
  expect(heard[0]!.chunks[0]).toBe(heard[1]!.chunks[0])
  for (const client of [ada, ben, carla]) client.leave()
})

test('R8: a ping and the word for those who hear no pings are one write', async () => {
  const ada = await FrameClient.join(address, 'idle')
  await ada.allSaved()
  writes.length = 0
  vi.advanceTimersByTime(PING_EVERY_MS)
  await vi.waitUntil(() => writes.length > 0)
  const bytes = writes.flatMap(({ chunks }) => chunks.map((chunk) => chunk[0]))
  expect({ writes: writes.length, opcodes: bytes }).toEqual({ writes: 1, opcodes: [0x82, 0x89] })
  ada.leave()
})

test.each([
  ['ligature.v1', false],
  ['stock', true],
])('R8: with each ping a %s session hears its own awareness', async (_, stock) => {
  const ada = await FrameClient.join(address, 'alone', { stock })
  const ben = await FrameClient.join(address, 'alone')
  const own = awarenessOf([7, 1, '{"name":"Ada"}'])
  ada.send(write.awareness(own))
  await until('it to be announced', () => ben.frames('awareness').length > 0)
  const before = ada.frames('awareness').length
  for (const turn of [1, 2]) {
    vi.advanceTimersByTime(PING_EVERY_MS)
    await until('a word', () => ada.frames('awareness').length === before + turn)
    expect(ada.frames('awareness').at(-1)!.update).toEqual(own)
  }
  for (const client of [ada, ben]) client.leave()
})
