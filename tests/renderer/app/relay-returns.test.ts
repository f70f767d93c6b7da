// The relay is back: whoever hears it first tells the others, and nobody waits for the end of a time of their own.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { tellOfReturns } from '../../../renderer/app/relay-returns.ts'
import { Dialer } from '../../../renderer/collab/dialer.ts'
import { until } from '../../support/until.ts'

const LONG_MS = 60_000

let dialer: Dialer
let listed: () => void
const documents = {
  reached: true,
  retryNow: vi.fn(),
  subscribe: (changed: () => void) => {
    listed = changed
    return () => undefined
  },
}
const images = { retryNow: vi.fn() }
beforeEach(() => {
  vi.clearAllMocks()
  documents.reached = true
  dialer = new Dialer('http://127.0.0.1:1', { timing: { firstBackoffMs: LONG_MS, longestBackoffMs: LONG_MS } })
  tellOfReturns(dialer, documents, () => Promise.resolve(images))
})
afterEach(() => dialer.close())

test('a session after the relay was away has lists and images ask again, and only that one', async () => {
  dialer.opened()()
  expect(documents.retryNow).not.toHaveBeenCalled()
  dialer.failed(dialer.round)
  dialer.opened()()
  dialer.opened()()
  expect(documents.retryNow).toHaveBeenCalledOnce()
  await until('the images to be told', () => images.retryNow.mock.calls.length === 1)
})

test('a list that is read again has the texts try at once, and one that goes on being read does not', async () => {
  dialer.failed(dialer.round)
  const go = vi.fn()
  dialer.whenDue(go)
  listed()
  expect(dialer.outlook.get().nextTryAt).not.toBeNull()
  documents.reached = false
  listed()
  expect(dialer.outlook.get().nextTryAt).not.toBeNull()
  documents.reached = true
  listed()
  await until('the try', () => go.mock.calls.length === 1)
})
