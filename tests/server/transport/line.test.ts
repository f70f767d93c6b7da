// R6, R8: who is no longer there, or takes nothing, on a line whose time is told by the test.
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SocketListener, Socket } from '../../../server/session/socket.ts'
import { Places } from '../../../server/transport/addresses.ts'
import { Line } from '../../../server/transport/line.ts'
import { createLog } from '../../../server/log.ts'

const REQUEST = { headers: {}, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage
const BEAT_MS = 12_000

let line: Line
let socket: Socket
let told: string[]
let heard: string
let stop: () => void
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
  ;[told, heard] = [[], '']
  const session: SocketListener = {
    receive: (message) => told.push(`received ${message.byteLength}`),
    receiveControl: () => undefined,
    receiveText: () => undefined,
    drained: () => told.push('drained'),
    stalled: () => {
      told.push('stalled')
      socket.close(4529)
    },
    end: (code) => told.push(`ends with ${code}`),
    closed: (clean) => told.push(clean ? 'closed' : 'broke off'),
  }
  line = new Line(
    {
      admit: async () => (made) => {
        socket = made
        return session
      },
      every: (seconds, wake) => {
        const timer = setInterval(wake, seconds * 1_000)
        return () => clearInterval(timer)
      },
      places: new Places(10),
      trustProxy: false,
      traffic: { framesReceived: 0, bytesReceived: 0, framesSent: 0, bytesSent: 0 },
      closed: (code) => told.push(`closes with ${code}`),
      log: createLog('silent'),
    },
    () => told.push('over'),
  )
  const opening = new TextEncoder().encode('doc')
  stop = listen(0)
  expect(
    await line.take({ session: 1, first: 0, heard: 0, records: [{ kind: 'open', body: opening }] }, REQUEST, 'r'),
  ).toBe('taken')
})
afterEach(() => {
  line.close(true)
  vi.useRealTimers()
})

/** `mostBytes`: by a poll. */
function listen(after: number, mostBytes?: number): () => void {
  const name = mostBytes === undefined ? 'stream' : 'poll'
  return line.listen(after, {
    give: (text) => (heard += text),
    over: () => told.push(`${name} ends`),
    replaced: () => told.push(`${name} is replaced`),
    ...(mostBytes && { mostBytes }),
  })!
}
const lastEvent = (): number => Number([...heard.matchAll(/^id: (\d+)$/gm)].at(-1)![1])
const says = (upTo: number) => line.take({ session: 0, first: 0, heard: upTo, records: [] }, REQUEST, 'r')
const turn = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

test('R8: whoever answers the beats stays, and whoever misses two of them is gone within 40 s', async () => {
  await turn()
  for (let n = 0; n < 10; n++) {
    vi.advanceTimersByTime(BEAT_MS)
    expect(heard.match(/: beat/g)).toHaveLength(n + 1)
    await says(lastEvent())
  }
  expect(told).toEqual([])
  vi.advanceTimersByTime(14_001)
  expect(socket.silent).toBe(true)
  vi.advanceTimersByTime(40_000 - 14_001)
  expect(told).toEqual(['closed', 'stream ends', 'over'])
})

test('R8: nobody listens for 5 s and it is over; a stream that is back before that finds its line', async () => {
  await turn()
  stop()
  vi.advanceTimersByTime(4_900)
  stop = listen(lastEvent())
  vi.advanceTimersByTime(4_900)
  expect(told).toEqual([])
  stop()
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual(['closed', 'over'])
})

test('R6: whoever is there and takes nothing of what was sent is closed with 4529, and whoever takes some is not', async () => {
  socket.send([new Uint8Array(1_000)])
  socket.send([new Uint8Array(1_000)])
  await turn()
  expect(socket.bufferedBytes).toBe(2_000)
  for (let n = 0; n < 2; n++) {
    vi.advanceTimersByTime(BEAT_MS)
    await says(n)
  }
  await says(2)
  expect(socket.bufferedBytes).toBe(1_000)
  expect(told).toEqual(['drained'])
  for (let n = 0; n < 3; n++) {
    vi.advanceTimersByTime(BEAT_MS)
    await says(2)
  }
  expect(told.slice(0, 3)).toEqual(['drained', 'stalled', 'closes with 4529'])
})

test('what one has said to have is kept no more, and what not is given again to whoever asks', async () => {
  for (let n = 0; n < 3; n++) socket.send([new Uint8Array([n])])
  await turn()
  expect(lastEvent()).toBe(4)
  await says(2)
  heard = ''
  listen(2)
  await turn()
  expect([...heard.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id)).toEqual(['3', '4'])
})

test('T5: one stream and one poll listen at most: a newer one takes the place of the older, whose end changes nothing', async () => {
  const stopPoll = listen(0, 1_000)
  expect(told).toEqual([])
  const newer = listen(0)
  expect(told).toEqual(['stream is replaced'])
  const newerPoll = listen(0, 1_000)
  expect(told).toEqual(['stream is replaced', 'poll is replaced'])
  heard = ''
  await turn()
  expect(heard.match(/^id: 1$/gm)).toHaveLength(2)
  stop()
  stopPoll()
  newerPoll()
  vi.advanceTimersByTime(6_000)
  expect(told).toHaveLength(2)
  newer()
  vi.advanceTimersByTime(5_000)
  expect(told.slice(2)).toEqual(['closed', 'over'])
})

test('a line that carries nothing is over after a while', async () => {
  await line.take(
    { session: 1, first: 1, heard: 1, records: [{ kind: 'leave', body: new Uint8Array() }] },
    REQUEST,
    'r',
  )
  expect(told).toEqual(['closed'])
  for (let n = 0; n < 4; n++) {
    vi.advanceTimersByTime(BEAT_MS)
    await says(1)
  }
  expect(told).toEqual(['closed', 'stream ends', 'over'])
})
