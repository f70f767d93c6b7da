// The same against a real relay process: hours offline, a restart in between, two windows of one person, a document that
// nobody opens again. IndexedDB is fake-indexeddb; sockets and relay are real.
import 'fake-indexeddb/auto'
import { Node } from '@tiptap/pm/model'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, test } from 'vitest'
import type * as Y from 'yjs'
import type { DocumentId } from '../../../../contracts/ids.ts'
import type { NodeJson } from '../../../../document/json.ts'
import { documentSchema } from '../../../../document/schema.ts'
import { TEXT_FIELD } from '../../../../document/text-field.ts'
import { insertIntoLine, lineOf } from '../../../../document/textblock-line.ts'
import { textblocksIn } from '../../../../document/where-it-went.ts'
import { Dialer } from '../../../../renderer/collab/dialer.ts'
import { owes } from '../../../../renderer/collab/local-database.ts'
import { openDocument, type OpenDocument } from '../../../../renderer/collab/open-document.ts'
import { OwedSender } from '../../../../renderer/collab/owed-sender.ts'
import { TestRelay } from '../../../support/relay.ts'
import { until } from '../../../support/until.ts'
import { block, p } from './office.ts'

const MINUTES = 'minutes' as DocumentId
const SCHEMA = documentSchema()

let relay: TestRelay
let opened: { close(): void | Promise<void> }[] = []

/** Every person has a computer of their own. */
interface Computer {
  readonly disk: IDBFactory
}
const computer = (): Computer => ({ disk: new IDBFactory() })

beforeEach(async () => {
  relay = await TestRelay.start()
})
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
  await relay.dispose()
})

/** On this computer; `offline` has no road to the relay. */
async function open(on: Computer, { offline = false, createdHere = false } = {}): Promise<OpenDocument> {
  globalThis.indexedDB = on.disk
  const url = relay.url
  const dialer = new Dialer(url, {
    timing: { longestBackoffMs: 200 },
    ...(offline && { WebSocket: NoRoad as unknown as typeof WebSocket }),
  })
  const document = openDocument({ relay: url, document: MINUTES, dialer, user: null, createdHere })
  opened.push(document, dialer)
  await until('the local copy', () => document.contents.get() === 'here')
  return document
}

// eslint-disable-next-line typescript/no-extraneous-class -- y-websocket takes a class.
class NoRoad {
  constructor() {
    throw new Error('no road')
  }
}

async function closes(document: OpenDocument): Promise<void> {
  opened = opened.filter((one) => one !== document)
  await document.close()
}

const fragment = (document: OpenDocument) => document.doc.getXmlFragment(TEXT_FIELD)
const page = (document: OpenDocument): string =>
  textblocksIn(fragment(document))
    .map((one) => `${one.nodeName}: ${lineOf(one)}`)
    .join('\n')
const saved = (document: OpenDocument): Promise<unknown> =>
  until(
    'all to be sent and heard',
    () => document.status.get().kind === 'saved' && document.connection.get().synced,
    30_000,
  )
const shows = (document: OpenDocument, words: string): Promise<unknown> =>
  until(`"${words}", not "${page(document)}"`, () => page(document) === words, 30_000)

function writes({ doc }: OpenDocument, ...content: NodeJson[]): void {
  const text = doc.getXmlFragment(TEXT_FIELD)
  const { mapping } = initProseMirrorDoc(text, SCHEMA)
  const node = Node.fromJSON(SCHEMA, { type: 'doc', content })
  doc.transact(() => updateYFragment(doc, text, node, { mapping, isOMark: new Map() }))
}

function types(document: OpenDocument, words: string, nth = 0): void {
  const one = textblocksIn(fragment(document))[nth]!
  document.doc.transact(() => insertIntoLine(one, lineOf(one).length, [{ text: words, attributes: {} }]))
}

/** Ada and Ben have both seen the text. */
async function bothHave(ada: Computer, ben: Computer): Promise<void> {
  const one = await open(ada, { createdHere: true })
  await saved(one) // Its database is open then.
  writes(one, p('The fox.'))
  await saved(one)
  const other = await open(ben)
  await shows(other, 'paragraph: The fox.')
  await saved(other)
  await Promise.all([closes(one), closes(other)])
}

