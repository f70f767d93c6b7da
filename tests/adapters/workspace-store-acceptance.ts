// What every store must do with whole workspaces (protocol W): nothing that is staged is seen, all of it is seen at once, and never in the
// place of what is there. Run by workspace-store.test.ts.
import { expect, test } from 'vitest'
import type { Address, DocumentId, Epoch, FolderId, VersionId } from '../../contracts/ids.ts'
import { MAX_FOLDERS } from '../../contracts/limits.ts'
import { EVENTS_KEPT } from '../../server/store/document-rows.ts'
import { type Store, type Stretch, UNKNOWN_AUTHOR } from '../../server/store/store.ts'
import type { CommittedImport, StagedItem, WorkspaceStore } from '../../server/store/workspace.ts'
import { documentId, entry, group, textOf } from './store-acceptance.ts'

export interface WorkspaceStoreUnderTest {
  readonly store: Store & WorkspaceStore
  /** How many rows this table has, whoever they belong to. */
  count(
    table:
      | 'log'
      | 'snapshots'
      | 'history'
      | 'versions'
      | 'staged_parts'
      | 'staged_documents'
      | 'staged_folders'
      | 'imports',
  ): Promise<number>
}

const AT = Date.parse('2026-03-01T12:00:00.123Z')
const epochOf = (text: string): Epoch => text as Epoch

const folder = (id: string): StagedItem => ({
  kind: 'folder',
  id: id as FolderId,
  newId: `${id}-new` as FolderId,
  title: `Folder ${id}`,
  createdAt: AT,
  changedAt: AT + 500,
})

type StagedDocument = Extract<StagedItem, { kind: 'document' }>
export function document(nth: number, id: string, more: Partial<StagedDocument> = {}): StagedDocument {
  return {
    kind: 'document',
    nth,
    id: documentId(id),
    newId: documentId(`${id}-new`),
    title: `Title of ${id}`,
    createdAt: AT,
    changedAt: AT + 1_000,
    trashedAt: null,
    folder: null,
    ...more,
  }
}
export const part = (nth: number): StagedItem => ({ kind: 'part', nth, part: 'text', epoch: epochOf('e1') })
export const log = (nth: number, from: number, ...updates: readonly (readonly number[])[]): StagedItem => ({
  kind: 'log',
  nth,
  part: 'text',
  rows: updates.map((update, at) => ({
    seq: from + at,
    update: Uint8Array.from(update),
    author: from + at === 2 ? 'ben' : 'ada',
    at: AT + from + at,
  })),
})
const stretch = (author: string, fromSeq: number, toSeq: number): Stretch => ({
  author,
  fromSeq,
  toSeq,
  startedAt: AT + fromSeq,
  endedAt: AT + toSeq,
  edits: toSeq - fromSeq + 1,
  added: 5,
  removed: 2,
})
const snapshot = (nth: number, seq: number, ...bytes: readonly number[]): StagedItem => ({
  kind: 'snapshot',
  nth,
  part: 'text',
  snapshot: { seq, bytes: Uint8Array.from(bytes), index: undefined },
})

const version = (nth: number, id: string, ...bytes: readonly number[]): StagedItem => ({
  kind: 'version',
  nth,
  version: {
    id: id as VersionId,
    name: `Version ${id}`,
    epoch: epochOf('e0'),
    seq: 4,
    author: 'ada',
    createdAt: AT + 7,
    bytes: Uint8Array.from(bytes),
  },
})

