// R8: somebody who reads and types nothing, alone in a document, keeps their session: the provider inside our client hangs up
// after 30 s in which it hears nothing. IndexedDB is fake-indexeddb; sockets, time and relay are real.
import 'fake-indexeddb/auto'
import { expect, onTestFinished, test } from 'vitest'
import type { DocumentId } from '../../../contracts/ids.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { openDocument } from '../../../renderer/collab/open-document.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const ALONE_MS = 40_000

test(
  'R8: our own client, alone and silent, stays in one session for 40 s',
  { timeout: ALONE_MS + 20_000 },
  async () => {
    const relay = await TestRelay.start()
    let dialled = 0
    class Counted extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        dialled++
      }
    }
    const dialer = new Dialer(relay.url, { WebSocket: Counted })
    const document = openDocument({
      relay: relay.url,
      document: 'quiet' as DocumentId,
      dialer,
      user: null,
      createdHere: false,
    })
    onTestFinished(async () => {
      await document.close()
      dialer.close()
      await relay.dispose()
    })
    await until('it to be saved', () => document.status.get().kind === 'saved')
    const before = dialled
    const begun = performance.now()
    await until('40 s to pass', () => dialled > before || performance.now() - begun > ALONE_MS, ALONE_MS + 10_000)
    expect(dialled).toBe(before)
  },
)
