// An import of a workspace (protocol W) when a part of the relay fails at the worst moment: what it says has come of it is never wrong,
// and the next start brings to its end what was begun.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseDocumentId } from '../../../contracts/ids.ts'
import { Refused, Unavailable } from '../../../server/errors.ts'
import type { StagedItem } from '../../../server/store/workspace.ts'
import { png, sha256Of } from '../../support/images.ts'
import { ImportStand } from '../../support/import-stand.ts'
import { until } from '../../support/until.ts'
import { fileOf } from '../../support/workspace-file.ts'

let stand: ImportStand
beforeEach(async () => {
  stand = await ImportStand.open()
})
afterEach(() => stand.close())

const AT = '2026-03-01T12:00:00.000Z'
const image = png(2, 2, [9, 9, 9])

function updateOf(text: string): string {
  const doc = new Y.Doc()
  doc.getText('').insert(0, text)
  return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
}
const documentOf = (id: string, updates: readonly string[]): readonly object[] => [
  { kind: 'document', id, title: '', createdAt: AT, changedAt: AT, trashedAt: null, folder: 'f' },
  { kind: 'part', part: 'text', epoch: 'e', setAside: 0 },
  { kind: 'log', from: 1, updates },
]
const withoutFolder = (id: string): object[] => {
  const [document, ...parts] = documentOf(id, [updateOf('text')])
  return [{ ...document, folder: null }, ...parts]
}
const FILE = fileOf([
  { kind: 'folder', id: 'f', title: 'Folder', createdAt: AT, changedAt: AT },
  ...documentOf('one', [updateOf('text')]),
  { kind: 'attachment', sha256: sha256Of(image), size: image.byteLength },
  { kind: 'bytes', base64: image.toString('base64') },
])

const titles = async (): Promise<number> => (await stand.store.readDocuments(undefined, 10)).length
const imageIsThere = async (): Promise<boolean> =>
  (await stand.attachments.findAttachment(sha256Of(image), 0)) !== undefined

test('R9: of an import whose token was revoked before its last line nothing stays', async () => {
  const stillValid = async (): Promise<never> => {
    throw new Refused('bad-token', 'the token was revoked')
  }
  await expect(stand.bring(stand.imports(), FILE, { stillValid })).rejects.toMatchObject({ code: 'bad-token' })
  expect(stand.jobs.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'bad-token' } })
  expect(await titles()).toBe(0)
  expect(await stand.store.listFolders()).toEqual([])
  expect(await imageIsThere()).toBe(false)
  expect(await stand.store.leftImports()).toEqual([])
})

test('W4: an update that nobody could send in one piece is refused before it is read; a snapshot may be as large', async () => {
  const large = Buffer.from(updateOf('x'.repeat(1_000_001)), 'base64')
  const fileWith = (snapshot: boolean): string =>
    fileOf([
      ...documentOf('one', [])
        .slice(0, 2)
        .map((line) => ({ ...line, folder: null })),
      { kind: 'update', seq: 1, size: large.byteLength, snapshot },
      ...[0, 1].map((half) => ({
        kind: 'bytes',
        base64: large.subarray(half * 600_000, (half + 1) * 600_000).toString('base64'),
      })),
    ])
  await expect(stand.bring(stand.imports(), fileWith(false))).rejects.toMatchObject({
    code: 'too-large',
    facts: { line: 4, limitBytes: 1_000_000 },
  })
  expect(await stand.bring(stand.imports(), fileWith(true))).toMatchObject({ documents: 1 })
})

test('W3: what has come in is answered as done, also when what is left over cannot be cleared away', async () => {
  const clearImport = async (): Promise<never> => {
    throw new Unavailable('the disk is full')
  }
  const imported = await stand.bring(stand.imports({ store: { clearImport } }), FILE)
  expect(imported).toMatchObject({ documents: 1, attachments: 1 })
  expect(stand.jobs.at(-1)?.state).toBe('done')
  expect(await stand.store.leftImports()).toMatchObject([{ isCommitted: true }])
  // The next start.
  stand.imports().clearLeft()
  await until('the rest to be cleared away', async () => (await stand.store.leftImports()).length === 0)
  expect(await titles()).toBe(1)
  expect(await imageIsThere()).toBe(true)
})

