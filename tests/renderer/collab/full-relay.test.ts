// L4: a document that has reached its relay's limit, and our own client: it is told, deletes, and goes on by itself.
// IndexedDB is fake-indexeddb; sockets and relay are real.
import 'fake-indexeddb/auto'
import { expect, onTestFinished, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument } from '../../../renderer/collab/open-document.ts'
import { FrameClient } from '../../support/frame-client.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

test('L4: whoever meets the limit deletes, and all of it is saved without another step', async () => {
  const relay = await TestRelay.start({ env: { LIGATURE_MAX_DOCUMENT_BYTES: '20000' } })
  const dialer = new Dialer(relay.url, { timing: { longestBackoffMs: 300 } })
  const document = openDocument({
    relay: relay.url,
    document: 'full' as DocumentId,
    dialer,
    user: null,
    createdHere: true,
  })
  onTestFinished(async () => {
    await document.close()
    dialer.close()
    await relay.dispose()
  })
  const text = document.doc.getText('text')
  const status = (): string => document.status.get().kind
  text.insert(0, 'a'.repeat(15_000))
  await until('it to be saved', () => status() === 'saved')
  text.insert(0, 'b'.repeat(15_000))
  await until('the trouble', () => status() === 'action-needed')
  expect(document.status.get()).toMatchObject({ problem: { kind: 'refused', reason: 'quota' } })
  text.delete(0, text.length)
  text.insert(0, 'all deleted')
  await until('it to be saved', () => status() === 'saved', 20_000)
  expect((await FrameClient.join(relay, 'full')).text).toBe('all deleted')
})
