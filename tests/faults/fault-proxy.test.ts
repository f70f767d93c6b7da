// The proxy that the stories of several relays put between every pair: it does to bytes and connections what it was told, and
// no byte is lost or overtaken by it.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FaultProxy } from '../support/fault-proxy.ts'
import { seeded } from '../support/random.ts'
import { until } from '../support/until.ts'

/** One end of a connection, and what it has heard. */
class End {
  readonly socket: Socket
  heard = ''
  ended: 'no' | 'finished' | 'closed' | 'reset' = 'no'

  constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (bytes) => (this.heard += bytes.toString()))
    socket.on('end', () => (this.ended = 'finished'))
    socket.on('error', () => undefined)
    socket.on('close', (failed) => (this.ended = failed ? 'reset' : 'closed'))
  }
}

let server: Server
let proxy: FaultProxy
let served: End[] = []
const here: End[] = []
beforeEach(async () => {
  served = []
  server = createServer((socket) => void served.push(new End(socket))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  proxy = await FaultProxy.start((server.address() as AddressInfo).port, seeded(1))
})
afterEach(async () => {
  for (const { socket } of [...here.splice(0), ...served]) socket.destroy()
  await proxy.close()
  server.close()
})

async function connected(): Promise<{ near: End; far: End }> {
  const before = served.length
  const near = new End(connect(proxy.port, '127.0.0.1'))
  here.push(near)
  await until('the other end', () => served.length > before)
  return { near, far: served[before]! }
}

const ALL = { direction: 'both', share: 1 } as const
const numbers = (count: number): string => Array.from({ length: count }, (_, nth) => `${nth} `).join('')

test('undisturbed it passes everything, both ways, and says when a side is done', async () => {
  const { near, far } = await connected()
  near.socket.write(numbers(200_000))
  far.socket.write('back')
  await until('all', () => far.heard === numbers(200_000) && near.heard === 'back')
  near.socket.end('last')
  await until('the end', () => far.ended !== 'no' && near.ended === 'closed')
  expect(far.heard.endsWith('last')).toBe(true)
})

test('late: nothing before its time, and all in order', async () => {
  const { near, far } = await connected()
  proxy.disturb({ passing: { kind: 'late', ms: 150 }, ...ALL })
  const sentAt = performance.now()
  for (let nth = 0; nth < 100; nth++) near.socket.write(`${nth} `)
  await until('the first', () => far.heard !== '')
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(149)
  await until('the others', () => far.heard === numbers(100))
})

test('not at all: neither bytes nor the end pass, one way only when so told, and afterwards all of it does', async () => {
  const { near, far } = await connected()
  proxy.disturb({ passing: { kind: 'not at all' }, direction: 'there', share: 1 })
  near.socket.end(numbers(200_000))
  far.socket.write('this way it passes')
  await until('what passes', () => near.heard === 'this way it passes')
  expect([far.heard, far.ended]).toEqual(['', 'no'])
  proxy.heal()
  await until('all, and the end', () => far.heard === numbers(200_000) && far.ended !== 'no')
})

test('drop by drop: a little at a time, of whoever comes later too', async () => {
  proxy.disturb({ passing: { kind: 'drop by drop', bytes: 2, everyMs: 5 }, ...ALL })
  const { near, far } = await connected()
  near.socket.write(numbers(20))
  await until('a part', () => far.heard.length > 4)
  expect(far.heard.length).toBeLessThan(numbers(20).length)
  await until('all', () => far.heard === numbers(20))
})

test('a share of connections is hit, by chance of the seed', async () => {
  for (let nth = 0; nth < 20; nth++) await connected()
  const hit = proxy.cut('closed', 0.5)
  expect(hit).toBeGreaterThan(4)
  expect(hit).toBeLessThan(16)
  const gone = (): number => here.filter(({ ended }) => ended === 'closed').length
  await until('those to be gone', () => gone() === hit && served.filter(({ ended }) => ended !== 'no').length === hit)
})

test('cut: reset at both ends, or at the far one while the near one is told nothing', async () => {
  const [one, other] = [await connected(), await connected()]
  proxy.cut('half')
  await until('the far ends', () => one.far.ended === 'reset' && other.far.ended === 'reset')
  one.near.socket.write('into nothing')
  const third = await connected()
  third.near.socket.write('new ones are whole')
  await until('it', () => third.far.heard === 'new ones are whole')
  expect([one.near.ended, other.near.ended]).toEqual(['no', 'no'])
  proxy.heal()
  await until('the near ends', () => one.near.ended === 'reset' && other.near.ended === 'reset')
  proxy.cut('reset')
  await until('both ends', () => third.near.ended === 'reset' && third.far.ended === 'reset')
})

test('refusing: who is there stays, who comes is turned away', async () => {
  const { near, far } = await connected()
  proxy.refuse()
  const late = new End(connect(proxy.port, '127.0.0.1'))
  await until('it to be turned away', () => late.ended !== 'no')
  near.socket.write('still here')
  await until('it', () => far.heard === 'still here')
  proxy.heal()
  await connected()
})

test('when one side breaks off, the other is told', async () => {
  const [one, other] = [await connected(), await connected()]
  one.near.socket.resetAndDestroy()
  other.far.socket.resetAndDestroy()
  await until('both', () => one.far.ended === 'reset' && other.near.ended === 'reset')
})
