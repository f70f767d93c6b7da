// What an input method composes while another changes the line is not in the document yet: the words say so, and whatever
// way the document is left, every letter is found again. Real documents, relay and binding; only the page is missing.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { HeadlessEditor } from '../../support/headless-editor.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const MINUTES = 'minutes' as DocumentId

let relay: TestRelay
let opened: { close(): void | Promise<void> }[] = []
let page: EventTarget

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  page = new EventTarget()
  vi.stubGlobal('window', page)
  relay = await TestRelay.start()
})
afterEach(async () => {
  for (const one of opened.toReversed()) await one.close()
  opened = []
  vi.unstubAllGlobals()
  await relay.dispose()
})

interface Person {
  readonly open: OpenDocument
  readonly editor: HeadlessEditor
}

/** Each with a computer of their own. */
function arrive(relayIdentity: string): Person {
  const dialer = new Dialer(relay.url)
  const open = openDocument({
    relay: relay.url,
    relayIdentity,
    document: MINUTES,
    dialer,
    createdHere: true,
    user: null,
  })
  const editor = new HeadlessEditor(open.doc.clientID, open)
  opened.push(dialer, open, editor)
  return { open, editor }
}

/** Ada has composed nine letters since Ben touched her line. */
async function composing(): Promise<{ ada: Person; ben: Person }> {
  const ada = arrive('ada')
  ada.editor.type('a line')
  await until('it to be saved', () => ada.open.status.get().kind === 'saved' && ada.open.connection.get().waiting === 0)
  const ben = arrive('ben')
  await until('ben to read', () => ben.editor.words === 'a line')
  ada.editor.composing = true
  ada.editor.type('k')
  ben.editor.select(1)
  ben.editor.type('B')
  await until('his letter to be at hers', () => ada.editor.fragment.toString().includes('Ba line'))
  await until('all before it to be saved', () => ada.open.connection.get().waiting === 0)
  ada.editor.type('onnichiwa')
  expect(ada.editor.words).toBe('a linekonnichiwa')
  return { ada, ben }
}

test('what is held back is not saved, and is counted', async () => {
  const { ada, ben } = await composing()
  expect(ada.open.connection.get().waiting).toBe(1)
  await until('the word for it', () => ada.open.status.get().kind === 'saving')
  ada.editor.endComposition()
  await until('ben to read', () => ben.editor.words === 'Ba linekonnichiwa')
  await until('the word', () => ada.open.status.get().kind === 'saved' && ada.open.connection.get().waiting === 0)
})

test('left in the middle of it, before the editor goes: every letter is found again', async () => {
  const { ada } = await composing()
  await relay.kill()
  const closed = ada.open.close()
  // React cleans up after a screen before it does after what was in it.
  queueMicrotask(() => ada.editor.close())
  await closed
  const again = arrive('ada')
  await until('the text', () => again.editor.words !== '')
  expect(again.editor.words).toBe('Ba linekonnichiwa')
})

test.each(['pagehide', 'visibilitychange'])(
  'the page may never come back (%s): ben reads every letter',
  async (event) => {
    const { ada, ben } = await composing()
    page.dispatchEvent(new Event(event))
    expect(ada.editor.words).toBe('Ba linekonnichiwa')
    await until('ben to read', () => ben.editor.words === 'Ba linekonnichiwa')
  },
)