test('W3: what one import has left cannot be cleared away, and that of another is', async () => {
  const later = async (): Promise<[]> => []
  for (const id of ['one', 'two'])
    await stand.bring(stand.imports({ store: { leftImports: later } }), fileOf(withoutFolder(id)))
  const [one, two] = (await stand.store.leftImports()).map(({ number }) => number)
  expect([typeof one, typeof two]).toEqual(['number', 'number'])
  const settleStaged = async (number: number): Promise<void> => {
    if (number === one) throw new Unavailable('its image cannot be read')
    await stand.attachments.settleStaged(number)
  }
  stand.imports({ attachments: { settleStaged } }).clearLeft()
  await until('the other to be cleared away', async () => (await stand.store.leftImports()).length === 1)
  expect(await stand.store.leftImports()).toEqual([{ number: one, isCommitted: true }])
})

test('W6: a commit whose outcome nobody has heard is told as neither, and the next start brings it to its end', async () => {
  const unheard = new Unavailable('the connection was cut')
  const commitImport = async (number: number): Promise<never> => {
    await stand.store.commitImport(number, [])
    throw unheard
  }
  const leftImports = async (): Promise<never> => {
    throw new Unavailable('the database does not answer')
  }
  const imports = stand.imports({ store: { commitImport, leftImports } })
  await expect(stand.bring(imports, FILE)).rejects.toBe(unheard)
  const last = stand.jobs.at(-1)!
  expect([last.state, last.problem]).toEqual(['failed', undefined])
  expect(await imageIsThere()).toBe(false)
  stand.imports().clearLeft()
  await until('it to be brought to its end', async () => (await stand.store.leftImports()).length === 0)
  expect(await titles()).toBe(1)
  expect(await imageIsThere()).toBe(true)
})

test('W6: nor is it said to be called off when the sender has gone meanwhile', async () => {
  const gone = new AbortController()
  const commitImport = async (): Promise<never> => {
    gone.abort()
    throw new Unavailable('the connection was cut')
  }
  await expect(stand.bring(stand.imports({ store: { commitImport } }), FILE, { signal: gone.signal })).rejects.toThrow()
  expect(stand.jobs.at(-1)?.state).toBe('failed')
})

test('R7: however many updates a line has, no transaction writes more than 500 rows', async () => {
  const rowsOf = (item: StagedItem): number => {
    if (item.kind === 'log') return item.rows.length
    return item.kind === 'stretches' ? item.stretches.length : 1
  }
  const written: number[] = []
  const imports = stand.imports({
    store: {
      stage: async (number, items) => {
        written.push(items.reduce((sum, item) => sum + rowsOf(item), 0))
        return await stand.store.stage(number, items)
      },
    },
  })
  const many = Array.from({ length: 1_200 }, () => updateOf('x'))
  const stretches = Array.from({ length: 700 }, (_, nth) => {
    const seq = 700 - nth
    return { author: 'ada', fromSeq: seq, toSeq: seq, startedAt: 1, endedAt: 1, edits: 1, added: 1, removed: 0 }
  })
  // A line has a thousand at most.
  const long = [...documentOf('long', many.slice(0, 900)), { kind: 'log', from: 901, updates: many.slice(900) }]
  const bytes = updateOf('whole')
  const folded = [
    ...documentOf('folded', []).slice(0, 2),
    { kind: 'update', seq: 700, size: Buffer.from(bytes, 'base64').byteLength, snapshot: true },
    { kind: 'bytes', base64: bytes },
    { kind: 'stretches', stretches },
  ]
  const folder = { kind: 'folder', id: 'f', title: 'Folder', createdAt: AT, changedAt: AT }
  await stand.bring(imports, fileOf([folder, ...long, ...folded]))
  expect(written.reduce((sum, rows) => sum + rows, 0)).toBe(1 + 2 + 1_200 + 2 + 1 + 700)
  expect(Math.max(...written)).toBeLessThanOrEqual(500)
  const head = { document: parseDocumentId('long')!, part: 'text' } as const
  expect((await stand.store.readHeads([head]))[0]?.head).toBe(1_200)
})
