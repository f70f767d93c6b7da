// Every route and every frame asks who may do it (server/access/access.ts). A real relay with a real store and sockets; only
// the answer to "which role" is this file's, because accounts do not exist yet.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DocumentId } from '../../contracts/ids.ts'
import type { Role } from '../../contracts/wire.ts'
import { write } from '../../contracts/wire.ts'
import type { Access } from '../../server/access/access.ts'
import { LocalBus } from '../../server/bus/local.ts'
import { readConfig } from '../../server/config.ts'
import { createLog } from '../../server/log.ts'
import { Relay } from '../../server/relay.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import { FrameClient } from '../support/frame-client.ts'
import type { TestRelay } from '../support/relay.ts'
import { PeopleReader } from '../support/people-reader.ts'
import { RestClient } from '../support/rest-client.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { until } from '../support/until.ts'

/** What everybody is, by document; of any other they may not even know. */
const roles = new Map<string, Role>()
const byDocument: Access = {
  identify: () => ({ kind: 'guest', id: 'guest' }),
  roleOf: async (_, document: DocumentId | null) => roles.get(document ?? 'the list'),
}

let folder: string
let relay: Relay
let reachable: TestRelay
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-roles-'))
  const log = createLog('silent')
  const at = (path: string): URL => new URL(`../../server/${path}`, import.meta.url)
  relay = new Relay({
    config: { ...readConfig({ LIGATURE_PORT: '0', LIGATURE_DATA: folder }), relayName: 'Quill' },
    store: await SqliteStore.open({ path: join(folder, 'relay.db'), worker: at('store/sqlite/worker.ts'), log }),
    attachments: await AttachmentFiles.open(join(folder, 'attachments')),
    instance: 'tested',
    bus: new LocalBus(),
    access: byDocument,
    log,
    foldWorker: at('jobs/fold-worker.ts'),
    projectionWorker: at('jobs/projection-worker.ts'),
    editor: folder,
  })
  const { url } = await relay.start()
  reachable = { url, syncUrl: `${url.replace('http', 'ws')}/sync` } as TestRelay
})
afterAll(async () => {
  await relay.close()
  rmSync(folder, { recursive: true })
})

test('a document that is not shared with somebody is closed with 4403, and nothing is made of it', async () => {
  expect(await (await FrameClient.join(reachable, 'secret')).closed()).toBe(4403)
  roles.set('secret', 'owner')
  expect((await new RestClient(reachable).ask('GET', '/api/v1/documents/secret')).status).toBe(404)
})

test('a viewer reads and is seen; what a viewer writes is refused as read-only, reaches nobody and is not stored', async () => {
  roles.set('notes', 'owner')
  const ada = await FrameClient.join(reachable, 'notes')
  ada.type('Read me.')
  await ada.allSaved()
  roles.set('notes', 'viewer')
  const ben = await FrameClient.join(reachable, 'notes')
  expect([ben.text, ben.frames('hello')[0]?.hello.role]).toEqual(['Read me.', 'viewer'])
  ben.send(write.awareness(awarenessOf([4_711, 1, '{"user":{"name":"Ben"}}'])))
  await until('Ada to see Ben', () => ada.frames('awareness').length > 0)
  ben.type(' Changed.')
  await until('the refusal', () => ben.frames('refused').length > 0)
  expect(ben.frames('refused').at(-1)?.reason).toBe('read-only')
  const carol = await FrameClient.join(reachable, 'notes')
  expect([ada.text, carol.text]).toEqual(['Read me.', 'Read me.'])
  for (const one of [ada, ben, carol]) one.leave()
})

test.each([
  ['GET', '', 'viewer'],
  ['PUT', '', 'editor'],
  ['PATCH', '', 'editor'],
  ['POST', '/trash', 'owner'],
  ['POST', '/restore', 'owner'],
  ['DELETE', '', 'owner'],
] as const)('%s %s asks for the role %s, and one less is forbidden', async (method, more, least) => {
  const LESS = { viewer: undefined, editor: 'commenter', owner: 'editor' } as const
  const client = new RestClient(reachable)
  const body = method === 'PUT' || method === 'PATCH' ? { body: { title: 'Renamed' } } : {}
  const less = LESS[least]
  if (less === undefined) roles.delete('asked')
  else roles.set('asked', less)
  const refused = await client.ask(method, `/api/v1/documents/asked${more}`, body)
  expect([refused.status, refused.body?.['code']]).toEqual([403, 'forbidden'])
  roles.set('asked', least)
  expect((await client.ask(method, `/api/v1/documents/asked${more}`, body)).status).not.toBe(403)
})

test('the list asks too', async () => {
  const client = new RestClient(reachable)
  expect((await client.ask('GET', '/api/v1/documents')).status).toBe(403)
  roles.set('the list', 'viewer')
  expect((await client.ask('GET', '/api/v1/documents')).status).toBe(200)
})

test('R9: who is there is told to who may read, and for as long as that', async () => {
  roles.set('watched', 'owner')
  await new RestClient(reachable).create('watched')
  roles.delete('watched')
  const refused = await PeopleReader.open(reachable, 'watched')
  await until('the refusal', () => refused.complete)
  expect([refused.code, refused.told.length]).toEqual(['forbidden', 1])
  roles.set('watched', 'viewer')
  const reader = await PeopleReader.open(reachable, 'watched')
  await until('nobody to be told', () => reader.names)
  roles.delete('watched')
  await until('the end', () => reader.complete)
  expect([reader.code, reader.told.length]).toEqual(['forbidden', 2])
})

test.each([
  ['GET', 'viewer', undefined],
  ['PUT', 'editor', 'commenter'],
] as const)('%s of an image asks for the role %s', async (method, least, less) => {
  const image = `${reachable.url}/api/v1/attachments/${'0'.repeat(64)}`
  if (less === undefined) roles.delete('the list')
  else roles.set('the list', less)
  expect((await fetch(image, { method })).status).toBe(403)
  roles.set('the list', least)
  expect((await fetch(image, { method })).status).not.toBe(403)
})
