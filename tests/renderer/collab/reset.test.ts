// A document is reset by its relay's operator (E1 to E4): nobody's copy from before is merged into it, nobody's words are lost, and
// everybody is told and can go on. Real relay, real command, real sockets; IndexedDB is fake-indexeddb.
import 'fake-indexeddb/auto'
import { cpSync, rmSync } from 'node:fs'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { listLocalCopies, owes } from '../../../renderer/collab/local-database.ts'
import { openDocument, type OpenDocument } from '../../../renderer/collab/open-document.ts'
import { command, fsck } from '../../support/data-folder.ts'
import { FrameClient } from '../../support/frame-client.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const MINUTES = 'minutes' as DocumentId

let relay: TestRelay
let opened: { close(): void | Promise<void> }[] = []

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  relay = await TestRelay.start()
})
afterEach(async () => {
  for (const one of opened) await one.close()
  opened = []
  await relay.dispose()
})

/** On the computer of `whose`: everybody's copies lie apart. */
async function open(whose: string): Promise<OpenDocument> {
  const dialer = new Dialer(relay.url, { timing: { longestBackoffMs: 300 } })
  const user = { name: whose, color: '#aa0000' }
  const document = openDocument({ relay: relay.url, relayIdentity: whose, document: MINUTES, dialer, user })
  opened.push(document, dialer)
  await until('the text', () => document.contents.get() === 'here')
  return document
}

const text = (document: OpenDocument): string => document.doc.getText('text').toJSON()
const type = (document: OpenDocument, words: string): void =>
  document.doc.getText('text').insert(text(document).length, words)
const waiting = (document: OpenDocument): number => document.connection.get().waiting
const saved = (document: OpenDocument): Promise<unknown> =>
  until(
    `all saved, not ${JSON.stringify(document.status.get())}`,
    () => waiting(document) === 0 && document.status.get().kind === 'saved',
  )
const told = (document: OpenDocument): Promise<unknown> =>
  until(`to be told of the reset, not ${JSON.stringify(document.status.get())}`, () => {
    const status = document.status.get()
    return status.kind === 'action-needed' && status.problem.kind === 'refused' && status.problem.reason === 'epoch'
  })
const textIn = (update: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('text').toJSON()
}
const reset = async (...more: string[]): Promise<void> => {
  const { code, stdout, lines } = await command(relay.data, 'reset', '--document', MINUTES, ...more)
  expect({ code, lines }, stdout).toEqual({ code: 0, lines: [] })
}

test('E1, E4: two people return to a reset document: nothing in it is doubled, and neither has lost a word', async () => {
  const [ada, ben] = [await open('ada'), await open('ben')]
  type(ada, 'both have this. ')
  await until('ben to have it', () => text(ben) === text(ada))
  await Promise.all([saved(ada), saved(ben)])
  await relay.kill()
  // Ada has sent everything; Ben writes on, and closes.
  type(ben, 'only ben has this.')
  const unsent = waiting(ben)
  await ben.close()
  await reset()
  await relay.start()

  const again = await open('ben')
  await Promise.all([told(ada), told(again)])
  expect([text(ada), text(again)]).toEqual(['both have this. ', 'both have this. only ben has this.'])
  expect([waiting(ada), waiting(again)]).toEqual([0, unsent])
  const carol = await open('carol')
  await saved(carol)
  expect(text(carol)).toBe('both have this. ')
  type(carol, 'carol goes on.')
  await saved(carol)
  // Trying again changes nothing: still theirs, still told.
  again.retryNow()
  await told(again)
  const stranger = await FrameClient.join(relay, MINUTES)
  expect(stranger.text).toBe('both have this. carol goes on.')
  expect(textIn(await again.takeCopy())).toBe('both have this. only ben has this.')
  await relay.stop()
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
})

test('E4: a relay that comes back without the document, on an empty disk, is not said to have reset it', async () => {
  const ada = await open('ada')
  type(ada, 'before.')
  await saved(ada)
  const kept = `${relay.data}-kept`
  await relay.stop()
  cpSync(relay.data, kept, { recursive: true })
  try {
    relay.loseEverything()
    await relay.start()
    await until('to be told of the other database', () => {
      const status = ada.status.get()
      return status.kind === 'action-needed' && status.problem.kind === 'other-database'
    })
    expect([text(ada), (await FrameClient.join(relay, MINUTES)).text]).toEqual(['before.', ''])
    // The operator finds the right disk: the copy goes on as if nothing had been.
    await relay.stop()
    relay.loseEverything()
    cpSync(kept, relay.data, { recursive: true })
    await relay.start()
  } finally {
    rmSync(kept, { recursive: true })
  }
  ada.retryNow()
  await saved(ada)
  type(ada, ' After.')
  await saved(ada)
  expect((await FrameClient.join(relay, MINUTES)).text).toBe('before. After.')
})

