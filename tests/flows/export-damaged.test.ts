// A disk that does not give everything back any more, under both stores (protocol W2): an export names what cannot be read, and has
// all the rest.
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath, type Sha256 } from '../../contracts/attachment-names.ts'
import type { WorkspaceLine } from '../../contracts/workspace.ts'
import { damage, look } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRelay } from '../support/relay.ts'
import { VersionsClient } from '../support/versions-client.ts'
import { broughtInto, exported, fileOf } from '../support/workspace-file.ts'

let relay: TestRelay | undefined
let postgres: TestPostgres | undefined
afterEach(async () => {
  await relay?.dispose()
  await postgres?.stop()
  relay = postgres = undefined
})

/** It is found again in the file of the database. */
const SECRET = randomBytes(20_000).toString('hex')
const AT = '2026-03-01T12:00:00.000Z'

function updateOf(text: string): Buffer {
  const doc = new Y.Doc()
  doc.getText('').insert(0, text)
  return Buffer.from(Y.encodeStateAsUpdate(doc))
}

/** A document with these lines behind its beginning. */
const documentOf = (id: string, ...content: readonly object[]): readonly object[] => [
  { kind: 'document', id, title: '', createdAt: AT, changedAt: AT, trashedAt: null },
  { kind: 'part', part: 'text', epoch: 'e', setAside: 0 },
  ...content,
]

/** Three documents, the second with a snapshot. */
async function fill(into: TestRelay): Promise<void> {
  const short = { kind: 'log', from: 1, updates: [updateOf('short').toString('base64')] }
  const long = updateOf(SECRET)
  const snapshot = [
    { kind: 'update', seq: 9, size: long.byteLength, snapshot: true },
    { kind: 'bytes', base64: long.toString('base64') },
  ]
  const documents = Object.entries({ before: [short], damaged: snapshot, last: [short] })
  await broughtInto(into, fileOf(documents.flatMap(([id, content]) => documentOf(id, ...content))))
}

const ofKind = (lines: readonly WorkspaceLine[], kind: string): readonly WorkspaceLine[] =>
  lines.filter((line) => line.kind === kind)

function othersAreThere(lines: readonly WorkspaceLine[]): void {
  expect(ofKind(lines, 'document')).toMatchObject([{ id: 'before' }, { id: 'damaged' }, { id: 'last' }])
  expect(ofKind(lines, 'log')).toHaveLength(2)
  expect(lines.at(-1)).toMatchObject({ kind: 'end', documents: 3 })
}

/** In the midst of the bytes that do not fit onto one page: where the next page is. */
function spoilPage(file: string): void {
  const bytes = readFileSync(file)
  const at = bytes.indexOf(SECRET.slice(10_000, 10_100))
  const page = bytes.readUInt16BE(16)
  bytes.fill(0xff, Math.floor(at / page) * page, Math.floor(at / page) * page + 4)
  writeFileSync(file, bytes)
}

/** The place where a table or its index begins: nothing of it can be read any more. */
function spoilTable(data: string, table: string): void {
  const file = join(data, 'ligature.db')
  const [found] = look<{ root: number }>(data, 'SELECT rootpage AS root FROM sqlite_schema WHERE name = ?', table)
  const { root } = found!
  const bytes = readFileSync(file)
  const page = bytes.readUInt16BE(16)
  bytes.fill(0xff, (root - 1) * page, root * page)
  writeFileSync(file, bytes)
}