export function testsOfWorkspaceStore(lent: WorkspaceStoreUnderTest): void {
  const rows = async (address: Address): Promise<readonly (readonly number[])[]> =>
    (await lent.store.readLog(address, { after: 0, maxRows: 100 })).map(({ seq, update }) => [seq, ...update])
  const idsAfter = async (after: DocumentId | undefined): Promise<readonly string[]> =>
    (await lent.store.readDocuments(after, 100)).map(({ id }) => id)
  const clear = async (number: number): Promise<void> => {
    while (await lent.store.clearImport(number)) continue
  }

  test('W3: what is staged nobody sees before it is committed, and then all of it, as it was', async () => {
    const before = (await lent.store.readLastEvents(1))[0]?.number ?? 0
    const { number, release } = await lent.store.beginImport()
    expect(
      await lent.store.stage(number, [
        document(1, 'b'),
        part(1),
        log(1, 1, [1], [2, 2]),
        document(2, 'a', { trashedAt: AT + 500 }),
      ]),
    ).toBe('staged')
    expect(await lent.store.stage(number, [part(2), snapshot(2, 7, 9, 9), log(2, 8, [8])])).toBe('staged')
    expect(await lent.store.getDocument(documentId('b'))).toBe('absent')
    expect(await lent.store.readHeads([textOf('b')])).toEqual([undefined])
    expect(await idsAfter(undefined)).toEqual([])
    // Others begin documents meanwhile, and get heads of their own.
    await lent.store.open(textOf('c'))
    const committed = await lent.store.commitImport(number, [2])
    expect(committed).toEqual({
      renamed: 0,
      firstRenamed: [],
      asked: [{ nth: 2, from: 'a', id: 'a', title: 'Title of a' }],
    })
    expect(await lent.store.getDocument(documentId('b'))).toEqual({
      id: 'b',
      title: 'Title of b',
      metaVersion: 1,
      createdAt: '2026-03-01T12:00:00.123Z',
      changedAt: '2026-03-01T12:00:01.123Z',
      trashedAt: null,
      folder: null,
    })
    expect(await lent.store.readHeads([textOf('b'), textOf('a')])).toMatchObject([
      { epoch: 'e1', head: 2, snapshotSeq: 0 },
      { epoch: 'e1', head: 8, snapshotSeq: 7, snapshotBytes: 2 },
    ])
    expect(await rows(textOf('b'))).toEqual([
      [1, 1],
      [2, 2, 2],
    ])
    expect(await lent.store.readSnapshot(textOf('a'))).toEqual({ seq: 7, bytes: Uint8Array.of(9, 9) })
    expect(await rows(textOf('a'))).toEqual([[8, 8]])
    expect(await idsAfter(undefined)).toEqual(['a', 'b', 'c'])
    expect(await idsAfter(documentId('a'))).toEqual(['b', 'c'])
    const told = (await lent.store.readEvents(before, 100)).map(({ event }) => event)
    expect(told.slice(-2)).toEqual(
      await Promise.all(
        ['b', 'a'].map(async (id) => ({
          kind: 'created',
          document: await lent.store.getDocument(documentId(id)),
        })),
      ),
    )
    expect((await lent.store.search({ words: ['title of b'], after: undefined, maxHits: 5 })).found).toMatchObject([
      { document: { id: 'b' } },
    ])
    await release()
    await clear(number)
    expect(await lent.store.leftImports()).toEqual([])
    expect(await rows(textOf('b'))).toHaveLength(2)
  })

  test('W3: what came in is written on like any other', async () => {
    const [head] = await lent.store.readHeads([textOf('b')])
    expect(await lent.store.append([group(textOf('b'), head!, entry(3))])).toEqual([
      { kind: 'appended', firstSeq: 3, head: 3 },
    ])
  })

  test('W5: an id that is in use, or was deleted for ever, is given to nobody else', async () => {
    const over = documentId('over')
    await lent.store.putDocument(over, '')
    await lent.store.trashDocument(over, undefined)
    await lent.store.deleteForEver(over, undefined)
    await lent.store.open(textOf('used'))
    const { number, release } = await lent.store.beginImport()
    await lent.store.stage(number, [
      document(1, 'over'),
      document(2, 'used'),
      part(2),
      log(2, 1, [5]),
      document(3, 'ok'),
    ])
    const { renamed, firstRenamed } = (await lent.store.commitImport(number, [])) as CommittedImport
    expect(renamed).toBe(2)
    expect(firstRenamed).toEqual([
      { nth: 1, from: 'over', id: 'over-new', title: 'Title of over' },
      { nth: 2, from: 'used', id: 'used-new', title: 'Title of used' },
    ])
    expect(await lent.store.getDocument(over)).toBe('gone')
    expect(await rows(textOf('used'))).toEqual([])
    expect(await rows(textOf('used-new'))).toEqual([[1, 5]])
    await release()
    await clear(number)
  })

  test('W4: a second document of one id is refused, with everything staged beside it', async () => {
    const { number, release } = await lent.store.beginImport()
    await lent.store.stage(number, [document(1, 'one')])
    expect(await lent.store.stage(number, [document(2, 'two'), document(3, 'one')])).toBe('twice')
    expect(await lent.count('staged_documents')).toBe(1)
    await release()
    await clear(number)
  })

  test('W1: a part that begins anew forgets what came of it before', async () => {
    const { number, release } = await lent.store.beginImport()
    await lent.store.stage(number, [document(1, 'anew'), part(1), snapshot(1, 3, 1), log(1, 4, [4])])
    await lent.store.stage(number, [part(1), log(1, 1, [6])])
    await lent.store.commitImport(number, [])
    expect(await lent.store.readHeads([textOf('anew')])).toMatchObject([{ head: 1, snapshotSeq: 0 }])
    expect(await lent.store.readSnapshot(textOf('anew'))).toBeUndefined()
    expect(await rows(textOf('anew'))).toEqual([[1, 6]])
    await release()
    const before = await lent.count('log')
    await clear(number)
    expect([await lent.count('log'), await lent.count('staged_parts')]).toEqual([before - 1, 0])
    expect(await rows(textOf('anew'))).toEqual([[1, 6]])
  })

  test('W6: what was left behind is known, and of what was cleared away nothing stays', async () => {
    const tables = ['log', 'snapshots', 'history', 'versions'] as const
    const before = await Promise.all(tables.map((table) => lent.count(table)))
    const { number, release } = await lent.store.beginImport()
    const many = Array.from({ length: 1_500 }, () => [1, 2, 3])
    await lent.store.stage(number, [folder('left'), document(1, 'left'), part(1), snapshot(1, 300, 1)])
    const older = Array.from({ length: 300 }, (_, nth) => stretch('ada', 300 - nth, 300 - nth))
    await lent.store.stage(number, [
      { kind: 'stretches', nth: 1, part: 'text', stretches: older },
      log(1, 301, ...many),
      ...Array.from({ length: 60 }, (_, nth) => version(1, `v${nth}`, nth)),
    ])
    expect(await lent.count('versions')).toBe(before[3]! + 60)
    expect(await lent.store.leftImports()).toEqual([])
    await release()
    expect(await lent.store.leftImports()).toEqual([{ number, isCommitted: false }])
    await clear(number)
    expect(await Promise.all(tables.map((table) => lent.count(table)))).toEqual(before)
    for (const table of ['staged_parts', 'staged_documents', 'staged_folders', 'imports'] as const)
      expect(await lent.count(table)).toBe(0)
    await expect(lent.store.stage(number, [document(1, 'late')])).rejects.toThrow()
    await expect(lent.store.commitImport(number, [])).rejects.toThrow()
  })

  test('W3, B8: versions are seen with their document, under whichever id it comes, and none of them twice', async () => {
    await lent.store.open(textOf('versioned'))
    const { number, release } = await lent.store.beginImport()
    await lent.store.stage(number, [document(1, 'versioned'), part(1), log(1, 1, [1]), version(1, 'a', 5, 6)])
    expect(await lent.store.stage(number, [version(1, 'b', 7), version(1, 'a', 8)])).toBe('twice')
    await lent.store.stage(number, [document(2, 'other'), part(2), version(2, 'a', 9)])
    const none = { versions: [], nextCursor: null }
    const page = { cursor: undefined, limit: 9 }
    for (const id of ['versioned', 'versioned-new', 'other'])
      expect(await lent.store.listVersions(documentId(id), page)).toEqual(none)
    await lent.store.commitImport(number, [])
    await release()
    await clear(number)
    const { bytes: _, ...known } = (version(1, 'a') as Extract<StagedItem, { kind: 'version' }>).version
    expect(await lent.store.listVersions(documentId('versioned'), page)).toEqual(none)
    expect(await lent.store.listVersions(documentId('versioned-new'), page)).toEqual({
      versions: [{ ...known, size: 2 }],
      nextCursor: null,
    })
    expect(await lent.store.readVersion(documentId('versioned-new'), known.id)).toEqual(Uint8Array.of(5, 6))
    expect(await lent.store.readVersion(documentId('other'), known.id)).toEqual(Uint8Array.of(9))
  })

  test('W3: who wrote each row, and when, comes with it, and so do stretches of those that are no more', async () => {
    const { number, release } = await lent.store.beginImport()
    const stretches = [stretch('ben', 5, 7), stretch('ada', 1, 4)]
    await lent.store.stage(number, [
      document(1, 'written'),
      part(1),
      snapshot(1, 7, 1),
      { kind: 'stretches', nth: 1, part: 'text', stretches },
      log(1, 8, [8], [9]),
      document(2, 'unknown'),
      part(2),
      {
        kind: 'log',
        nth: 2,
        part: 'text',
        rows: [{ seq: 1, update: Uint8Array.of(1), author: UNKNOWN_AUTHOR, at: AT }],
      },
    ])
    await lent.store.commitImport(number, [])
    const written = [
      { seq: 8, author: 'ada', at: AT + 8, update: Buffer.of(8) },
      { seq: 9, author: 'ada', at: AT + 9, update: Buffer.of(9) },
    ]
    const read = await lent.store.readRows(textOf('written'), { after: 7, maxRows: 100 })
    expect(read.map((row) => ({ ...row, update: Buffer.from(row.update) }))).toEqual(written)
    expect(await lent.store.readRows(textOf('written'), { after: 7, maxRows: 1 })).toHaveLength(1)
    expect(await lent.store.readStretches(textOf('written'), { before: 100, maxRows: 100 })).toEqual(stretches)
    expect(await lent.store.readLastEdits([documentId('written'), documentId('unknown')])).toEqual([
      expect.objectContaining({ author: 'ada', at: AT + 9 }),
      undefined,
    ])
    await release()
    await clear(number)
  })

  test('W5: a folder is made, or is the one that is here, or comes under a new id where it was deleted', async () => {
    const [here, over] = ['here', 'over-folder'] as unknown as readonly FolderId[]
    await lent.store.putFolder(here!, 'Ours')
    await lent.store.putFolder(over!, 'Gone')
    await lent.store.deleteFolder(over!, undefined)
    const before = (await lent.store.readLastEvents(1))[0]!.number
    const { number, release } = await lent.store.beginImport()
    await lent.store.stage(number, [
      folder('here'),
      folder('over-folder'),
      folder('fresh'),
      ...(['here', 'over-folder', 'fresh'] as FolderId[]).map((where, nth) =>
        document(nth + 1, `in-${where}`, { folder: where }),
      ),
      document(4, 'in-none'),
    ])
    expect((await lent.store.listFolders()).map(({ id }) => id)).toEqual(['here'])
    await lent.store.commitImport(number, [])
    const times = { createdAt: '2026-03-01T12:00:00.123Z', changedAt: '2026-03-01T12:00:00.623Z' }
    expect(await lent.store.getFolder(here!)).toMatchObject({ title: 'Ours' })
    expect(await lent.store.getFolder(over!)).toBe('gone')
    const made = [
      { id: 'fresh', title: 'Folder fresh', metaVersion: 1, ...times },
      { id: 'over-folder-new', title: 'Folder over-folder', metaVersion: 1, ...times },
    ]
    expect((await lent.store.listFolders()).filter(({ id }) => id !== 'here')).toEqual(made)
    const documents = await Promise.all(
      ['in-here', 'in-over-folder', 'in-fresh', 'in-none'].map((id) => lent.store.getDocument(documentId(id))),
    )
    expect(documents.map((one) => typeof one === 'object' && one.folder)).toEqual([
      'here',
      'over-folder-new',
      'fresh',
      null,
    ])
    const told = (await lent.store.readEvents(before, 100)).map(({ event }) => event)
    expect(told.slice(0, 2)).toEqual(
      expect.arrayContaining(made.map((one) => ({ kind: 'folder-created', folder: one }))),
    )
    expect(told.slice(2)).toEqual(documents.map((one) => ({ kind: 'created', document: one })))
    await release()
    await clear(number)
    expect(await lent.count('staged_folders')).toBe(0)
  })

  test('D1: nothing of an import is done with which there would be too many folders', async () => {
    await lent.store.putFolder('one-more' as FolderId, 'One more')
    const { number, release } = await lent.store.beginImport()
    const many = Array.from({ length: MAX_FOLDERS }, (_, nth) => folder(`one-of-many-${nth}`))
    await lent.store.stage(number, [...many, document(1, 'too-many')])
    const before = await lent.store.listFolders()
    expect(await lent.store.commitImport(number, [])).toBe('folders-full')
    expect(await lent.store.listFolders()).toEqual(before)
    expect(await lent.store.getDocument(documentId('too-many'))).toBe('absent')
    await release()
    await clear(number)
  })

  test('W1: it says how much there is', async () => {
    const { documents, bytes } = await lent.store.measureDocuments()
    expect(documents).toBe((await idsAfter(undefined)).length)
    expect(bytes).toBeGreaterThan(0)
  })

  test('V3: of very many documents the last are told of, and who has heard all before is told to read the lists', async () => {
    const before = (await lent.store.readLastEvents(1))[0]?.number ?? 0
    const { number, release } = await lent.store.beginImport()
    const count = EVENTS_KEPT + 100
    for (let nth = 1; nth <= count; nth += 500)
      await lent.store.stage(
        number,
        Array.from({ length: Math.min(500, count + 1 - nth) }, (_, more) => document(nth + more, `very-${nth + more}`)),
      )
    await lent.store.commitImport(number, [])
    const [first] = await lent.store.readEvents(0, 1)
    const [last] = await lent.store.readLastEvents(1)
    expect(last!.event).toMatchObject({ kind: 'created', document: { id: `very-${count}` } })
    // One more than are kept: the place of who has read all before is not the first one either.
    expect([first!.number, last!.number]).toEqual([before + 2, before + EVENTS_KEPT + 1])
    expect((await lent.store.search({ words: ['title of very-7'], after: undefined, maxHits: 1 })).found).toHaveLength(
      1,
    )
    await release()
    await clear(number)
  })
}
