// A relay is killed while a workspace comes in (protocol W6): whenever that is, all of it is there after the next start, or nothing.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { createLog } from '../../server/log.ts'
import { AttachmentFiles } from '../../server/store/files/attachment-files.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import { document, log, part } from '../adapters/workspace-store-acceptance.ts'
import { fsck, look } from '../support/data-folder.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'
import { fileOf } from '../support/workspace-file.ts'

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start()
}, 60_000)
afterAll(() => relay.dispose())

const rows = (table: string): number =>
  look<{ rows: number }>(relay.data, `SELECT count(*) AS rows FROM ${table}`)[0]!.rows
const staged = (): readonly string[] =>
  readdirSync(join(relay.data, 'attachments', 'staged'), { recursive: true }).map(String)

/** Twenty documents, an image, and then nothing more. */
function firstHalf(image: Buffer): string {
  const doc = new Y.Doc()
  doc.getText('').insert(0, 'x'.repeat(150_000))
  const update = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
  const at = '2026-03-01T12:00:00.000Z'
  const documents = Array.from({ length: 20 }, (_, nth) => [
    { kind: 'document', id: `d${nth}`, title: '', createdAt: at, changedAt: at, trashedAt: null },
    { kind: 'part', part: 'text', epoch: 'e', setAside: 0 },
    { kind: 'log', from: 1, updates: [update] },
  ])
  const images = [
    { kind: 'attachment', sha256: sha256Of(image), size: image.byteLength },
    { kind: 'bytes', base64: image.toString('base64') },
  ]
  return fileOf([...documents.flat(), ...images])
    .split('\n')
    .slice(0, -2)
    .join('\n')
}

test('W6: killed while it comes in, and nothing of it is there after the next start', { timeout: 60_000 }, async () => {
  const image = png(2, 2, [1, 2, 3])
  const text = `${firstHalf(image)}\n`
  const body = new ReadableStream({ start: (sending) => sending.enqueue(new TextEncoder().encode(text)) })
  const sent = expect(
    fetch(`${relay.url}/api/v1/import`, { method: 'POST', body, duplex: 'half' } as RequestInit),
  ).rejects.toThrow()
  await until('texts and the image to be staged', () => rows('log') >= 6 && staged().length >= 2, 20_000)
  await relay.kill()
  await sent
  // Else the kill came before anything, or after everything.
  expect([rows('log') > 0, rows('imports'), rows('documents')]).toEqual([true, 1, 0])
  await relay.start()
  await until('it to be cleared away', () => rows('imports') === 0)
  expect(['log', 'snapshots', 'staged_parts', 'staged_documents', 'documents', 'events'].map(rows)).toEqual([
    0, 0, 0, 0, 0, 0,
  ])
  expect(staged()).toEqual([])
  expect((await fetch(relay.url + attachmentPath(sha256Of(image)))).status).toBe(404)
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
})

test(
  'W6: killed when its documents are seen and its images are not, and all of it is there after the next start',
  { timeout: 60_000 },
  async () => {
    const image = png(2, 2, [3, 2, 1])
    await relay.kill()
    const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
    const store = await SqliteStore.open({ path: join(relay.data, 'ligature.db'), worker, log: createLog('silent') })
    const files = await AttachmentFiles.open(join(relay.data, 'attachments'))
    const { number } = await store.beginImport()
    await store.stage(number, [document(1, 'seen'), part(1), log(1, 1, [0, 0])])
    await files.stageAttachment(
      number,
      sha256Of(image),
      (async function* () {
        yield image
      })(),
    )
    await store.commitImport(number, [])
    await store.close()
    await relay.start()
    await until('it to be brought to its end', () => rows('imports') === 0)
    expect((await new RestClient(relay).read('seen')).status).toBe(200)
    expect(Buffer.from(await (await fetch(relay.url + attachmentPath(sha256Of(image)))).arrayBuffer())).toEqual(image)
    expect(staged()).toEqual([])
  },
)
