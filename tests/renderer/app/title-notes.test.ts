// A title noted by a page that went is kept at the next start, and takes nothing back that somebody else has done since.
import { beforeEach, expect, test, vi } from 'vitest'
import { parseDocumentId, type DocumentId } from '../../../contracts/ids.ts'
import { type LibraryDocument, wholeRow } from '../../../renderer/api/library-rows.ts'
import { keepNotedTitles, noteTitle } from '../../../renderer/app/document/title-notes.ts'

const RELAY = 'http://127.0.0.1:4455'
const PLAN = parseDocumentId('plan')!
const MENU = parseDocumentId('menu')!

let rows: Map<DocumentId, LibraryDocument>
let renamed: [DocumentId, string][]
const documents = {
  known: (id: DocumentId) => Promise.resolve(rows.get(id)),
  rename: (id: DocumentId, title: string) => {
    renamed.push([id, title])
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
  noteTitle(RELAY, PLAN, 'Half a title')
  await keepNotedTitles(RELAY, documents)
  await keepNotedTitles(RELAY, documents)
  expect(renamed).toEqual([[PLAN, 'Half a title']])
})

test('what the page did write, what is not on the list, and what is another relay’s is left alone', async () => {
  noteTitle(RELAY, PLAN, 'Half a tit')
  noteTitle(RELAY, MENU, 'Gone since')
  noteTitle('https://garden.example', PLAN, 'Elsewhere')
  await keepNotedTitles(RELAY, documents)
  expect(renamed).toEqual([])
  await keepNotedTitles('https://garden.example', documents)
  expect(renamed).toEqual([[PLAN, 'Elsewhere']])
})
