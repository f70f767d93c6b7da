// The acceptance suites on SQLite, and what only SQLite can get wrong: checkpoints, a locked file, a version of the future.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Address, DocumentId, VersionId } from '../../contracts/ids.ts'
import { createLog } from '../../server/log.ts'
import { DocumentsTable } from '../../server/store/sqlite/documents-table.ts'
import { FoldersTable } from '../../server/store/sqlite/folders-table.ts'
import { ImportsTable } from '../../server/store/sqlite/imports-table.ts'
import { SqliteInspection } from '../../server/store/sqlite/inspection.ts'
import { LogTable } from '../../server/store/sqlite/log-table.ts'
import { ProjectionsTable } from '../../server/store/sqlite/projections-table.ts'
import { migrate, SCHEMA_VERSION } from '../../server/store/sqlite/schema.ts'
import { SqliteStore } from '../../server/store/sqlite/store.ts'
import { VersionsTable } from '../../server/store/sqlite/versions-table.ts'
import type { Head, Projection, Store } from '../../server/store/store.ts'
import { until } from '../support/until.ts'
import { testsOfCommentStore } from './comment-store-acceptance.ts'
import { testsOfDocumentStore } from './document-store-acceptance.ts'
import { testsOfFolderStore } from './folder-store-acceptance.ts'
import { testsOfHistoryStore } from './history-store-acceptance.ts'
import { testsOfSearchStore } from './search-store-acceptance.ts'
import { documentId, entry, group, type StoreUnderTest, testsOfLogStore, textOf } from './store-acceptance.ts'
import { testsOfTokenStore } from './token-store-acceptance.ts'
import { testsOfVersionStore } from './version-store-acceptance.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-store-'))
const worker = new URL('../../server/store/sqlite/worker.ts', import.meta.url)
const openAt = (name: string): Promise<SqliteStore> =>
  SqliteStore.open({ path: join(folder, name), worker, log: createLog('silent') })

afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** So often that two connections which go at once would have met each other. */
const CLOSED_OFTEN = 8

class OnSqlite implements StoreUnderTest {
  readonly #name: string
  #store: Store | undefined

  constructor(name: string) {
    this.#name = name
  }

  get store(): Store {
    return this.#store!
  }

  async reopen(): Promise<void> {
    await this.#store?.close()
    this.#store = await openAt(this.#name)
  }

  async damageSnapshot(address: Address, seq: number): Promise<void> {
    this.#damage('bytes', address, seq)
  }

  async damageIndex(address: Address, seq: number): Promise<void> {
    this.#damage('held', address, seq)
  }

