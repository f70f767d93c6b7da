// A workspace goes from SQLite to PostgreSQL and back (protocol W): what comes back is what went out, byte for byte.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { ContentClient } from '../support/content-client.ts'
import { FrameClient } from '../support/frame-client.ts'
import { history } from '../support/history-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { found, Writer } from '../support/search-client.ts'
import { makeToken } from '../support/tokens.ts'
import { VersionsClient } from '../support/versions-client.ts'
import { until } from '../support/until.ts'
import { broughtInto, contentOf, exported } from '../support/workspace-file.ts'

let postgres: TestPostgres
let [first, middle, last]: TestRelay[] = []
beforeAll(async () => {
  postgres = await TestPostgres.start()
  const DATABASE_URL = await postgres.database('workspace')
  ;[first, middle, last] = await Promise.all([
    TestRelay.start(),
    TestRelay.start({ env: { DATABASE_URL } }),
    TestRelay.start(),
  ])
}, 120_000)
afterAll(async () => {
  for (const relay of [first, middle, last]) await relay?.dispose()
  await postgres.stop()
})

const image = png(3, 3, [90, 10, 10], 700_000)

async function fill(relay: TestRelay): Promise<void> {
  const rest = new RestClient(relay)
  await rest.create('minutes', 'Minutes “of March” 你好')
  await rest.createFolder('march', 'March')
  await rest.createFolder('nothing', 'Nothing in it')
  await rest.move('minutes', 'march')
  const ada = await Writer.join(relay, 'minutes')
  for (let nth = 0; nth < 20; nth++) await ada.write(`paragraph ${nth}`)
  // A snapshot comes of it.
  for (let nth = 0; nth < 4; nth++) await ada.write('y'.repeat(150_000))
  await until('a snapshot', async () => (await exported(relay)).some((line) => line.kind === 'update' && line.snapshot))
  await new VersionsClient(relay).keep('minutes', 'v1', 'Before the last words “你好”')
  await ada.write('the last words')
  ada.leave()
  const report = new ContentClient(relay, await makeToken(relay.data, 'nightly', 'content:read,content:write'))
  await report.write('minutes', 'append', 'written by a program')
  const comments = await FrameClient.join(relay, 'minutes/comments')
  comments.doc.getMap('threads').set('first', 'why?')
  await comments.allSaved()
  comments.leave()
  await rest.create('gone', 'Thrown away')
  await rest.trash('gone')
  await fetch(relay.url + attachmentPath(sha256Of(image)), { method: 'PUT', body: image as Uint8Array<ArrayBuffer> })
}

/** Names are those that a relay knows. */
const unnamed = async (relay: TestRelay): Promise<readonly unknown[]> =>
  (await history(relay, 'minutes')).map((row) => (row.kind === 'stretch' ? { ...row, author: row.author.id } : row))

test(
  'W3: from SQLite to PostgreSQL and back: texts, comments, titles, folders, history, trash and images are the same',
  { timeout: 60_000 },
  async () => {
    await fill(first!)
    const out = await exported(first!)
    const done = await unnamed(first!)
    // Of what is folded, and of what is not.
    expect(done).toMatchObject([
      { kind: 'stretch', author: expect.stringMatching(/^token:/) },
      { kind: 'stretch', author: 'guest', fromSeq: 1 },
    ])
    expect(out.filter(({ kind }) => kind === 'stretches' || kind === 'log').length).toBeGreaterThan(1)
    expect(out.filter(({ kind }) => kind === 'version')).toMatchObject([{ id: 'v1' }])
    expect(out.filter(({ kind }) => kind === 'folder')).toMatchObject([{ id: 'march' }, { id: 'nothing' }])
    const file = out.map((line) => `${JSON.stringify(line)}\n`).join('')
    expect(await broughtInto(middle!, file)).toMatchObject({ documents: 2, attachments: 1, renamed: { count: 0 } })
    const between = await exported(middle!)
    expect(contentOf(between)).toEqual(contentOf(out))
    expect(await unnamed(middle!)).toEqual(done)
    expect(await new RestClient(middle!).list({ folder: 'march' })).toEqual(['minutes'])
    await until('its text to be found', async () => (await found(middle!, '"last words"')).includes('minutes'))
    expect(await new RestClient(middle!).list({ trashed: 'true' })).toEqual(['gone'])
    await broughtInto(last!, between.map((line) => `${JSON.stringify(line)}\n`).join(''))
    expect(contentOf(await exported(last!))).toEqual(contentOf(out))
    expect(await unnamed(last!)).toEqual(done)
    // And people go on with it there.
    const ada = await Writer.join(middle!, 'minutes')
    expect(ada.client.doc.getXmlFragment('default').toString()).toContain('the last words')
    await ada.write('and more')
    ada.leave()
  },
)
