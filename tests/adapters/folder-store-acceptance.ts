// What every store must do with folders and with which documents are in them (protocol clause D): beside document-store-acceptance.ts.
import { expect, test } from 'vitest'
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { FolderId } from '../../contracts/ids.ts'
import { MAX_FOLDERS } from '../../contracts/limits.ts'
import type { Head, NumberedEvent } from '../../server/store/store.ts'
import { documentId, entry, group, type StoreUnderTest, textOf } from './store-acceptance.ts'

const folderId = (text: string): FolderId => text as FolderId

export function testsOfFolderStore(lent: StoreUnderTest): void {
  /** The events that the write appended. */
  const told = async (write: () => Promise<unknown>): Promise<readonly NumberedEvent['event'][]> => {
    const last = (await lent.store.readLastEvents(1))[0]?.number ?? 0
    await write()
    return (await lent.store.readEvents(last, 1_000)).map(({ event }) => event)
  }
  const read = async (id: string): Promise<DocumentResource> => {
    const document = await lent.store.getDocument(documentId(id))
    if (typeof document === 'string') throw new Error(`${id} is ${document}`)
    return document
  }
  const idsIn = async (folder: FolderId, trashed = false): Promise<string[]> => {
    const page = await lent.store.listDocuments({ cursor: undefined, limit: 200, trashed, folder })
    if (page === 'bad-cursor') throw new Error('no cursor was given')
    return page.documents.map(({ id }) => id)
  }
  const filed = async (folder: FolderId, ...ids: readonly string[]): Promise<void> => {
    await lent.store.putFolder(folder, `Folder ${folder}`)
    for (const id of ids) await lent.store.putDocument(documentId(id), id, folder)
  }

  test('D1: a put creates a folder once; it is renamed at the version that was seen, and listed in the order of making', async () => {
    const { store } = lent
    const [one, two] = [folderId('plans'), folderId('notes')]
    const made = await store.putFolder(one, 'Plans')
    expect(made).toMatchObject({ kind: 'written', created: true, folder: { id: one, title: 'Plans', metaVersion: 1 } })
    expect(await store.putFolder(one, 'Other')).toMatchObject({ kind: 'unchanged', folder: { title: 'Plans' } })
    await store.putFolder(two, 'Notes')
    expect(await store.renameFolder(one, 'My plans', 2)).toMatchObject({
      kind: 'changed-meanwhile',
      folder: { title: 'Plans', metaVersion: 1 },
    })
    expect(await store.renameFolder(one, 'My plans', 1)).toMatchObject({ kind: 'written', folder: { metaVersion: 2 } })
    expect(await store.renameFolder(one, 'My plans', undefined)).toMatchObject({ kind: 'unchanged' })
    await lent.reopen()
    const listed = await lent.store.listFolders()
    expect(listed.map(({ title }) => title)).toEqual(['My plans', 'Notes'])
    expect(await lent.store.getFolder(one)).toEqual(listed[0])
    expect(await lent.store.getFolder(folderId('nowhere'))).toBe('absent')
    expect(await lent.store.renameFolder(folderId('nowhere'), 'x', undefined)).toEqual({ kind: 'absent' })
  })

  test('D2: a document is moved at the version that was seen; it counts as metadata, and the document stays where it was in the list', async () => {
    const { store } = lent
    await filed(folderId('move-a'))
    await filed(folderId('move-b'))
    await store.putDocument(documentId('moved'), 'Moved')
    const before = await read('moved')
    expect(before.folder).toBe(null)
    const into = (folder: FolderId | null, at?: number) => store.moveDocument(documentId('moved'), folder, at)
    expect(await into(folderId('move-a'), 2)).toMatchObject({ kind: 'changed-meanwhile' })
    expect(await into(folderId('move-a'), 1)).toMatchObject({
      kind: 'written',
      document: { folder: 'move-a', metaVersion: 2, changedAt: before.changedAt },
    })
    expect(await into(folderId('move-a'))).toMatchObject({ kind: 'unchanged' })
    expect([await idsIn(folderId('move-a')), await idsIn(folderId('move-b'))]).toEqual([['moved'], []])
    await into(folderId('move-b'))
    expect([await idsIn(folderId('move-a')), await idsIn(folderId('move-b'))]).toEqual([[], ['moved']])
    await into(null)
    expect(await read('moved')).toEqual({ ...before, metaVersion: 4 })
  })

  test('D2: into a folder that is not there, or not any more, nothing is put, and nothing else is changed', async () => {
    const { store } = lent
    const [none, gone] = [folderId('never-made'), folderId('was-deleted')]
    await filed(gone)
    await store.deleteFolder(gone, undefined)
    await store.putDocument(documentId('stays'), 'Stays')
    for (const [folder, kind] of [
      [none, 'no-folder'],
      [gone, 'folder-gone'],
    ] as const) {
      expect(await told(() => store.moveDocument(documentId('stays'), folder, undefined))).toEqual([])
      expect(await store.moveDocument(documentId('stays'), folder, undefined)).toEqual({ kind, folder })
      expect(await store.putDocument(documentId('not-made'), '', folder)).toEqual({ kind, folder })
    }
    expect(await store.getDocument(documentId('not-made'))).toBe('absent')
    expect(await read('stays')).toMatchObject({ folder: null, metaVersion: 1 })
    expect(await store.moveDocument(documentId('nobody'), none, undefined)).toEqual({ kind: 'absent' })
    // A repeat of what was done asks nothing of the folder.
    expect(await store.putDocument(documentId('stays'), 'Stays', none)).toMatchObject({ kind: 'unchanged' })
  })

  test('D2: a put fills title and folder of what a join has created, and takes it out of none', async () => {
    const { store } = lent
    await filed(folderId('fill'))
    await store.open(textOf('fill-one'))
    expect(await store.putDocument(documentId('fill-one'), 'One', folderId('fill'))).toMatchObject({
      document: { title: 'One', folder: 'fill' },
    })
    await store.open(textOf('fill-two'))
    await store.moveDocument(documentId('fill-two'), folderId('fill'), undefined)
    expect(await store.putDocument(documentId('fill-two'), 'Two')).toMatchObject({ document: { folder: 'fill' } })
  })

  test('D3: a folder that is deleted lets its documents go, those of the trash too, and stays deleted', async () => {
    const { store } = lent
    const [folder, other] = [folderId('left'), folderId('left-alone')]
    await filed(folder, 'left-1', 'left-2', 'left-3', 'left-4')
    await filed(other, 'elsewhere')
    await store.trashDocument(documentId('left-2'), undefined)
    await store.trashDocument(documentId('left-4'), undefined)
    await store.deleteForEver(documentId('left-4'), undefined)
    const before = await read('left-1')
    expect(await store.deleteFolder(folder, 2)).toMatchObject({ kind: 'changed-meanwhile' })
    const events = await told(async () =>
      expect(await store.deleteFolder(folder, 1)).toEqual({
        kind: 'deleted',
        documents: ['left-1', 'left-2', 'left-3'],
      }),
    )
    expect(await read('left-1')).toEqual({ ...before, folder: null, metaVersion: 2 })
    expect(await read('left-2')).toMatchObject({ folder: null, metaVersion: 3, trashedAt: expect.any(String) })
    expect(events).toEqual([
      ...(await Promise.all(['left-1', 'left-2', 'left-3'].map(read))).map((document) => ({ kind: 'moved', document })),
      { kind: 'folder-deleted', folder: { id: folder } },
    ])
    expect(await read('elsewhere')).toMatchObject({ folder: other })
    expect((await store.listFolders()).map(({ id }) => id)).not.toContain(folder)
    expect(await store.getFolder(folder)).toBe('gone')
    expect(await store.deleteFolder(folder, undefined)).toEqual({ kind: 'gone' })
    expect(await store.putFolder(folder, 'Again')).toEqual({ kind: 'gone' })
    expect(await store.renameFolder(folder, 'Again', undefined)).toEqual({ kind: 'gone' })
  })

  test('D3: of people who move into a folder while it is deleted, nobody’s document is left in it', async () => {
    const { store } = lent
    for (let round = 0; round < 5; round++) {
      const [going, staying] = [folderId(`race-${round}`), folderId(`safe-${round}`)]
      const ids = Array.from({ length: 6 }, (_, n) => `race-${round}-${n}`)
      await filed(going, ...ids.slice(0, 3))
      await filed(staying)
      for (const id of ids) await store.putDocument(documentId(id), id)
      await Promise.all([
        ...ids.map((id, n) => store.moveDocument(documentId(id), n < 2 ? staying : going, undefined)),
        store.deleteFolder(going, undefined),
      ])
      const folders = (await Promise.all(ids.map(read))).map(({ folder }) => folder)
      expect(folders.slice(2)).toEqual([null, null, null, null])
      for (const folder of folders.slice(0, 2)) expect([staying, null]).toContain(folder)
    }
  })

  test('D4: each write of a folder appends one event, one that changes nothing none', async () => {
    const { store } = lent
    const [id, document] = [folderId('eventful'), documentId('in-eventful')]
    const kinds = async (write: () => Promise<unknown>): Promise<string[]> =>
      (await told(write)).map(({ kind }) => kind)
    expect(await kinds(() => store.putFolder(id, 'One'))).toEqual(['folder-created'])
    expect(await kinds(() => store.putFolder(id, 'Again'))).toEqual([])
    expect(await kinds(() => store.putDocument(document, 'x', id))).toEqual(['created'])
    expect(await told(() => store.renameFolder(id, 'Two', 1))).toEqual([
      { kind: 'folder-renamed', folder: await store.getFolder(id) },
    ])
    expect(await kinds(() => store.renameFolder(id, 'Two', undefined))).toEqual([])
    expect(await kinds(() => store.moveDocument(document, null, undefined))).toEqual(['moved'])
    expect(await kinds(() => store.moveDocument(document, null, undefined))).toEqual([])
    expect(await kinds(() => store.deleteFolder(id, undefined))).toEqual(['folder-deleted'])
    expect(await kinds(() => store.deleteFolder(id, undefined))).toEqual([])
  })

  test('D5: what is in a folder is listed page by page, and the first pages of several at once', async () => {
    const { store } = lent
    const [full, few, empty] = [folderId('page-full'), folderId('page-few'), folderId('page-empty')]
    const ids = Array.from({ length: 7 }, (_, n) => `page-${n}`)
    await filed(full, ...ids)
    await filed(few, 'page-other')
    await filed(empty)
    await store.trashDocument(documentId('page-0'), undefined)
    // Edited in the far future, the later the smaller its number.
    for (const [n, id] of ids.entries()) {
      const head = (await store.open(textOf(id))) as Head
      await store.append([group(textOf(id), head, { ...entry(1), at: Date.UTC(2100, 0, 1) - n })])
    }
    expect(await idsIn(full, true)).toEqual(['page-0'])
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await store.listDocuments({ cursor, limit: 4, trashed: false, folder: full })
      if (page === 'bad-cursor') throw new Error(`${cursor} was given by the page before`)
      pages.push(page.documents.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(pages).toEqual([ids.slice(1, 5), ids.slice(5)])
    const [ofEmpty, ofFull, ofFew] = await store.listDocumentsIn([empty, full, few], 4)
    expect([ofEmpty, ofFew]).toMatchObject([
      { documents: [], nextCursor: null },
      { documents: [{ id: 'page-other' }], nextCursor: null },
    ])
    expect(ofFull).toEqual(await store.listDocuments({ cursor: undefined, limit: 4, trashed: false, folder: full }))
    expect(await store.listDocumentsIn([], 4)).toEqual([])
  })

  test('D1: there are no more folders than are told at once', async () => {
    const { store } = lent
    const there = (await store.listFolders()).length
    for (let n = there; n < MAX_FOLDERS; n++) await store.putFolder(folderId(`many-${n}`), 'Many')
    expect(await store.putFolder(folderId('one-too-many'), 'Many')).toEqual({ kind: 'full' })
    expect(await store.putFolder(folderId(`many-${there}`), 'Many')).toMatchObject({ kind: 'unchanged' })
    await store.deleteFolder(folderId(`many-${there}`), undefined)
    expect(await store.putFolder(folderId('one-too-many'), 'Many')).toMatchObject({ kind: 'written' })
  })
}
