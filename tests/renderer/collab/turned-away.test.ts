// A document that a relay, which is there, cannot serve waits by itself: nobody else does, and the relay is not said to be
// away (R7, F9). IndexedDB is fake-indexeddb, the sockets are real; back-offs last so long that whoever waits is not seen again.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer, type DialerPorts } from '../../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { damage } from '../../support/data-folder.ts'
import { FrameClient } from '../../support/frame-client.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'
import { hello, ScriptedRelay, type Visitor } from './scripted-relay.ts'

const LONG_MS = 3_600_000

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})
afterEach(() => {
  vi.useRealTimers()
})

function dialerTo(url: string, ports: DialerPorts = {}): Dialer {
  const dialer = new Dialer(url, { timing: { firstBackoffMs: LONG_MS, longestBackoffMs: LONG_MS }, ...ports })
  onTestFinished(() => dialer.close())
  return dialer
}

function open(document: string, dialer: Dialer): OpenDocument {
  const opened = openDocument({ relay: dialer.relay, document: document as DocumentId, dialer, user: null })
  onTestFinished(() => opened.close())
  return opened
}

async function relayThat(greet: (visitor: Visitor) => void): Promise<ScriptedRelay> {
  const relay = await ScriptedRelay.listen(greet)
  onTestFinished(() => relay.close())
  return relay
}

const greetsWell = ({ document, socket }: Visitor): void => socket.send(hello({ document }))
const session = (document: OpenDocument): Promise<unknown> =>
  until('a session', () => document.connection.get().transport === 'WebSocket', 3_000)

/** A call for this address that waits its turn. */
function call(dialer: Dialer, url: string): { readonly events: string[] } {
  const events: string[] = []
  dialer.whenDue(url, () => events.push('try'))
  return { events }
}

test('F9: the back-off of one address grows as that of the relay does, and a session that lasts ends it', () => {
  vi.useFakeTimers()
  const dialer = dialerTo('http://relay.example', { random: () => 1, timing: {} })
  for (const waitMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    dialer.turnedAway('/broken')
    const [broken, whole] = [call(dialer, '/broken'), call(dialer, '/whole')]
    vi.advanceTimersByTime(waitMs - 1)
    expect({ waitMs, broken: broken.events, whole: whole.events }).toEqual({ waitMs, broken: [], whole: ['try'] })
    vi.advanceTimersByTime(2)
    expect({ waitMs, broken: broken.events }).toEqual({ waitMs, broken: ['try'] })
    // A session that ends at once is no better.
    dialer.opened('/broken')()
  }
  dialer.opened('/broken')
  vi.advanceTimersByTime(30_000)
  dialer.turnedAway('/broken')
  const again = call(dialer, '/broken')
  vi.advanceTimersByTime(502)
  expect(again.events).toEqual(['try'])
})

test.each([
  ['at the door', 4500],
  ['at the door', 4530],
  ['in its session', 4500],
  ['in its session', 4529],
])('R7, F9: closed %s with %i, a document waits, and another is opened', async (where, code) => {
  const relay = await relayThat((visitor) => {
    if (visitor.document === 'whole' || where === 'in its session') greetsWell(visitor)
    if (visitor.document === 'broken') visitor.socket.close(code)
  })
  const dialer = dialerTo(relay.url)
  open('broken', dialer)
  await until('it to be gone', () => relay.visitors[0]?.closed())
  await session(open('whole', dialer))
  expect(relay.visitors.map(({ document }) => document)).toEqual(['broken', 'whole'])
  expect(dialer.outlook.get()).toMatchObject({ failedTries: 0, nextTryAt: null })
})

test('F9: an impatient person, a network that is back and a window that is looked at again end the wait', async () => {
  const window = new EventTarget()
  vi.stubGlobal('window', window)
  onTestFinished(() => void vi.unstubAllGlobals())
  const relay = await relayThat(({ socket }) => socket.close(4500))
  const dialer = dialerTo(relay.url)
  const turnedAway = vi.spyOn(dialer, 'turnedAway')
  const broken = open('broken', dialer)
  const deeds = [
    () => dialer.retryNow(),
    () => window.dispatchEvent(new Event('online')),
    () => window.dispatchEvent(new Event('focus')),
  ]
  for (const [nth, deed] of deeds.entries()) {
    await until('it to be turned away', () => turnedAway.mock.calls.length === nth + 1)
    expect(relay.visitors).toHaveLength(nth + 1)
    if (nth === 2) relay.greet = greetsWell
    deed()
  }
  await session(broken)
})

test('R7: a document that is damaged on the disk keeps no other of the same window from its relay', async () => {
  const relay = await TestRelay.start()
  onTestFinished(() => relay.dispose())
  for (const name of ['broken', 'whole']) {
    const ada = await FrameClient.join(relay, name)
    for (const word of ['one ', 'two ', 'three ']) ada.type(word)
    await ada.allSaved()
    ada.leave()
  }
  await relay.stop()
  damage(relay.data, "DELETE FROM log WHERE seq = 2 AND number = (SELECT number FROM heads WHERE document = 'broken')")
  await relay.start()
  const dialer = dialerTo(relay.url)
  const broken = open('broken', dialer)
  const failures = (): unknown[] =>
    relay.log.filter(({ msg }) => msg === 'the document cannot be opened; it is as it was')
  await until('it to be turned away', () => failures().length > 0)
  const whole = open('whole', dialer)
  await until('the whole one to be there', () => whole.connection.get().synced)
  expect(whole.doc.getText('text').toString()).toBe('one two three ')
  expect(whole.status.get().kind).toBe('saved')
  expect(broken.connection.get()).toMatchObject({ transport: null, synced: false })
})
