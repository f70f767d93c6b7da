// What every store must do with versions of documents that somebody has named (B): a part of the suite for the port.
import { expect, test } from 'vitest'
import type { DocumentId, VersionId } from '../../contracts/ids.ts'
import { MAX_VERSIONS } from '../../contracts/limits.ts'
import type { Head, NewVersion } from '../../server/store/store.ts'
import { until } from '../support/until.ts'
import { documentId, entry, group, type StoreUnderTest, textOf } from './store-acceptance.ts'

export const versionId = (text: string): VersionId => text as VersionId
const AT = 1_764_400_000_000

export interface VersionStoreUnderTest extends StoreUnderTest {
  damageVersion(document: DocumentId, id: VersionId): Promise<void>
  /** So that there are `count`: v1, v2 and so on. The document has none but this. */
  multiplyVersion(document: DocumentId, id: VersionId, count: number): Promise<void>
  /** All that are stored, whoever they belong to. */
  countVersions(): Promise<number>
}

export function testsOfVersionStore(lent: VersionStoreUnderTest): void {
  const opened = async (id: string): Promise<{ document: DocumentId; head: Head }> => {
    const head = (await lent.store.open(textOf(id))) as Head
    return { document: documentId(id), head }
  }
  /** Its bytes are the store's as soon as they are given. */
  const version = (id: string, more: Partial<NewVersion> = {}): NewVersion => ({
    id: versionId(id),
    name: `Version ${id}`,
    epoch: 'first' as never,
    seq: 7,
    author: 'ada',
    createdAt: AT,
    bytes: new Uint8Array([1, 2, 3]),
    ...more,
  })
  const names = async (document: DocumentId): Promise<readonly string[]> => {
    const page = await lent.store.listVersions(document, { cursor: undefined, limit: 100 })
    return page === 'bad-cursor' ? [page] : page.versions.map(({ name }) => name)
  }

  test('B1: what was kept is there after a restart, with all that is known of it and byte for byte', async () => {
    const { document, head } = await opened('kept')
    const bytes = Uint8Array.from({ length: 2_500_000 }, (_, n) => n % 251)
    const kept = await lent.store.keepVersion(document, version('a', { epoch: head.epoch, bytes: bytes.slice() }))
    const { bytes: _, ...described } = version('a', { epoch: head.epoch })
    expect(kept).toEqual({ kind: 'kept', version: { ...described, size: 2_500_000 } })
    await lent.reopen()
    expect(await lent.store.findVersion(document, versionId('a'))).toEqual({ ...described, size: 2_500_000 })
    expect(Buffer.from((await lent.store.readVersion(document, versionId('a')))!).equals(bytes)).toBe(true)
  })

  test('B1: a repeat under the same id changes nothing, whatever it brings; another document has its own', async () => {
    const [{ document }, { document: other }] = [await opened('repeated'), await opened('repeated-other')]
    await lent.store.keepVersion(document, version('a'))
    const again = await lent.store.keepVersion(
      document,
      version('a', { name: 'Other', bytes: new Uint8Array([9, 9]), seq: 8 }),
    )
    expect(again).toMatchObject({ kind: 'there', version: { name: 'Version a', seq: 7, size: 3 } })
    expect(await lent.store.readVersion(document, versionId('a'))).toEqual(new Uint8Array([1, 2, 3]))
    expect(await lent.store.findVersion(other, versionId('a'))).toBeUndefined()
    expect(await lent.store.keepVersion(other, version('a', { name: 'Its own' }))).toMatchObject({ kind: 'kept' })
    expect([await names(document), await names(other)]).toEqual([['Version a'], ['Its own']])
  })

  test('B1: many who keep the same at once keep one', async () => {
    const { document } = await opened('rush')
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => lent.store.keepVersion(document, version('a'))))
    expect(outcomes.filter(({ kind }) => kind === 'kept')).toHaveLength(1)
    expect(await names(document)).toEqual(['Version a'])
  })

  test('B1: who keeps one while others delete it is told of a version all the same', async () => {
    const { document } = await opened('there-and-gone')
    const told: unknown[] = []
    const keep = async (): Promise<void> => {
      const outcome = await lent.store.keepVersion(document, version('a'))
      told.push('version' in outcome ? outcome.version?.name : outcome.kind)
    }
    const remove = (): Promise<boolean> => lent.store.deleteVersion(document, versionId('a'))
    for (let round = 0; round < 100; round++) await Promise.all([keep(), keep(), remove(), keep(), remove(), keep()])
    expect([...new Set(told)]).toEqual(['Version a'])
  })

  test('B2: the newest first, page by page, also of one moment; a cursor of somewhere else is refused', async () => {
    const { document } = await opened('pages')
    for (const [id, createdAt] of [
      ['a', AT],
      ['b', AT + 2],
      ['c', AT + 1],
      ['d', AT + 1],
      ['e', AT - 5],
    ] as const)
      await lent.store.keepVersion(document, version(id, { createdAt }))
    const read: string[][] = []
    for (let cursor: string | undefined | null; cursor !== null;) {
      const page = await lent.store.listVersions(document, { cursor, limit: 2 })
      if (page === 'bad-cursor') throw new Error('it comes from the page before')
      read.push(page.versions.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(read).toEqual([['b', 'c'], ['d', 'a'], ['e']])
    expect(await lent.store.listVersions(document, { cursor: 'nonsense', limit: 2 })).toBe('bad-cursor')
    expect(await lent.store.listVersions(documentId('pages-nobody'), { cursor: undefined, limit: 2 })).toEqual({
      versions: [],
      nextCursor: null,
    })
  })

  test('B3: a name can be another, and a version can go; of one that is not there that is said', async () => {
    const { document } = await opened('renamed')
    await lent.store.keepVersion(document, version('a'))
    await lent.store.keepVersion(document, version('b', { createdAt: AT - 1 }))
    expect(await lent.store.renameVersion(document, versionId('a'), 'Sent to Ben')).toMatchObject({
      id: 'a',
      name: 'Sent to Ben',
      createdAt: AT,
      size: 3,
    })
    expect(await lent.store.renameVersion(document, versionId('nobody'), 'x')).toBeUndefined()
    expect(await lent.store.deleteVersion(document, versionId('b'))).toBe(true)
    expect(await lent.store.deleteVersion(document, versionId('b'))).toBe(false)
    expect(await lent.store.readVersion(document, versionId('b'))).toBeUndefined()
    await lent.reopen()
    expect(await names(document)).toEqual(['Sent to Ben'])
  })

  test('B4: folding and trimming leave it, and so does a reset, which gives the document another epoch', async () => {
    const { document, head } = await opened('folded')
    const address = textOf('folded')
    await lent.store.append([group(address, head, entry(1), entry(2), entry(3))])
    await lent.store.keepVersion(document, version('a', { epoch: head.epoch, seq: 2 }))
    for (const [seq, old] of [
      [2, 0],
      [3, 2],
    ] as const)
      await lent.store.replaceSnapshot(address, head.epoch, old, old, {
        seq,
        bytes: new Uint8Array([seq]),
        index: undefined,
      })
    await lent.store.trimLog(address, 3, 100)
    await lent.store.resetDocument(document, [{ part: 'text', bytes: new Uint8Array([9]), index: undefined }])
    expect(((await lent.store.open(address)) as Head).epoch).not.toBe(head.epoch)
    expect(await lent.store.findVersion(document, versionId('a'))).toMatchObject({ epoch: head.epoch, seq: 2 })
    expect(await lent.store.readVersion(document, versionId('a'))).toEqual(new Uint8Array([1, 2, 3]))
  })

  test('B4: with a document that is deleted for ever its versions go, and none is kept any more', async () => {
    const { document } = await opened('deleted')
    const before = await lent.countVersions()
    await lent.store.keepVersion(document, version('a'))
    await lent.store.trashDocument(document, undefined)
    expect(await names(document)).toEqual(['Version a'])
    await lent.store.deleteForEver(document, undefined)
    expect([await names(document), await lent.store.readVersion(document, versionId('a'))]).toEqual([[], undefined])
    await until('its versions to be gone', async () => (await lent.countVersions()) === before)
    expect(await lent.store.keepVersion(document, version('b'))).toEqual({ kind: 'absent' })
    expect(await lent.store.keepVersion(documentId('deleted-nobody'), version('b'))).toEqual({ kind: 'absent' })
  })

  test('B5: a document has so many at most, also when two come at once; a repeat of one of them is no more', async () => {
    const { document } = await opened('full')
    await lent.store.keepVersion(document, version('v1'))
    await lent.multiplyVersion(document, versionId('v1'), MAX_VERSIONS - 1)
    const last = await Promise.all(
      ['one', 'two', 'three', 'four', 'five', 'six'].map((id) =>
        lent.store.keepVersion(document, version(id, { createdAt: AT + 1, bytes: new Uint8Array(300_000) })),
      ),
    )
    expect(last.filter(({ kind }) => kind === 'kept')).toHaveLength(1)
    expect(last.filter(({ kind }) => kind === 'full')).toHaveLength(5)
    expect(await lent.store.keepVersion(document, version('v5'))).toMatchObject({ kind: 'there' })
    await lent.store.deleteVersion(document, versionId('v5'))
    expect(await lent.store.keepVersion(document, version('another'))).toMatchObject({ kind: 'kept' })
  })

  test('B4: bytes that are not those which were kept are never handed out', async () => {
    const { document } = await opened('damaged')
    await lent.store.keepVersion(document, version('a'))
    await lent.damageVersion(document, versionId('a'))
    await expect(lent.store.readVersion(document, versionId('a'))).rejects.toMatchObject({ name: 'Damaged' })
    expect(await names(document)).toEqual(['Version a'])
  })
}