test('E4: an older backup, from before a reset, is not said to be one', async () => {
  const old = `${relay.data}-old`
  const ben = await open('ben')
  type(ben, 'before.')
  await saved(ben)
  await relay.stop()
  cpSync(relay.data, old, { recursive: true })
  try {
    await reset()
    await relay.start()
    const ada = await open('ada')
    type(ada, ' After.')
    await saved(ada)
    await relay.stop()
    relay.loseEverything()
    cpSync(old, relay.data, { recursive: true })
    await relay.start()
    await until('to be told of the older backup', () => {
      const status = ada.status.get()
      return status.kind === 'action-needed' && status.problem.kind === 'other-database'
    })
    expect(text(ada)).toBe('before. After.')
  } finally {
    rmSync(old, { recursive: true })
  }
})

test('E4: who discards the copy sees the document as it is, and what they write then is saved', async () => {
  const ada = await open('ada')
  type(ada, 'before.')
  await saved(ada)
  await relay.kill()
  type(ada, ' unsent.')
  await reset()
  await relay.start()
  await told(ada)
  expect(await owes('ada', MINUTES)).toBe(true)
  await ada.discard()
  expect([await listLocalCopies('ada'), await owes('ada', MINUTES)]).toEqual([[], false])
  const again = await open('ada')
  expect(text(again)).toBe('before.')
  type(again, ' After.')
  await saved(again)
  expect((await FrameClient.join(relay, MINUTES)).text).toBe('before. After.')
})

test('E4: what a second window has written and left is in the copy that is taken', async () => {
  const ada = await open('ada')
  type(ada, 'in both windows.')
  await saved(ada)
  const second = await open('ada')
  await relay.kill()
  type(second, ' In the second.')
  await second.close()
  await reset()
  await relay.start()
  await told(ada)
  expect(text(ada)).toBe('in both windows.')
  expect(textIn(await ada.takeCopy())).toBe('in both windows. In the second.')
})

/** Two windows of Ada's are told of a reset; the first begins anew, writes what is not sent, and closes. */
async function oneBeganAnew(): Promise<OpenDocument> {
  const [first, second] = [await open('ada'), await open('ada')]
  type(first, 'of the past.')
  await until('both to have it', () => text(second) === text(first))
  await relay.kill()
  await reset()
  await relay.start()
  await Promise.all([told(first), told(second)])
  await first.discard()
  const anew = await open('ada')
  type(anew, ' Anew.')
  await saved(anew)
  await relay.kill()
  type(anew, ' Unsent.')
  await anew.close()
  return second
}

async function onlyTheNewIsThere(): Promise<void> {
  await relay.start()
  const again = await open('ada')
  await saved(again)
  expect(text(again)).toBe('of the past. Anew. Unsent.')
  expect((await FrameClient.join(relay, MINUTES)).text).toBe('of the past. Anew. Unsent.')
}

test('E4: a second window that discards its copy later leaves alone what was begun anew', async () => {
  const second = await oneBeganAnew()
  await second.discard()
  await onlyTheNewIsThere()
})

test('E4: a second window that goes on writing of the past writes nothing into what was begun anew, and says so', async () => {
  const second = await oneBeganAnew()
  // As an editor that takes no notice of what it is told.
  type(second, ' Late.')
  await until('to be told that it is not kept', () => {
    const status = second.status.get()
    return status.kind === 'action-needed' && status.problem.kind === 'local-copy-failed'
  })
  await expect(second.close()).rejects.toThrow('in memory only')
  opened = opened.filter((one) => one !== second)
  await onlyTheNewIsThere()
})

// A window whose close was refused goes on trying: whoever comes after it in this file has another computer.
test('E4: nor before what was begun anew has met the relay, when nobody knows of which epoch it is', async () => {
  const [first, second] = [await open('nora'), await open('nora')]
  type(first, 'of the past.')
  await until('both to have it', () => text(second) === text(first))
  await relay.kill()
  await reset()
  await relay.start()
  await told(first)
  await relay.kill()
  await first.discard()
  const dialer = new Dialer(relay.url, { timing: { longestBackoffMs: 300 } })
  const user = { name: 'nora', color: '#aa0000' }
  const anew = openDocument({ relay: relay.url, relayIdentity: 'nora', document: MINUTES, dialer, user })
  opened.push(anew, dialer)
  await until('the new copy to be there', async () => (await listLocalCopies('nora')).length > 0)
  type(second, ' Late.')
  await until('to be told that it is not kept', () => {
    const status = second.status.get()
    return status.kind === 'action-needed' && status.problem.kind === 'local-copy-failed'
  })
  await relay.start()
  await until('the text', () => anew.contents.get() === 'here')
  type(anew, ' Anew.')
  await saved(anew)
  expect((await FrameClient.join(relay, MINUTES)).text).toBe('of the past. Anew.')
  await expect(second.close()).rejects.toThrow('in memory only')
  opened = opened.filter((one) => one !== second)
})

test('E4: a copy that has grown since it was taken stays when it is discarded for that', async () => {
  const gil = await open('gil')
  type(gil, 'of the past.')
  await saved(gil)
  const second = await open('gil')
  await relay.kill()
  const taken = await gil.takeCopy()
  type(second, ' Meanwhile.')
  await second.close()
  await gil.discard(taken)
  expect(await listLocalCopies('gil')).toEqual([MINUTES])
  const again = await open('gil')
  expect(text(again)).toBe('of the past. Meanwhile.')
  await again.discard(await again.takeCopy())
  expect(await listLocalCopies('gil')).toEqual([])
})
