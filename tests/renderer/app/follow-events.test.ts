// @vitest-environment happy-dom
// Events that do not come are asked for again after a while, and at once when there is reason to hope.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EVENTS_PATH } from '../../../contracts/events-path.ts'
import { followEvents } from '../../../renderer/app/follow-events.ts'
import { until } from '../../support/until.ts'

const LONG_MS = 600_000

let relay: Server
let asked: (string | undefined)[]
beforeEach(async () => {
  asked = []
  relay = createServer((request, answer) => {
    const isTold = request.method === 'OPTIONS'
    if (!isTold) asked.push(request.url)
    answer
      .writeHead(isTold ? 204 : 503, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' })
      .end()
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
})
afterEach(() => void relay.close())

test('whoever comes back to the window waits for neither events nor the list', async () => {
  // As over plain http.
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true })
  const documents = { hear: vi.fn(), retryNow: vi.fn() }
  await followEvents({
    relay: `http://127.0.0.1:${(relay.address() as AddressInfo).port}`,
    relayIdentity: 'follow-events.test',
    library: {} as never,
    documents: documents as never,
    dialer: { onReturn: () => () => undefined },
    firstWaitMs: LONG_MS,
  })
  await until('the first try', () => asked.length === 1)
  await until('it to be over', () => documents.hear.mock.calls.length > 0)
  window.dispatchEvent(new Event('focus'))
  // By itself it would try again after seven seconds at least.
  await until('the next', () => asked.length === 2, 5_000)
  expect(asked).toEqual([EVENTS_PATH, EVENTS_PATH])
  expect(documents.retryNow).toHaveBeenCalledOnce()
})