test('written offline, closed, opened again: what somebody made a heading of meanwhile has the words', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const offline = await open(bens, { offline: true })
  types(offline, ' It jumps.')
  await closes(offline)

  const ada = await open(adas)
  writes(ada, block('heading', 'The fox.', { level: 1 }))
  await saved(ada)
  const ben = await open(bens)
  await shows(ben, 'heading: The fox. It jumps.')
  await shows(ada, 'heading: The fox. It jumps.')
  await saved(ben)
})

test('the same from a second window that opens while the first has not sent it yet: the words are there once', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const offline = await open(bens, { offline: true })
  types(offline, ' It jumps.')
  await closes(offline)
  const ada = await open(adas)
  writes(ada, block('heading', 'The fox.', { level: 1 }))
  await saved(ada)

  // Both read the debt from the same disk, and meet the relay at the same time.
  await relay.kill()
  const windows = [await open(bens), await open(bens)]
  await relay.start()
  for (const window of windows) window.retryNow()
  for (const window of [...windows, ada]) await saved(window)
  for (const window of [...windows, ada]) await shows(window, 'heading: The fox. It jumps.')
})

test('written offline and never opened again: whoever sends it puts it back', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const offline = await open(bens, { offline: true })
  types(offline, ' It jumps.')
  await closes(offline)
  const ada = await open(adas)
  writes(ada, block('heading', 'The fox.', { level: 1 }))
  await saved(ada)
  await closes(ada) // Nobody is there who could do it for Ben.

  globalThis.indexedDB = bens.disk
  const dialer = new Dialer(relay.url)
  const sender = new OwedSender({ relay: relay.url, dialer, shown: () => undefined, everyMs: 100 })
  opened.push(sender, dialer)
  void sender.start()
  await until('all to be sent', async () => !(await owes(relay.url, MINUTES)), 30_000)
  await shows(await open(adas), 'heading: The fox. It jumps.')
})

test('two windows on one document: what the closed one had not sent reaches the other, and everybody', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const first = await open(bens, { offline: true })
  const second = await open(bens)
  await saved(second)
  types(first, ' It jumps.')
  await closes(first)

  globalThis.indexedDB = bens.disk
  const dialer = new Dialer(relay.url)
  const sender = new OwedSender({ relay: relay.url, dialer, shown: () => MINUTES, everyMs: 100 })
  opened.push(sender, dialer)
  void sender.start()
  await shows(second, 'paragraph: The fox. It jumps.')
  await until('all to be sent', async () => !(await owes(relay.url, MINUTES)), 30_000)
  await shows(await open(adas), 'paragraph: The fox. It jumps.')
})

test('the block is changed offline and its typist has gone home: whoever changed it puts the words back', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const offline = await open(adas, { offline: true })
  writes(offline, block('heading', 'The fox.', { level: 1 }))
  await closes(offline)
  const ben = await open(bens)
  types(ben, ' It jumps.')
  await saved(ben)
  await closes(ben)

  const ada = await open(adas)
  await saved(ada)
  await closes(ada) // Does not wait for the typist any longer.
  const again = await open(adas)
  await shows(again, 'heading: The fox. It jumps.')
  await saved(again)
  const back = await open(bens)
  await shows(back, 'heading: The fox. It jumps.')
})

test('R3: typed again with the line down by somebody who knew that it was gone, it stands', async () => {
  const [adas, bens] = [computer(), computer()]
  await bothHave(adas, bens)
  const [ada, ben] = [await open(adas), await open(bens)]
  await saved(ada)
  const line = textblocksIn(fragment(ben))[0]!.get(0) as Y.XmlText
  line.delete('The fox'.length, 1)
  await shows(ada, 'paragraph: The fox')
  await relay.kill()
  await until('the line to be down', () => ada.connection.get().transport === null)
  writes(ada, block('heading', 'The fox', { level: 2 }))
  types(ada, '.')
  await relay.start()
  await shows(ben, 'heading: The fox.')
  // Behind whatever Ben's client does about it.
  types(ben, '!')
  await shows(ada, 'heading: The fox.!')
  await shows(ben, 'heading: The fox.!')
})
