// A whole workspace out of a relay and into another (protocol W): what comes in is what went out, and what is broken leaves nothing. Over 400
// lines for its table of broken files, whose rows are changes of one and the same file.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import type { WorkspaceLine } from '../../contracts/workspace.ts'
import { command, damage } from '../support/data-folder.ts'
import { EventReader } from '../support/event-reader.ts'
import { FrameClient } from '../support/frame-client.ts'
import { history } from '../support/history-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { found, Writer } from '../support/search-client.ts'
import { VersionsClient } from '../support/versions-client.ts'
import { until } from '../support/until.ts'
import { broughtInto, contentOf, exported, fileOf, type ImportAnswer, importInto } from '../support/workspace-file.ts'

let from: TestRelay
let into: TestRelay
const image = png(3, 3, [10, 120, 10], 300_000)
beforeAll(async () => {
  ;[from, into] = await Promise.all([TestRelay.start(), TestRelay.start()])
  await fill(from)
}, 60_000)
afterAll(async () => {
  await from.dispose()
  await into.dispose()
})

async function fill(relay: TestRelay): Promise<void> {
  const rest = new RestClient(relay)
  await rest.create('minutes', 'Minutes “of March”')
  const ada = await Writer.join(relay, 'minutes')
  await ada.write('gooseberries and äpfel')
  const versions = new VersionsClient(relay)
  await versions.keep('minutes', 'v1', 'As sent “to Ben”')
  await ada.write('x'.repeat(210_000))
  ada.leave()
  await versions.keep('minutes', 'v2', 'With everything')
  const comments = await FrameClient.join(relay, 'minutes/comments')
  comments.doc.getMap('threads').set('first', 'why gooseberries?')
  await comments.allSaved()
  comments.leave()
  await rest.createFolder('march', 'March')
  await rest.create('gone', 'Thrown away')
  await rest.move('gone', 'march')
  await rest.trash('gone')
  await rest.create('empty')
  await fetch(relay.url + attachmentPath(sha256Of(image)), { method: 'PUT', body: image as Uint8Array<ArrayBuffer> })
}