const textOf = (lines: readonly WorkspaceLine[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('')

const rowsOf = (...texts: readonly string[]): readonly string[] =>
  texts.map((text) => updateOf(text).toString('base64'))

test('W2: without a history that cannot be read the text above its snapshot is there', async () => {
  relay = await TestRelay.start()
  const snapshot = updateOf('folded')
  const stretch = { author: 'ada', fromSeq: 1, toSeq: 4, startedAt: 5, endedAt: 6, edits: 2, added: 1, removed: 0 }
  const rows = { kind: 'log', from: 5, updates: rowsOf('above') }
  await broughtInto(
    relay,
    fileOf(
      documentOf(
        'told',
        { kind: 'update', seq: 4, size: snapshot.byteLength, snapshot: true },
        { kind: 'bytes', base64: snapshot.toString('base64') },
        { kind: 'stretches', stretches: [stretch] },
        rows,
      ),
    ),
  )
  expect(ofKind(await exported(relay), 'stretches')).toHaveLength(1)
  await relay.stop()
  spoilTable(relay.data, 'history')
  await relay.start()
  const lines = await exported(relay)
  expect(ofKind(lines, 'stretches')).toEqual([])
  expect(ofKind(lines, 'log')).toEqual([rows])
  expect(ofKind(lines, 'damaged')).toMatchObject([{ document: 'told', why: expect.stringContaining('malformed') }])
  expect(lines.at(-1)).toMatchObject({ kind: 'end', documents: 1, damaged: 1 })
})

test('W2, B8: a version of which the bytes are damaged is left out and told of; the others and the text are there', async () => {
  relay = await TestRelay.start()
  await broughtInto(relay, fileOf(documentOf('kept', { kind: 'log', from: 1, updates: rowsOf('text') })))
  const versions = new VersionsClient(relay)
  for (const id of ['v1', 'v2', 'v3']) await versions.keep('kept', id)
  damage(relay.data, `UPDATE versions SET bytes = x'ff' WHERE id = 'v2'`)
  const lines = await exported(relay)
  expect(ofKind(lines, 'version')).toMatchObject([{ id: 'v3' }, { id: 'v1' }])
  expect(ofKind(lines, 'damaged')).toMatchObject([{ document: 'kept', why: expect.stringContaining('the version v2') }])
  const imported = await broughtInto(relay, textOf(lines))
  const { id } = imported.damaged.first[0]!
  expect((await versions.list(id)).map((version) => version.id)).toEqual(['v3', 'v1'])
})

test('W2: what stands behind an update that does not decode is there, and comes in again', async () => {
  relay = await TestRelay.start()
  const [first, second, third] = rowsOf('first', 'second', 'third')
  await broughtInto(relay, fileOf(documentOf('rows', { kind: 'log', from: 1, updates: [first, second, third] })))
  damage(relay.data, `UPDATE log SET bytes = x'ff' WHERE seq = 2`)
  const lines = await exported(relay)
  expect(ofKind(lines, 'log')).toEqual([{ kind: 'log', from: 1, updates: [first, 'AAA=', third] }])
  expect(ofKind(lines, 'damaged')).toMatchObject([
    { document: 'rows', why: expect.stringMatching(/row 2 .* does not decode/) },
  ])
  const imported = await broughtInto(relay, textOf(lines))
  const reader = await FrameClient.join(relay, imported.damaged.first[0]!.id)
  const text = reader.doc.getText('').toString()
  reader.leave()
  expect([text.includes('first'), text.includes('second'), text.includes('third')]).toEqual([true, false, true])
})

test('W2: an image, or a folder of them, of which the disk does not even say what it is ends no export', async () => {
  const data = mkdtempSync(join(tmpdir(), 'ligature-strace-'))
  const images = [1, 2, 3].map((shade) => png(2, 2, [shade, 0, 0]))
  // The folder comes first: the others are listed nevertheless.
  const [inFolder, damaged, whole] = images.map(sha256Of).toSorted() as [Sha256, Sha256, Sha256]
  expect(new Set([damaged, inFolder, whole].map((sha256) => sha256.slice(0, 2))).size).toBe(3)
  const folder = join(data, 'attachments', inFolder.slice(0, 2))
  const file = join(data, 'attachments', damaged.slice(0, 2), damaged)
  try {
    relay = await TestRelay.start({ data })
    for (const image of images)
      await fetch(relay.url + attachmentPath(sha256Of(image)), { method: 'PUT', body: new Uint8Array(image) })
    await relay.stop()
    // Whoever asks for one of the two is answered as by a dying disk.
    const calls = ['-e', 'trace=statx,openat', '-e', 'inject=statx,openat:error=EIO']
    const under = ['strace', '-f', '-qq', '-P', file, '-P', folder, ...calls, '-o', '/dev/null']
    relay = await TestRelay.start({ data, under })
    const lines = await exported(relay)
    expect(ofKind(lines, 'attachment')).toMatchObject([{ sha256: whole }])
    expect(ofKind(lines, 'damaged')).toMatchObject([
      { document: null, attachment: damaged, why: expect.stringContaining('EIO') },
      { document: null, attachment: null, why: expect.stringContaining(folder) },
    ])
    expect(lines.at(-1)).toMatchObject({ kind: 'end', attachments: 1, damaged: 2 })
    expect((await broughtInto(relay, textOf(lines))).damaged).toMatchObject({ count: 2 })
  } finally {
    await relay?.dispose()
    rmSync(data, { recursive: true, force: true })
  }
})

test('W2: a page of SQLite, or the file of an image, that cannot be read ends no export', async () => {
  relay = await TestRelay.start()
  await fill(relay)
  await relay.stop()
  spoilPage(join(relay.data, 'ligature.db'))
  // The kernel answers a read of it as a dying disk does: EIO.
  const sha256 = sha256Of(png(2, 2, [1, 2, 3]))
  mkdirSync(join(relay.data, 'attachments', sha256.slice(0, 2)))
  symlinkSync('/proc/self/mem', join(relay.data, 'attachments', sha256.slice(0, 2), sha256))
  await relay.start()
  const lines = await exported(relay)
  othersAreThere(lines)
  expect(ofKind(lines, 'damaged')).toMatchObject([
    { document: 'damaged', why: expect.stringContaining('malformed') },
    { document: null, attachment: sha256, why: expect.stringContaining('EIO') },
  ])
})

/** Large values lie in pieces beside their table. */
async function lose(database: TestPostgres, table: string): Promise<void> {
  const { rows } = await database.ask(
    'damaged',
    `SELECT reltoastrelid AS oid, reltoastrelid::regclass AS pieces FROM pg_class WHERE relname = $1 AND relkind = 'r'`,
    [table],
  )
  const [{ oid, pieces }] = rows
  // Nobody may delete from it while it is what it is.
  const is = (kind: string): string => `UPDATE pg_class SET relkind = '${kind}' WHERE oid = ${oid}`
  await database.ask('damaged', `${is('r')}; DELETE FROM ${pieces}; ${is('t')}`)
}

test('W2: and neither does what PostgreSQL has lost', async () => {
  postgres = await TestPostgres.start()
  relay = await TestRelay.start({ env: { DATABASE_URL: await postgres.database('damaged') } })
  await fill(relay)
  const image = png(2, 2, [1, 2, 3], 100_000)
  await fetch(relay.url + attachmentPath(sha256Of(image)), { method: 'PUT', body: new Uint8Array(image) })
  await lose(postgres, 'snapshots')
  await lose(postgres, 'attachment_pieces')
  const lines = await exported(relay)
  othersAreThere(lines)
  expect(ofKind(lines, 'damaged')).toMatchObject([
    { document: 'damaged', why: expect.stringContaining('chunk number') },
    { document: null, attachment: sha256Of(image), why: expect.stringContaining('chunk number') },
  ])
})

test('W2: what stands before a row of the log that is lost is there', async () => {
  postgres = await TestPostgres.start()
  relay = await TestRelay.start({ env: { DATABASE_URL: await postgres.database('damaged') } })
  const [first, long, last] = rowsOf('first', SECRET, 'last')
  await broughtInto(relay, fileOf(documentOf('rows', { kind: 'log', from: 1, updates: [first, long, last] })))
  await lose(postgres, 'log')
  const lines = await exported(relay)
  expect(ofKind(lines, 'log')).toEqual([{ kind: 'log', from: 1, updates: [first] }])
  expect(ofKind(lines, 'damaged')).toMatchObject([{ document: 'rows', why: expect.stringContaining('chunk number') }])
})
