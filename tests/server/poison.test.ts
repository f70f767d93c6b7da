// R5, L4: updates that decode and cannot be integrated, sent by somebody who sends them again and again.
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fsck, look } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { deleteAt, nested, structAt } from '../support/hostile-bytes.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const CLIENT = 77
const POISON = deleteAt(CLIENT, 0, 1)

let relay: TestRelay
afterEach(async () => {
  await relay.dispose()
})

const setAside = (): { rows: number; bytes: number } =>
  look<{ rows: number; bytes: number }>(
    relay.data,
    'SELECT count(*) AS rows, coalesce(sum(length(bytes)), 0) AS bytes FROM quarantine',
  )[0]!

async function mallorySends(...updates: readonly Uint8Array[]): Promise<FrameClient> {
  const mallory = await FrameClient.join(relay, 'poisoned')
  for (const update of updates) mallory.sendUpdate(update)
  await mallory.allSaved()
  return mallory
}

/** Somebody with text of their own, so that what they lack is made by a fold. */
async function visitor(): Promise<FrameClient> {
  const doc = new Y.Doc()
  doc.getText('other').insert(0, 'my own')
  return await FrameClient.join(relay, 'poisoned', { doc })
}

test('R5: what was set aside and comes again is refused as malformed; nobody is sent away twice for it', async () => {
  relay = await TestRelay.start()
  const mallory = await mallorySends(nested(CLIENT, 20_000), POISON)
  await visitor()
  await until('the room to begin anew', () => mallory.closeCode === 4500)
  expect(setAside()).toEqual({ rows: 1, bytes: POISON.byteLength })
  for (const restarted of [false, true]) {
    if (restarted) {
      await relay.stop()
      await relay.start()
    }
    const again = await mallorySends(POISON)
    expect(again.frames('refused').map(({ reason }) => reason)).toEqual(['malformed'])
    const ada = await visitor()
    ada.type('undisturbed')
    await ada.allSaved()
    expect([again.closeCode, ada.closeCode]).toEqual([undefined, undefined])
    for (const one of [again, ada]) one.leave()
  }
  expect(setAside()).toEqual({ rows: 1, bytes: POISON.byteLength })
  await relay.stop()
  expect(await fsck(relay.data)).toMatchObject({ notes: [{ kind: 'set-aside', document: 'poisoned' }] })
})

test('L4: what was set aside counts as part of the document', async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_DOCUMENT_BYTES: '300000' } })
  let mallory = await mallorySends(nested(CLIENT, 20_000))
  let round = 0
  while (mallory.frames('refused').length === 0 && round++ < 6) {
    mallory = await mallorySends(Y.mergeUpdates([structAt(1_000 + round, 0, 'z'.repeat(40_000)), POISON]))
    if (mallory.frames('refused').length > 0) break
    await visitor()
    await until('the room to begin anew', () => mallory.closeCode === 4500)
    expect(setAside().rows).toBe(round)
  }
  expect(mallory.frames('refused').map(({ reason }) => reason)).toEqual(['quota'])
  expect(setAside().bytes).toBeLessThan(300_000)
})
