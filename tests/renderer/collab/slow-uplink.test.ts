// F7: a line that takes a large paste slowly is no dead one, and nothing that HTTP would mend: one session, by the transport that it
// began with, until all is saved.
import 'fake-indexeddb/auto'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument } from '../../../renderer/collab/open-document.ts'
import type { TransportName } from '../../../renderer/collab/transport.ts'
import { FaultProxy } from '../../support/fault-proxy.ts'
import { HostileProxy } from '../../support/hostile-proxy.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

/** 60 KB in a second, and what takes twice as long as a silence may last. */
const SLOWLY = { passing: { kind: 'drop by drop', bytes: 6_000, everyMs: 100 }, direction: 'there', share: 1 } as const
const SILENCE_MS = 1_500
const PASTED = 'a whole book, '.repeat(26_000)

let relay: TestRelay
beforeAll(async () => {
  relay = await TestRelay.start()
})
afterAll(() => relay.dispose())
const toClose: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close()
})

test.each(['WebSocket', 'HTTP'] as const)('a large paste goes up slowly by %s', { timeout: 60_000 }, async (name) => {
  const slow = await FaultProxy.start(Number(new URL(relay.url).port), () => 0)
  const proxy = await HostileProxy.start(slow.port)
  proxy.turn(name === 'HTTP' ? 'strips the upgrade' : 'friendly')
  const timing = { silenceMs: SILENCE_MS, firstBackoffMs: 20, longestBackoffMs: 100, firstProbeMs: 300_000 }
  const dialer = new Dialer(proxy.url, { timing })
  const user = { name: 'Ada', color: '#0000aa' }
  const document = `slow-${name}` as DocumentId
  const open = openDocument({ relay: proxy.url, relayIdentity: name.toLowerCase(), document, dialer, user })
  toClose.push(
    () => slow.close(),
    () => proxy.close(),
    () => dialer.close(),
    () => open.close(),
  )
  await until('a session', () => open.connection.get().transport === name, 20_000)
  slow.disturb(SLOWLY)
  const seen = new Set<TransportName | null>()
  open.connection.subscribe(() => seen.add(open.connection.get().transport))
  const begun = performance.now()
  open.doc.getText('text').insert(0, PASTED)
  await until('it to wait', () => open.connection.get().waiting > 0)
  await until('it to be saved', () => open.connection.get().waiting === 0, 30_000)
  expect(performance.now() - begun).toBeGreaterThan(2 * SILENCE_MS)
  expect([...seen]).toEqual([name])
})