  async damageVersion(document: DocumentId, id: VersionId): Promise<void> {
    const other = new DatabaseSync(join(folder, this.#name))
    other
      .prepare(
        'UPDATE versions SET bytes = zeroblob(9) WHERE id = ? AND number = (SELECT number FROM heads WHERE document = ?)',
      )
      .run(id, document)
    other.close()
  }

  async multiplyVersion(document: DocumentId, id: VersionId, count: number): Promise<void> {
    const other = new DatabaseSync(join(folder, this.#name))
    other
      .prepare(
        `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO versions SELECT number, 'v' || i, name, epoch, seq, author, created_at, bytes, sha256 FROM versions, n
         WHERE id = ? AND number = (SELECT number FROM heads WHERE document = ?)`,
      )
      .run(count, id, document)
    other.close()
  }

  async countVersions(): Promise<number> {
    const other = new DatabaseSync(join(folder, this.#name), { readOnly: true })
    const { count } = other.prepare('SELECT count(*) AS count FROM versions').get() as { count: number }
    other.close()
    return count
  }

  #damage(column: string, { document, part }: Address, seq: number): void {
    const other = new DatabaseSync(join(folder, this.#name))
    const { changes } = other
      .prepare(
        `UPDATE snapshots SET ${column} = zeroblob(9) WHERE seq = ? AND number = (SELECT number FROM heads WHERE document = ? AND part = ?)`,
      )
      .run(seq, document, part)
    other.close()
    if (changes !== 1) throw new Error(`${document} has no snapshot at ${seq}`)
  }
}

describe.each([
  ['text', testsOfLogStore],
  ['metadata', testsOfDocumentStore],
  ['folders', testsOfFolderStore],
  ['tokens', testsOfTokenStore],
  ['search', testsOfSearchStore],
  ['history', testsOfHistoryStore],
  ['versions', testsOfVersionStore],
  ['comments', testsOfCommentStore],
])('SQLite: %s', (name, tests) => {
  const lent = new OnSqlite(`${name}.db`)
  beforeAll(() => lent.reopen())
  afterAll(() => lent.store.close())
  tests(lent)
})

describe('SQLite alone', () => {
  test('what a store that was closed has kept is all in the one file, however often', async () => {
    for (let n = 0; n < CLOSED_OFTEN; n++) {
      const name = `closed-${n}.db`
      const store = await openAt(name)
      await store.putDocument(documentId('kept'), 'Kept')
      // Both connections have been used.
      expect(await store.getDocument(documentId('kept'))).toMatchObject({ title: 'Kept' })
      await store.close()
      expect(readdirSync(folder).filter((file) => file.startsWith(name))).toEqual([name])
    }
  })

  test('under steady writing the write-ahead log is begun anew, and nothing is lost by it', async () => {
    const store = await openAt('checkpoints.db')
    const address = textOf('much')
    const head = (await store.open(address)) as Head
    const wal = join(folder, 'checkpoints.db-wal')
    const part = { ...entry(), update: new Uint8Array(500_000).fill(5) }
    let rows = 0
    let largest = 0
    await until('the write-ahead log to become shorter', async () => {
      rows += 4
      await store.append([group(address, head, part, part, part, part)])
      const { size } = statSync(wal)
      largest = Math.max(largest, size)
      return size < largest / 2
    })
    console.info(`the write-ahead log was ${Math.round(largest / 1e6)} MB at most, of ${rows / 2} MB written`)
    await store.close()
    const again = await openAt('checkpoints.db')
    expect(await again.open(address)).toMatchObject({ epoch: head.epoch, head: rows })
    let after = 0
    while (after < rows) {
      const read = await again.readLog(address, { after, maxRows: 1_000 })
      expect(read[0]?.seq).toBe(after + 1)
      expect(read.every(({ update }) => Buffer.compare(update, part.update) === 0)).toBe(true)
      after = read.at(-1)!.seq
    }
    await again.close()
  })

  test('an event that cannot be appended undoes the write it tells of', async () => {
    const store = await openAt('events.db')
    const id = documentId('one-transaction')
    await store.putDocument(id, 'Before')
    const events = await store.readEvents(0, 100)
    const other = new DatabaseSync(join(folder, 'events.db'))
    other.exec(`CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no event today'); END`)
    for (const write of [
      () => store.renameDocument(id, 'After', undefined),
      () => store.trashDocument(id, undefined),
      () => store.putDocument(documentId('never-made'), ''),
      () => store.open(textOf('never-joined')),
    ])
      await expect(write()).rejects.toMatchObject({ name: 'Unavailable' })
    other.exec('DROP TRIGGER full')
    other.close()
    expect(await store.getDocument(id)).toMatchObject({ title: 'Before', metaVersion: 1, trashedAt: null })
    expect(await store.getDocument(documentId('never-made'))).toBe('absent')
    expect(await store.getDocument(documentId('never-joined'))).toBe('absent')
    expect(await store.readEvents(0, 100)).toEqual(events)
    expect(await store.renameDocument(id, 'After', undefined)).toMatchObject({ kind: 'written' })
    await store.close()
  })

  test('R7: a document whose rows cannot be written fails alone', async () => {
    const store = await openAt('poison.db')
    const [good, bad] = [textOf('good'), textOf('bad')]
    const [goodHead, badHead] = [(await store.open(good)) as Head, (await store.open(bad)) as Head]
    const other = new DatabaseSync(join(folder, 'poison.db'))
    other.exec(`CREATE TRIGGER poison BEFORE INSERT ON log WHEN NEW.number = (SELECT number FROM heads WHERE document = 'bad')
                AND NEW.seq = 2 BEGIN SELECT RAISE(ABORT, 'poison'); END`)
    other.close()
    const outcomes = await store.append([group(bad, badHead, entry(1), entry(2)), group(good, goodHead, entry(1))])
    expect(outcomes).toMatchObject([
      { kind: 'failed', message: /poison/ },
      { kind: 'appended', head: 1 },
    ])
    expect([await store.readLog(bad, { after: 0, maxRows: 9 }), ((await store.open(bad)) as Head).head]).toEqual([
      [],
      0,
    ])
    await store.close()
  })

  test('R5: a read of the log ends before a hole', async () => {
    const store = await openAt('hole.db')
    const address = textOf('holed')
    const head = (await store.open(address)) as Head
    await store.append([group(address, head, entry(1), entry(2), entry(3), entry(4))])
    const other = new DatabaseSync(join(folder, 'hole.db'))
    other.exec('DELETE FROM log WHERE seq = 3')
    other.close()
    const read = async (after: number): Promise<readonly number[]> =>
      (await store.readLog(address, { after, maxRows: 9 })).map(({ seq }) => seq)
    expect([await read(0), await read(2)]).toEqual([[1, 2], [4]])
    await store.close()
  })

  test('a database of a newer relay is left alone, in one sentence', async () => {
    const path = join(folder, 'newer.db')
    const newer = new DatabaseSync(path)
    newer.exec('PRAGMA user_version = 99; CREATE TABLE of_the_future (a)')
    newer.close()
    await expect(openAt('newer.db')).rejects.toMatchObject({
      name: 'CannotStart',
      message: `The database ${path} was written by a newer relay (version 99; this one knows ${SCHEMA_VERSION}). Start that one, or use another folder.`,
    })
  })

  test('a database of an older relay is copied and brought up to date, also where an earlier try was cut off', async () => {
    const path = join(folder, 'older.db')
    const store = await openAt('older.db')
    const address = textOf('old')
    const head = (await store.open(address)) as Head
    await store.append([group(address, head, entry(1), entry(2))])
    await store.replaceSnapshot(address, head.epoch, 0, 0, { seq: 1, bytes: new Uint8Array([1]), index: undefined })
    await store.close()
    const older = new DatabaseSync(path)
    older.exec(`
      CREATE TABLE snapshots_1 (number INTEGER PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
      INSERT INTO snapshots_1 SELECT number, epoch, seq, bytes FROM snapshots;
      DROP TABLE snapshots; ALTER TABLE snapshots_1 RENAME TO snapshots; DROP TABLE quarantine; DROP TABLE tokens; DROP TABLE history; DROP TABLE versions; DROP TABLE comment_counts; DROP TABLE imports; DROP TABLE staged_folders; DROP TABLE staged_documents; DROP TABLE staged_parts; DROP TABLE folders; DROP INDEX documents_by_folder; DROP TABLE search; DROP TABLE projections; PRAGMA user_version = 1`)
    older.close()
    // Killed between the copy and the first step; and in the midst of the copy.
    const copy = `${path}.before-${SCHEMA_VERSION}`
    writeFileSync(copy, readFileSync(path))
    writeFileSync(`${copy}.part`, readFileSync(path).subarray(0, 5_000))
    const again = await openAt('older.db')
    expect(await again.open(address)).toEqual({ ...head, head: 2, snapshotSeq: 1, snapshotBytes: 1 })
    expect(await again.readSnapshot(address)).toEqual({ seq: 1, bytes: new Uint8Array([1]) })
    await again.close()
    expect(readdirSync(folder).filter((name) => name.startsWith('older.db.'))).toEqual([
      `older.db.before-${SCHEMA_VERSION}`,
    ])
    const kept = new DatabaseSync(copy, { readOnly: true })
    expect(kept.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 })
    expect(kept.prepare('SELECT seq FROM log').all()).toEqual([{ seq: 1 }, { seq: 2 }])
    kept.close()
  })

  test('S4: a text whose indexing was cut off is indexed anew, also where it has become again what it was', () => {
    const path = join(folder, 'cut-off.db')
    const database = new DatabaseSync(path)
    migrate(database, path)
    const projections = new ProjectionsTable(database)
    const documents = new DocumentsTable(database, projections)
    const log = new LogTable(database, documents, () => undefined)
    const id = documentId('cut-off')
    const { epoch } = log.open(textOf('cut-off')) as Head
    const saying = (seq: number, text: string): Projection => ({
      epoch,
      seq,
      text,
      folded: text,
      words: 1,
      outline: [],
    })
    const keep = (projection: Projection, all: boolean): void => {
      for (const nth of projections.beginToKeep(id, projection) ?? [])
        projections.indexPassage(id, epoch, nth, projection.folded)
      if (all) projections.keep(id, projection)
    }
    const finds = (word: string): number =>
      projections.search({
        words: [word],
        after: { among: 'texts', changedAt: Number.MAX_SAFE_INTEGER, document: '' },
        maxHits: 9,
      }).found.length
    keep(saying(1, 'as before'), true)
    keep(saying(2, 'otherwise'), false)
    expect(projections.findUnprojected(undefined, 9, Date.now()).documents).toEqual([id])
    keep(saying(3, 'as before'), true)
    expect([finds('before'), finds('otherwise')]).toEqual([1, 0])
    database.close()
  })

  test('B4: the versions of a document that is deleted for ever go a few at a time, also when the relay was killed', async () => {
    const path = join(folder, 'many-versions.db')
    const database = new DatabaseSync(path)
    migrate(database, path)
    const documents = new DocumentsTable(database, new ProjectionsTable(database))
    const imports = new ImportsTable(database, documents, new FoldersTable(database, documents))
    const id = documentId('many-versions')
    new LogTable(database, documents, () => undefined).open(textOf('many-versions'))
    const versions = new VersionsTable(database)
    for (let n = 0; n < 12; n++)
      versions.keep(id, {
        ...{ id: `v${n}` as VersionId, name: 'One', epoch: 'first' as never, seq: 1, author: 'ada', createdAt: n },
        bytes: new Uint8Array([1]),
      })
    documents.trash(id, undefined)
    documents.deleteForEver(id, undefined)
    const count = (): unknown => database.prepare('SELECT count(*) AS count FROM versions').get()!['count']
    const left = [count()]
    imports.clearDeleted()
    left.push(count())
    expect(left).toEqual([12, 7])
    database.close()
    const inspection = new SqliteInspection(path)
    expect([...inspection.strays()]).toEqual([])
    inspection.close()
    // As the relay does that starts.
    const store = await openAt('many-versions.db')
    for (const { number, isCommitted } of await store.leftImports()) {
      expect(isCommitted).toBe(true)
      while (await store.clearImport(number)) continue
    }
    expect(await store.leftImports()).toEqual([])
    await store.close()
    const after = new DatabaseSync(path, { readOnly: true })
    for (const table of ['versions', 'staged_parts', 'imports'])
      expect([table, after.prepare(`SELECT count(*) AS count FROM ${table}`).get()!['count']]).toEqual([table, 0])
    after.close()
  })

  test('a file that is no database is left alone, in one sentence', async () => {
    const path = join(folder, 'letter.db')
    writeFileSync(path, 'Dear Ada, '.repeat(1_000))
    await expect(openAt('letter.db')).rejects.toMatchObject({
      name: 'CannotStart',
      message: expect.stringContaining(path),
    })
    expect(readFileSync(path, 'utf8')).toBe('Dear Ada, '.repeat(1_000))
  })

  test('calls after the store is closed are refused, not lost', async () => {
    const store = await openAt('closed.db')
    await store.close()
    await expect(store.open(textOf('late'))).rejects.toMatchObject({ name: 'Unavailable' })
  })
})

test('a snapshot is handed over, not copied, and nothing else of the memory that it lies in', async () => {
  const store = await openAt('handed-over.db')
  try {
    const address: Address = { document: documentId('large'), part: 'text' }
    const head = (await store.open(address)) as Head
    await store.append([group(address, head, entry(1))])
    const bytes = new Uint8Array([1, 2, 3])
    expect(await store.replaceSnapshot(address, head.epoch, 0, 0, { seq: 1, bytes, index: undefined })).toBe(true)
    expect(bytes.byteLength).toBe(0)
    await store.append([group(address, head, entry(2))])
    const part = new Uint8Array([0, 4, 5, 6]).subarray(1)
    expect(await store.replaceSnapshot(address, head.epoch, 1, 1, { seq: 2, bytes: part, index: undefined })).toBe(true)
    expect(part.byteLength).toBe(3)
    expect((await store.readSnapshot(address))!.bytes).toEqual(new Uint8Array([4, 5, 6]))
  } finally {
    await store.close()
  }
})