const all = (lines: readonly object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')
const ofKind = (lines: readonly WorkspaceLine[], kind: string): readonly WorkspaceLine[] =>
  lines.filter((line) => line.kind === kind)

test('W1: an export has a header, every document with its parts, the trash, every image, and an end', async () => {
  const lines = await exported(from)
  expect(lines[0]).toMatchObject({
    kind: 'header',
    format: 'ligature-workspace',
    version: 1,
    documents: 3,
    attachments: 1,
  })
  expect(lines.at(-1)).toMatchObject({ kind: 'end', documents: 3, attachments: 1, damaged: 0 })
  expect(ofKind(lines, 'document')).toMatchObject([
    { id: 'empty', title: '', trashedAt: null },
    { id: 'gone', title: 'Thrown away', trashedAt: expect.any(String) },
    { id: 'minutes', title: 'Minutes “of March”', trashedAt: null },
  ])
  expect(lines[1]).toMatchObject({ kind: 'folder', id: 'march', title: 'March' })
  expect(ofKind(lines, 'document').map((line) => 'folder' in line && line.folder)).toEqual([null, 'march', null])
  expect(ofKind(lines, 'part')).toMatchObject([{ part: 'text' }, { part: 'comments' }])
  expect(ofKind(lines, 'version')).toMatchObject([
    { id: 'v2', name: 'With everything', author: 'guest', size: expect.any(Number) },
    { id: 'v1', name: 'As sent “to Ben”' },
  ])
  expect(ofKind(lines, 'attachment')).toEqual([{ kind: 'attachment', sha256: sha256Of(image), size: image.byteLength }])
})

test('W3: what comes in is what went out, is found, and is told of', async () => {
  const events = await EventReader.open(into)
  const folders = async (): Promise<unknown> => (await new RestClient(into).ask('GET', '/api/v1/folders')).body
  // Kept in memory from then on.
  expect(await folders()).toEqual({ folders: [] })
  const lines = await exported(from)
  const imported = await broughtInto(into, all(lines))
  expect(imported).toEqual({
    documents: 3,
    attachments: 1,
    renamed: { count: 0, first: [] },
    damaged: { count: 0, first: [] },
  })
  expect(await folders()).toMatchObject({ folders: [{ id: 'march', title: 'March', metaVersion: 1 }] })
  expect(contentOf(await exported(into))).toEqual(contentOf(lines))
  const [there, here] = [new VersionsClient(from), new VersionsClient(into)]
  expect(await here.list('minutes')).toEqual(await there.list('minutes'))
  expect(await here.list('minutes')).toHaveLength(2)
  for (const id of ['v1', 'v2']) expect(await here.text('minutes', id)).toBe(await there.text('minutes', id))
  expect(await here.text('minutes', 'v1')).toBe('gooseberries and äpfel')
  const kept = await fetch(into.url + attachmentPath(sha256Of(image)))
  expect(Buffer.from(await kept.arrayBuffer())).toEqual(image)
  const ada = await Writer.join(into, 'minutes')
  expect(ada.client.doc.getXmlFragment('default').toString()).toContain('gooseberries and äpfel')
  await ada.write('and it goes on')
  ada.leave()
  await until('the text to be found', async () => (await found(into, 'apfel gooseb')).includes('minutes'))
  await until('the title to be found', async () => (await found(into, 'of march')).includes('minutes'))
  const told = (): readonly unknown[] =>
    events.messages.filter(({ name }) => name === 'folder' || name === 'document').map(({ data }) => data)
  await until('four events', () => told().length >= 4)
  expect(told().slice(0, 4)).toMatchObject([
    { kind: 'folder-created', folder: { id: 'march', title: 'March' } },
    ...['empty', 'gone', 'minutes'].map((id) => ({ kind: 'created', document: { id, metaVersion: 1 } })),
  ])
  events.close()
  expect(await new RestClient(into).list({ trashed: 'true' })).toEqual(['gone'])
})

test('W5: what is there already stays as it is, and so does what was deleted for ever; the others come under new ids', async () => {
  const rest = new RestClient(into)
  await rest.create('ours', 'Ours')
  const ours = await Writer.join(into, 'ours')
  await ours.write('our own text')
  await rest.create('over')
  await rest.trash('over')
  await rest.deleteForEver('over')
  const theirs = ['ours', 'over', 'free'].flatMap((id) => documentOf(id, `Their ${id}`, 'their text'))
  const imported = await broughtInto(into, fileOf(theirs))
  expect(imported.renamed).toEqual({
    count: 2,
    first: ['ours', 'over'].map((id) => ({ from: id, id: expect.any(String), title: `Their ${id}` })),
  })
  expect(ours.client.doc.getXmlFragment('default').toString()).toBe('<paragraph>our own text</paragraph>')
  expect((await rest.read('ours')).body).toMatchObject({ title: 'Ours' })
  expect((await rest.read('over')).status).toBe(410)
  expect((await rest.read('free')).body).toMatchObject({ title: 'Their free' })
  for (const { id } of imported.renamed.first) {
    const reader = await FrameClient.join(into, id)
    expect(reader.doc.getText('t').toString()).toBe('their text')
    reader.leave()
  }
  ours.leave()
})

const AT = '2026-03-01T12:00:00.000Z'

/** One that nobody here has ever written. */
function documentOf(id: string, title: string, text: string): readonly object[] {
  const doc = new Y.Doc()
  doc.getText('t').insert(0, text)
  return [
    { kind: 'document', id, title, createdAt: AT, changedAt: AT, trashedAt: null },
    { kind: 'part', part: 'text', epoch: 'abc', setAside: 0 },
    { kind: 'log', from: 1, updates: [Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')] },
  ]
}

test('W3: of what a file does not say it is not known who wrote it: neither in the history nor as the last edit', async () => {
  await broughtInto(into, fileOf(documentOf('unsigned', 'Unsigned', 'text of somebody')))
  expect(await history(into, 'unsigned')).toEqual([{ kind: 'earlier', fromSeq: 1, toSeq: 1 }])
  const query = '{ document(id: "unsigned") { lastEdit { author } } }'
  const asked = await new RestClient(into).ask('POST', '/graphql', { body: { query } })
  expect(asked.body).toEqual({ data: { document: { lastEdit: null } } })
  const ada = await Writer.join(into, 'unsigned')
  await ada.write('and more')
  ada.leave()
  expect(await history(into, 'unsigned')).toMatchObject([
    { kind: 'stretch', author: { id: 'guest' }, fromSeq: 2 },
    { kind: 'earlier', fromSeq: 1, toSeq: 1 },
  ])
})

const THREE = ['a1', 'a2', 'a3'].flatMap((id) => documentOf(id, id, 'text of it'))
const MANY = Array.from({ length: 1_001 }, () => 'AAA=')
const broken = (line: number, why: RegExp): object => ({
  status: 422,
  problem: { code: 'workspace-broken', line, detail: expect.stringMatching(why) },
})
const withLine = (at: number, line: object): string => fileOf(THREE.with(at - 2, line))
const [red] = [png(2, 2, [255, 0, 0])]
const FOLDER = { kind: 'folder', id: 'f', title: 'Folder', createdAt: AT, changedAt: AT }
const written = (more: object): string => withLine(7, { ...THREE[5], ...more })
const STRETCH = { author: 'ada', fromSeq: 1, toSeq: 4, startedAt: 5, endedAt: 6, edits: 2, added: 1, removed: 0 }
/** Behind a snapshot at 4, in line 6. */
function withStretches(...stretches: readonly object[]): string {
  const bytes = Buffer.from((THREE[2] as { updates: readonly string[] }).updates[0]!, 'base64')
  const snapshot = [
    { kind: 'update', seq: 4, size: bytes.byteLength, snapshot: true },
    { kind: 'bytes', base64: bytes.toString('base64') },
  ]
  return fileOf([...THREE.slice(0, 2), ...snapshot, { kind: 'stretches', stretches }])
}
const WORDS = Buffer.from((THREE[2] as { updates: readonly string[] }).updates[0]!, 'base64')
const VERSION = {
  kind: 'version',
  id: 'v',
  name: 'Sent',
  author: 'ada',
  createdAt: AT,
  epoch: 'abc',
  seq: 1,
  size: WORDS.byteLength,
}
const version = (more: object = {}, bytes = WORDS): readonly object[] => [
  { ...VERSION, size: bytes.byteLength, ...more },
  { kind: 'bytes', base64: bytes.toString('base64') },
]
/** Behind the first document, in line 5. */
const withVersions = (...lines: readonly object[]): string => fileOf([...THREE.slice(0, 3), ...lines])
const attachment = (bytes: Buffer, sha256: string, size = bytes.byteLength): readonly object[] => [
  { kind: 'attachment', sha256, size },
  { kind: 'bytes', base64: bytes.toString('base64') },
]

test.each<readonly [string, string, object]>([
  ['a line that is not JSON', fileOf(THREE).replace('"a2"', 'a2'), broken(5, /not JSON/)],
  ['a line without a kind', withLine(5, { what: 'document' }), broken(5, /no "kind"/)],
  ['a field that is not as it should be', withLine(5, { ...THREE[3], createdAt: 'in March' }), broken(5, /createdAt/)],
  [
    'an update that does not decode',
    withLine(7, { kind: 'log', from: 1, updates: ['AAEC'] }),
    broken(7, /no Yjs update/),
  ],
  ['what is not base64', withLine(7, { kind: 'log', from: 1, updates: ['AA=A'] }), broken(7, /base64/)],
  ['an update that is missing', withLine(7, { ...THREE[5], from: 2 }), broken(7, /seq 2 does not follow 0/)],
  ['more updates than are looked at in one go', withLine(7, { ...THREE[5], updates: MANY }), broken(7, /updates/)],
  [
    'a seq of which the next would be none',
    withLine(7, { kind: 'update', seq: 2 ** 53 - 1, size: 2, snapshot: true }),
    broken(7, /seq/),
  ],
  ['a document from before 1970', withLine(5, { ...THREE[3], createdAt: '1900-01-01T00:00:00Z' }), broken(5, /1970/)],
  [
    'a document that comes twice',
    fileOf([...THREE, ...documentOf('a1', '', 'again')]),
    broken(14, /an id that another/),
  ],
  ['a part without a document', fileOf(THREE.slice(1)), broken(2, /no document stands before it/)],
  ['bytes that nobody has announced', withLine(7, { kind: 'bytes', base64: 'AAAA' }), broken(7, /nothing before it/)],
  ['a document in a folder that is not there', withLine(5, { ...THREE[3], folder: 'f' }), broken(5, /no folder/)],
  ['a folder behind a document', fileOf([...THREE, FOLDER]), broken(11, /before the documents/)],
  ['a folder that comes twice', fileOf([FOLDER, FOLDER, ...THREE]), broken(3, /has the id f, too/)],
  ['a folder without a title', fileOf([{ ...FOLDER, title: ' ' }, ...THREE]), broken(2, /title/)],
  [
    'more folders than a relay takes',
    fileOf(Array.from({ length: 501 }, (_, nth) => ({ ...FOLDER, id: `f${nth}` }))),
    { status: 409, problem: { code: 'folders-full', line: 502 } },
  ],
  ['authors without times', written({ authors: [{ author: 'ada', rows: 1 }] }), broken(7, /who and when/)],
  [
    'authors of more updates',
    written({ authors: [{ author: 'ada', rows: 2 }], times: [1] }),
    broken(7, /who and when/),
  ],
  ['a time before 1970', written({ authors: [{ author: 'ada', rows: 1 }], times: [-1] }), broken(7, /who and when/)],
  [
    'an author without a name',
    written({ authors: [{ author: '', rows: 1 }], times: [1] }),
    broken(7, /authors\.0\.author/),
  ],
  [
    'stretches where there is no snapshot',
    fileOf([...THREE, { kind: 'stretches', stretches: [STRETCH] }]),
    broken(11, /does not belong behind/),
  ],
  ['a version that is no update', withVersions(...version({}, Buffer.from([0, 1, 2]))), broken(5, /no Yjs update/)],
  ['a version without its bytes', withVersions(VERSION), broken(6, /"bytes" belongs here/)],
  ['more bytes than a version has', withVersions(...version({ size: 3 })), broken(6, /3 bytes were announced/)],
  [
    'a version that comes twice',
    withVersions(...version(), ...version()),
    broken(9, /or versions before it has an id/),
  ],
  ['a version without a name', withVersions(...version({ name: ' ' })), broken(5, /name/)],
  ['a version from before 1970', withVersions(...version({ createdAt: '1900-01-01T00:00:00Z' })), broken(5, /1970/)],
  ['a version without a document', fileOf(version()), broken(2, /no document stands before it/)],
  [
    'a version of a document without a text',
    fileOf([THREE[0]!, ...version()]),
    broken(3, /no text of a document stands before it/),
  ],
  ['a part behind a version', withVersions(...version(), THREE[1]!), broken(7, /before its versions/)],
  ['a log behind a version', withVersions(...version(), { ...THREE[2], from: 2 }), broken(7, /no part of a document/)],
  [
    'more versions than a document may have',
    withVersions(...Array.from({ length: 1_001 }, (_, nth) => version({ id: `v${nth}` })).flat()),
    broken(2_005, /1000 versions at most/),
  ],
  ['a stretch that reaches above the snapshot', withStretches({ ...STRETCH, toSeq: 5 }), broken(6, /up to 5 does not/)],
  ['stretches in another order', withStretches({ ...STRETCH, toSeq: 3 }, STRETCH), broken(6, /up to 4 does not/)],
  ['a stretch of more edits than it has rows', withStretches({ ...STRETCH, edits: 5 }), broken(6, /more edits/)],
  [
    'fewer bytes than were announced',
    fileOf([...THREE, ...attachment(red, sha256Of(red), 5_000)]),
    broken(13, /belongs here/),
  ],
  [
    'another image than was announced',
    fileOf([...THREE, ...attachment(red, 'a'.repeat(64))]),
    broken(12, /is not aaaa/),
  ],
  ['a header of something else', fileOf(THREE).replace('ligature-workspace', 'another-format'), broken(1, /format/)],
  ['no header', all(THREE), broken(1, /"header" belongs here/)],
  ['a line that was changed by hand', fileOf(THREE).replace('"a2"', '"b2"'), broken(11, /not what was written/)],
  ['something behind the end', `${fileOf(THREE)}{}\n`, broken(12, /behind the last line/)],
  [
    'a line that is far too long',
    fileOf(THREE).replace('"a2"', `"${'a'.repeat(3_000_000)}"`),
    broken(5, /more than 2097152 bytes/),
  ],
  [
    'what is no image',
    fileOf([
      ...THREE,
      ...attachment(Buffer.from('hello, world'.repeat(9)), sha256Of(Buffer.from('hello, world'.repeat(9)))),
    ]),
    { status: 415, problem: { code: 'not-an-image', line: 11 } },
  ],
  [
    'a kind that is not known here',
    withLine(5, { kind: 'star', of: 'a1' }),
    { status: 422, problem: { code: 'workspace-unknown', line: 5, detail: expect.stringContaining('"star"') } },
  ],
  [
    'a later version of the format',
    fileOf(THREE).replace('"version":1', '"version":2'),
    { status: 422, problem: { code: 'workspace-unknown', line: 1 } },
  ],
  [
    'a file that ends too early',
    `${fileOf(THREE).split('\n').slice(0, 8).join('\n')}\n`,
    { status: 422, problem: { code: 'workspace-cut-off', line: 8 } },
  ],
  [
    'a file that ends in the middle of a line',
    fileOf(THREE).slice(0, -30),
    { status: 422, problem: { code: 'workspace-cut-off', line: 11 } },
  ],
  ['some other text', 'hello', { status: 422, problem: { code: 'workspace-broken', line: 1 } }],
  ['nothing at all', '', { status: 422, problem: { code: 'workspace-cut-off', detail: 'the file is empty' } }],
])('W4: %s is refused with its line, and nothing of the file stays', async (_, file, refusal) => {
  const before = await exported(into)
  expect(await importInto(into, file)).toMatchObject(refusal)
  expect(contentOf(await exported(into))).toEqual(contentOf(before))
  expect((await fetch(into.url + attachmentPath(sha256Of(red)))).status).toBe(404)
})

test('W6: of somebody who breaks off nothing stays, and the next import may begin', async () => {
  const before = await exported(into)
  const cut = new AbortController()
  const file = fileOf(THREE)
  const body = new ReadableStream({
    start: (sending) => sending.enqueue(new TextEncoder().encode(file.slice(0, -100))),
  })
  const url = `${into.url}/api/v1/import`
  const sent = fetch(url, { method: 'POST', body, duplex: 'half', signal: cut.signal } as RequestInit)
  await until('another one to have to wait', async () => {
    const answer: ImportAnswer = await importInto(into, '')
    return 'problem' in answer && answer.status === 409 && answer.problem.code === 'import-running'
  })
  cut.abort()
  await expect(sent).rejects.toThrow()
  await until('the next one to be let in', async () => (await importInto(into, '')).status === 422)
  expect(contentOf(await exported(into))).toEqual(contentOf(before))
})

test('W7: whoever has begun an import hears how far it is, and why it was refused', async () => {
  const events = await EventReader.open(into)
  const jobs = (): readonly Record<string, unknown>[] =>
    events.messages.filter(({ name }) => name === 'job').map(({ data }) => data as Record<string, unknown>)
  const file = fileOf(documentOf('told', 'Told', 'of'))
  await importInto(into, file, '?job=first')
  await until('its end', () => jobs().some(({ state }) => state === 'done'))
  expect(jobs().at(-1)).toEqual({ id: 'first', kind: 'import', done: file.length, total: file.length, state: 'done' })
  await importInto(into, withLine(5, { kind: 'star' }), '?job=second')
  await until('its failure', () => jobs().some(({ state }) => state === 'failed'))
  expect(jobs().at(-1)).toMatchObject({ id: 'second', problem: { code: 'workspace-unknown', line: 5 } })
  events.close()
})

test('W7: and nobody else does', async () => {
  const scopes = ['tokens', 'create', '--name', 'nightly', '--scopes', 'workspace:import'] as const
  const token = (await command(into.data, ...scopes)).stdout.trim()
  const guest = await EventReader.open(into)
  const jobs = (): readonly unknown[] =>
    guest.messages.filter(({ name }) => name === 'job').map(({ data }) => (data as { id: unknown }).id)
  const theirs = await fetch(`${into.url}/api/v1/import?job=theirs`, {
    method: 'POST',
    body: fileOf(documentOf('theirs', 'Theirs', 'text')),
    headers: { authorization: `Bearer ${token}` },
  })
  expect(theirs.status).toBe(200)
  await importInto(into, '', '?job=own')
  await until('the own one', () => jobs().includes('own'))
  expect(jobs()).not.toContain('theirs')
  guest.close()
})

test('W2: what cannot be read is named in the file, and the import says so; the others are none the worse for it', async () => {
  const other = await Writer.join(from, 'other')
  await other.write('well')
  other.leave()
  damage(
    from.data,
    `UPDATE log SET bytes = x'ff' WHERE seq = 2 AND number = (SELECT number FROM heads WHERE document = 'minutes' AND part = 'text')`,
  )
  writeFileSync(join(from.data, 'attachments', sha256Of(image).slice(0, 2), sha256Of(image)), 'no image')
  const lines = await exported(from)
  expect(ofKind(lines, 'damaged')).toMatchObject([
    { document: 'minutes', why: expect.stringMatching(/row 2 .* does not decode/) },
    { document: null, attachment: sha256Of(image) },
  ])
  expect(lines.at(-1)).toMatchObject({ documents: 4, attachments: 0, damaged: 2 })
  const imported = await broughtInto(into, all(lines))
  expect(imported).toMatchObject({
    documents: 4,
    damaged: { count: 2, first: [{ id: expect.any(String), title: 'Minutes “of March”' }] },
  })
  // What stood before the damage is there.
  const reader = await FrameClient.join(into, imported.damaged.first[0]!.id)
  expect(reader.doc.getXmlFragment('default').toString()).toContain('gooseberries')
  reader.leave()
  const whole = await FrameClient.join(into, 'other')
  expect(whole.doc.getXmlFragment('default').toString()).toContain('well')
  whole.leave()
})
