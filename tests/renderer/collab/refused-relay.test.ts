// What our own client says of a document that is full (L4), and goes on by itself once something is deleted; and of one that
// its relay cannot open (R7), which is no relay that cannot be reached. IndexedDB is fake-indexeddb; sockets and relay are real.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { damage } from '../../support/data-folder.ts'
import { foldedTwice } from '../../support/folded.ts'
import { FrameClient } from '../../support/frame-client.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

let relay: TestRelay
beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  relay = await TestRelay.start({ env: { LIGATURE_MAX_DOCUMENT_BYTES: '200000' } })
})
afterEach(async () => {
  await relay.dispose()
})

function open(name: string): OpenDocument {
  const dialer = new Dialer(relay.url, { timing: { longestBackoffMs: 300 } })
  const document = openDocument({
    relay: relay.url,
    document: name as DocumentId,
    dialer,
    user: null,
    createdHere: true,
  })
  onTestFinished(async () => {
    await document.close()
    dialer.close()
  })
  return document
}

test('L4: whoever meets the limit deletes, and all of it is saved without another step', async () => {
  const document = open('full')
  const text = document.doc.getText('text')
  const status = (): string => document.status.get().kind
  text.insert(0, 'a'.repeat(150_000))
  await until('it to be saved', () => status() === 'saved')
  text.insert(0, 'b'.repeat(150_000))
  await until('the trouble', () => status() === 'action-needed')
  expect(document.status.get()).toMatchObject({ problem: { kind: 'refused', reason: 'quota', limitBytes: 200_000 } })
  text.delete(0, text.length)
  text.insert(0, 'all deleted')
  await until('it to be saved', () => status() === 'saved', 20_000)
  expect((await FrameClient.join(relay, 'full')).text).toBe('all deleted')
})

test('L4: whoever types on in a full document is told that it is full, also when that is more than a frame takes', async () => {
  await relay.dispose()
  relay = await TestRelay.start({
    env: { LIGATURE_MAX_DOCUMENT_BYTES: '5000', LIGATURE_MAX_FRAME_BYTES: '3000' },
  })
  const document = open('full')
  const text = document.doc.getText('text')
  const full = { kind: 'refused', reason: 'quota', limitBytes: 5_000 }
  // A frame each: nothing here is too large.
  await until('a session', () => document.connection.get().synced)
  for (let n = 0; n < 3; n++) text.insert(0, 'a'.repeat(2_000))
  await until('the trouble', () => document.status.get().kind === 'action-needed')
  expect(document.status.get()).toMatchObject({ problem: full })
  const troubles: unknown[] = []
  let sessions = 0
  let before = document.connection.get().transport
  document.status.subscribe(() => troubles.push(document.status.get()))
  document.connection.subscribe(() => {
    const now = document.connection.get().transport
    if (now !== null && before === null) sessions += 1
    before = now
  })
  for (let n = 0; n < 3; n++) text.insert(0, 'b'.repeat(1_000))
  await until('it to be tried again, and again', () => sessions >= 3 && document.connection.get().synced)
  expect(troubles.length).toBeGreaterThan(0)
  for (const trouble of troubles) expect(trouble).toMatchObject({ problem: full })
  text.delete(0, text.length)
  text.insert(0, 'all deleted')
  await until('it to be saved', () => document.status.get().kind === 'saved', 20_000)
  expect((await FrameClient.join(relay, 'full')).text).toBe('all deleted')
})

test('R7: a document that the relay cannot open is said to be that, and its relay to be reached', async () => {
  const ada = await foldedTwice(relay, 'broken')
  ada.leave()
  await relay.stop()
  damage(relay.data, 'UPDATE snapshots SET bytes = zeroblob(9)')
  damage(relay.data, 'DELETE FROM log')
  await relay.start()
  const document = open('broken')
  await until('to be told', () => document.status.get().kind === 'action-needed', 20_000)
  expect(document.status.get()).toMatchObject({ problem: { kind: 'closed', code: 4500 } })
})
