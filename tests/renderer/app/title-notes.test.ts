// A title noted by a page that went is kept at the next start, and takes nothing back that somebody else has done since.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import { parseDocumentId, type DocumentId } from '../../../contracts/ids.ts'
import { Library } from '../../../renderer/api/library.ts'
import { type LibraryDocument, type Operation, wholeRow } from '../../../renderer/api/library-rows.ts'
import { keepNotedTitles, noteTitle } from '../../../renderer/app/document/title-notes.ts'

const RELAY = 'http://127.0.0.1:4455'
const PLAN = parseDocumentId('plan')!
const MENU = parseDocumentId('menu')!

let rows: Map<DocumentId, LibraryDocument>
let renamed: [DocumentId, string, string | undefined][]
const documents = {
  known: (id: DocumentId) => Promise.resolve(rows.get(id)),
  rename: (id: DocumentId, title: string, basedOn?: string) => {
    renamed.push([id, title, basedOn])
    return Promise.resolve()
  },
}

beforeEach(() => {
  rows = new Map([[PLAN, wholeRow({ relay: RELAY, id: PLAN, title: 'Half a tit' })]])
  renamed = []
  const kept: Record<string, string> = {}
  const methods = {
    setItem: (key: string, value: string) => void (kept[key] = value),
    getItem: (key: string) => kept[key] ?? null,
    removeItem: (key: string) => void delete kept[key],
  }
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(kept, name, { value, enumerable: false })
  vi.stubGlobal('localStorage', kept)
})

test('what the page could not write is kept once', async () => {
  noteTitle(RELAY, PLAN, 'Half a title', 'Half a tit')
  await keepNotedTitles(RELAY, documents)
  await keepNotedTitles(RELAY, documents)
  expect(renamed).toEqual([[PLAN, 'Half a title', 'Half a tit']])
})

test('what an older version has noted is kept too', async () => {
  localStorage.setItem(`ligature-title ${RELAY} ${PLAN}`, 'Half a title')
  await keepNotedTitles(RELAY, documents)
  expect(renamed).toEqual([[PLAN, 'Half a title', undefined]])
})

test('M4: the page did write it, and somebody has renamed it since: theirs stands, and the noted one is kept beside it', async () => {
  const library = await Library.open(RELAY, new IDBFactory())
  const time = new Date(0).toISOString()
  const told = (title: string, metaVersion: number): DocumentResource => ({
    ...{ id: PLAN, title, metaVersion, folder: null, trashedAt: null },
    ...{ createdAt: time, changedAt: time },
  })
  await library.takePage([told('Plan', 1)], 1)
  // The page goes while a title is being typed, and comes to write it as well.
  noteTitle(RELAY, PLAN, 'Plan for Ma', 'Plan')
  await library.keep(PLAN, { kind: 'rename', title: 'Plan for Ma' }, 'Plan')
  // Another window, still open, tells the relay, and hears of Ben's.
  const [deed] = await library.operations()
  await library.confirm(deed as Operation, told('Plan for Ma', 2))
  await library.takeEvents([told('Plan for March', 3)])

  await keepNotedTitles(RELAY, {
    known: (id) => library.document(id),
    rename: (id, title, basedOn) => library.keep(id, { kind: 'rename', title }, basedOn),
  })
  expect(await library.document(PLAN)).toMatchObject({ title: 'Plan for March', ownTitle: 'Plan for Ma' })
  expect(await library.operations()).toEqual([])
  library.close()
})

test('what the page did write, what is not on the list, and what is another relay’s is left alone', async () => {
  noteTitle(RELAY, PLAN, 'Half a tit', 'Half')
  noteTitle(RELAY, MENU, 'Gone since', 'There')
  noteTitle('https://garden.example', PLAN, 'Elsewhere', 'Half a tit')
  await keepNotedTitles(RELAY, documents)
  expect(renamed).toEqual([])
  await keepNotedTitles('https://garden.example', documents)
  expect(renamed).toEqual([[PLAN, 'Elsewhere', 'Half a tit']])
})
