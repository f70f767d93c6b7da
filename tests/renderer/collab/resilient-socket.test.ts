// The socket against relays that swallow, talk nonsense, hang up and go silent (DESIGN §6, §10; R8). Times are short here;
// the product's stand in dialer.ts.
import { once } from 'node:events'
import { type AddressInfo, type Server, createServer } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { Epoch } from '../../../contracts/ids.ts'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { readFrame, write, type Hello, type Refusal } from '../../../contracts/wire.ts'
import { Dialer, type Timing } from '../../../renderer/collab/dialer.ts'
import { ResilientSocket, type Correspondent } from '../../../renderer/collab/resilient-socket.ts'
import { frameOf } from '../../support/hostile-bytes.ts'
import { until } from '../../support/until.ts'
import { DOCUMENT, ScriptedRelay, hello, type Visitor } from './scripted-relay.ts'

let open: { close(): void | Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.toReversed()) await one.close()
  open = []
})

function toClose<One extends { close(): void | Promise<void> }>(one: One): One {
  open.push(one)
  return one
}

async function relayThat(greet: (visitor: Visitor) => void): Promise<ScriptedRelay> {
  return toClose(await ScriptedRelay.listen(greet))
}

const greetsWell = ({ socket }: Visitor): void => socket.send(hello())

/** A document that only takes notes. */
class Notes implements Correspondent {
  readonly document = DOCUMENT
  localNumber = 0
  seen: { epoch: string; seq: number } | null = null
  answer: 'begin' | 'stop' = 'begin'
  readonly told: string[] = []
  readonly isFull = false
  leanDiff(): Uint8Array {
    return EMPTY_UPDATE
  }
  relayHas(): void {}
  receive(_: Uint8Array, deliver: () => void): void {
    deliver()
  }
  welcome({ epoch }: Hello): 'begin' | 'stop' {
    this.told.push(`hello ${epoch}`)
    return this.answer
  }
  cursor(epoch: Epoch): number | null {
    return this.seen?.epoch === epoch ? this.seen.seq : null
  }
  opening(): void {
    this.told.push('opening')
  }
  acknowledged(upTo: number): void {
    this.told.push(`acknowledged ${upTo}`)
  }
  brokeOff(code: number): void {
    this.told.push(`broke off ${code}`)
  }
  refused(reason: Refusal): 'stay' | 'resync' {
    this.told.push(`refused ${reason}`)
    return reason === 'diverged' ? 'resync' : 'stay'
  }
  heldBack(step2: boolean): void {
    this.told.push(`held back ${step2 ? 'step2' : 'update'}`)
  }
  head(seq: number): void {
    this.told.push(`head ${seq}`)
  }
  role(role: string): void {
    this.told.push(`role ${role}`)
  }
  notARelay(): void {
    this.told.push('not a relay')
  }
  stopped(code: number): void {
    this.told.push(`stopped ${code}`)
  }
}

interface Caller {
  readonly socket: ResilientSocket
  readonly notes: Notes
  readonly dialer: Dialer
  /** What y-websocket's provider would see. */
  readonly events: string[]
}

function call(url: string, { notes = new Notes(), dialer = quickDialer(url) } = {}): Caller {
  const socket = toClose(new ResilientSocket(`${url.replace('http', 'ws')}/sync/doc`, dialer, notes))
  const events: string[] = []
  socket.onopen = () => events.push('open')
  socket.onmessage = ({ data }) => events.push(readFrame(new Uint8Array(data)).kind)
  socket.onclose = ({ code }) => events.push(`close ${code}`)
  return { socket, notes, dialer, events }
}

function quickDialer(url: string): Dialer {
  return toClose(new Dialer(url, { timing: { tryMs: 150, silenceMs: 150, firstBackoffMs: 10, longestBackoffMs: 50 } }))
}

const opened = (caller: Caller): Promise<unknown> => until('open', () => caller.events.includes('open'), 3_000)
const send = (caller: Caller, frame: Uint8Array): void => caller.socket.send(frame as Uint8Array<ArrayBuffer>)

test('open is reported after hello and not before, and the extension frames stay away from the provider', async () => {
  const relay = await relayThat(() => undefined)
  // It has the time that it has in the app.
  const ada = call(relay.url, { dialer: toClose(new Dialer(relay.url)) })
  const { socket } = await relay.visitor(1)
  expect([ada.socket.readyState, socket.protocol]).toEqual([ResilientSocket.CONNECTING, 'ligature.v1'])
  expect(ada.events).toEqual([])
  for (const frame of [hello(), write.step1(EMPTY_UPDATE), write.head(7), write.role('viewer'), write.saved(0)])
    socket.send(frame)
  socket.send(new Uint8Array([120, 1, 2, 3]))
  socket.send(write.step2(EMPTY_UPDATE))
  await until('the last of them', () => ada.events.length === 3)
  expect(ada.events).toEqual(['open', 'step1', 'update'])
  expect(ada.socket.readyState).toBe(ResilientSocket.OPEN)
  expect(ada.notes.told).toEqual(['hello e1', 'opening', 'head 7', 'role viewer'])
})

test('a relay that accepts and says nothing is left after the time for one try, and asked again', async () => {
  const relay = await relayThat(() => undefined)
  const ada = call(relay.url)
  await relay.visitor(3)
  expect(ada.events).toEqual([])
  expect(ada.socket.readyState).toBe(ResilientSocket.CONNECTING)
  relay.greet = greetsWell
  await opened(ada)
})

test('a path that takes the connection and never answers the upgrade is a try that failed', async () => {
  let visits = 0
  const server: Server = createServer((socket) => {
    visits += 1
    socket.on('error', () => undefined)
    open.unshift({ close: () => void socket.destroy() })
  }).listen(0, '127.0.0.1')
  open.unshift({ close: () => void server.close() })
  await once(server, 'listening')
  const ada = call(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await until('a second try', () => visits >= 2)
  expect(ada.dialer.outlook.get().failedTries).toBeGreaterThanOrEqual(1)
  expect(ada.events).toEqual([])
})

test.each([
  ['a sync frame', write.step1(EMPTY_UPDATE)],
  ['garbage', new Uint8Array([0, 77, 1])],
  ['text', 'hello!'],
  ['the hello of another document', hello({ document: 'other' as typeof DOCUMENT })],
])('%s instead of hello: this is not a relay, and the next try may meet one', async (_, first) => {
  const relay = await relayThat(({ socket }) => socket.send(first))
  const ada = call(relay.url)
  await relay.visitor(2)
  expect(ada.notes.told).toContain('not a relay')
  expect(ada.events).toEqual([])
  relay.greet = greetsWell
  await opened(ada)
})

test('a code of the stop kind ends it for good, before hello and after', async () => {
  const early = await relayThat(({ socket }) => socket.close(4403, 'no'))
  const ada = call(early.url)
  await until('the end', () => ada.events.length > 0)
  const late = await relayThat((visitor) => {
    greetsWell(visitor)
    visitor.socket.close(4410)
  })
  const ben = call(late.url)
  await until('the end', () => ben.events.length === 2)
  expect([ada.events, ben.events]).toEqual([['close 4403'], ['open', 'close 4410']])
  expect(ada.notes.told).toEqual(['stopped 4403'])
  expect(ben.notes.told).toContain('stopped 4410')
  expect([early.visitors.length, late.visitors.length]).toEqual([1, 1])
})

test('a relay that shuts down before hello is one more try; after it, the end of this instance and a back-off', async () => {
  const relay = await relayThat(({ socket }) => socket.close(4503))
  const ada = call(relay.url)
  await relay.visitor(3)
  expect(ada.events).toEqual([])
  relay.greet = greetsWell
  await opened(ada)
  relay.visitors.at(-1)!.socket.close(4503)
  await until('the end', () => ada.events.includes('close 4503'))
  expect(ada.dialer.outlook.get().nextTryAt).not.toBeNull()
})

test('a session that goes silent is found out after two silences; one that answers pings lives on (R8)', async () => {
  const silent = await relayThat(greetsWell)
  const ada = call(silent.url)
  const well = await relayThat(greetsWell)
  well.answer = (frame, { socket }) => frame.kind === 'ping' && socket.send(write.pong(frame.nonce))
  const ben = call(well.url)
  await Promise.all([opened(ada), opened(ben)])
  await until('the silence to be noticed', () => ada.events.includes('close 1006'), 1_000)
  expect(silent.visitors[0]!.frames.map(({ kind }) => kind)).toEqual(['ping'])
  await until('three answered pings', () => well.visitors[0]!.frames.length >= 3)
  expect(ben.events).toEqual(['open'])
})

test('a half-open socket: the peer stops reading and answering without a word', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  relay.visitors[0]!.socket.pause()
  send(ada, write.update(EMPTY_UPDATE))
  await until('it to be found out', () => ada.events.includes('close 1006'), 1_000)
  expect(ada.socket.readyState).toBe(ResilientSocket.CLOSED)
})

test('saved speaks of local changes only when a step2 has carried the older ones', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  const { socket, frames } = relay.visitors[0]!
  ada.notes.localNumber = 5
  send(ada, write.update(EMPTY_UPDATE))
  send(ada, write.awareness(new Uint8Array([0])))
  send(ada, write.step2(EMPTY_UPDATE))
  ada.notes.localNumber = 6
  send(ada, write.update(EMPTY_UPDATE))
  await until('all to arrive', () => frames.length === 4)
  for (const count of [1, 2, 3]) socket.send(write.saved(count))
  await until('the last', () => ada.notes.told.includes('acknowledged 6'))
  expect(ada.notes.told.slice(2)).toEqual(['acknowledged 5', 'acknowledged 6'])
})

test('after a refusal saved acknowledges nothing more; diverged begins a new session', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  const { socket } = relay.visitors[0]!
  send(ada, write.step2(EMPTY_UPDATE))
  for (const number of [1, 2, 3]) {
    ada.notes.localNumber = number
    send(ada, write.update(EMPTY_UPDATE))
  }
  for (const frame of [write.refused(3, 'quota'), write.saved(4), write.head(9)]) socket.send(frame)
  await until('all to be heard', () => ada.notes.told.includes('head 9'))
  expect(ada.notes.told.slice(2)).toEqual(['refused quota', 'acknowledged 1', 'head 9'])
  socket.send(write.refused(4, 'diverged'))
  await until('the end of the session', () => ada.events.includes('close 1006'))
})

test('the cursor goes first, and only to the epoch it was seen in', async () => {
  const relay = await relayThat(greetsWell)
  const notes = new Notes()
  notes.seen = { epoch: 'e1', seq: 12 }
  const ada = call(relay.url, { notes })
  await opened(ada)
  send(ada, write.step1(EMPTY_UPDATE))
  const [first] = relay.visitors
  await until('both frames', () => first!.frames.length === 2)
  expect(first!.frames[0]).toEqual({ kind: 'cursor', epoch: 'e1', seq: 12 })

  relay.greet = ({ socket }) => socket.send(hello({ epoch: 'e2' as Epoch }))
  const ben = call(relay.url, { notes })
  await opened(ben)
  send(ben, write.step1(EMPTY_UPDATE))
  await until('the first frame', () => relay.visitors[1]!.frames.length === 1)
  expect(relay.visitors[1]!.frames[0]!.kind).toBe('step1')
})

test('a copy that must not be merged is never opened to the provider, which is told to stop', async () => {
  const relay = await relayThat(greetsWell)
  const notes = new Notes()
  notes.answer = 'stop'
  const ada = call(relay.url, { notes })
  await until('the end', () => ada.events.length > 0)
  expect(ada.events).toEqual(['close 4409'])
  expect(relay.visitors[0]!.frames).toEqual([])
})

test('an edit too large for the relay is held back with all that hangs on it, until a step2 fits', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  const { frames, socket } = relay.visitors[0]!
  ada.notes.localNumber = 1
  send(ada, write.step2(EMPTY_UPDATE))
  ada.notes.localNumber = 2
  send(ada, write.update(new Uint8Array(2_000)))
  ada.notes.localNumber = 3
  send(ada, write.update(EMPTY_UPDATE))
  expect(ada.notes.told).toContain('held back update')
  send(ada, write.step2(EMPTY_UPDATE))
  await until('both step2', () => frames.length === 2)
  expect(frames.every((frame) => frame.kind === 'update' && frame.step2)).toBe(true)
  socket.send(write.saved(1))
  socket.send(write.saved(2))
  await until('the acknowledgement', () => ada.notes.told.includes('acknowledged 3'))
  expect(ada.notes.told).toContain('acknowledged 1')
  expect(ada.notes.told).not.toContain('acknowledged 2')
})

test('F2: what a newer relay says beside the text is skipped', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  const { socket } = relay.visitors[0]!
  for (let type = 109; type <= 127; type++) socket.send(frameOf(type, 1, 2, 3))
  socket.send(write.head(7))
  await until('what comes after it', () => ada.notes.told.includes('head 7'))
  expect(ada.events).toEqual(['open'])
  expect(ada.socket.readyState).toBe(ResilientSocket.OPEN)
})

test('goaway: the session ends at once and nobody comes back before the time', async () => {
  const relay = await relayThat(greetsWell)
  const ada = call(relay.url)
  await opened(ada)
  const before = Date.now()
  relay.visitors[0]!.socket.send(write.goaway(200, 'moving house'))
  await until('the end', () => ada.events.includes('close 1001'))
  expect(ada.dialer.outlook.get().nextTryAt!).toBeGreaterThanOrEqual(before + 200)
  expect(ada.dialer.outlook.get().failedTries).toBe(0)
  const again = call(relay.url, { dialer: ada.dialer })
  await opened(again)
  expect(Date.now() - before).toBeGreaterThanOrEqual(200)
})

test('an impatient person is heard: the back-off ends, and a try that hangs begins anew', async () => {
  const relay = await relayThat(({ socket }) => socket.close(4503))
  const dialer = toClose(new Dialer(relay.url, { timing: { firstBackoffMs: 60_000, longestBackoffMs: 60_000 } }))
  const ada = call(relay.url, { dialer })
  await until('the back-off', () => dialer.outlook.get().nextTryAt !== null)
  relay.greet = () => undefined
  dialer.retryNow()
  await relay.visitor(2)
  relay.greet = greetsWell
  dialer.retryNow()
  await opened(ada)
})

test('somebody who comes back to the window is not kept waiting, and the failures stay counted', async () => {
  const window = new EventTarget()
  vi.stubGlobal('window', window)
  open.push({ close: () => void vi.unstubAllGlobals() })
  const relay = await relayThat(({ socket }) => socket.close())
  const dialer = toClose(new Dialer(relay.url, { timing: { firstBackoffMs: 60_000, longestBackoffMs: 60_000 } }))
  const ada = call(relay.url, { dialer })
  await until('the back-off', () => dialer.outlook.get().nextTryAt !== null)
  const before = dialer.outlook.get().failedTries
  relay.greet = greetsWell
  window.dispatchEvent(new Event('focus'))
  await opened(ada)
  expect(dialer.outlook.get().failedTries).toBe(before)
})

test('ten documents that lose their relay are one failure, and failures add up', async () => {
  const dialer = toClose(new Dialer('http://relay.example', { now: () => 1_000, random: () => 1 }))
  const { round } = dialer
  for (let n = 0; n < 10; n++) dialer.failed(round)
  expect(dialer.outlook.get()).toMatchObject({ failedTries: 1, nextTryAt: 1_500 })
  for (let n = 0; n < 10; n++) dialer.failed(dialer.round)
  expect(dialer.outlook.get()).toMatchObject({ failedTries: 11, nextTryAt: 31_000 })
})

test('a clock that is set back by an hour: a silent relay is asked in time, and found out (R8)', async () => {
  const relay = await relayThat(greetsWell)
  const [dialer, setBack] = withItsClock(relay.url, { silenceMs: 150, firstBackoffMs: 10 })
  const ada = call(relay.url, { dialer })
  await opened(ada)
  setBack()
  await until('the question', () => relay.visitors[0]!.frames.some(({ kind }) => kind === 'ping'))
  await until('the end', () => ada.events.includes('close 1006'))
})

test('a clock that is set back by an hour: whoever waits for the relay does not wait for the clock', async () => {
  const [dialer, setBack] = withItsClock('http://relay.example', { firstBackoffMs: 200 })
  dialer.failed(dialer.round)
  setBack()
  let isDue = false
  dialer.whenDue('ws://relay.example/sync/doc', () => (isDue = true))
  await until('the try', () => isDue)
})

function withItsClock(url: string, timing: Partial<Timing>): [Dialer, setBack: () => void] {
  let offMs = 0
  return [toClose(new Dialer(url, { timing, now: () => Date.now() - offMs })), () => (offMs = 3_600_000)]
}

test('closing stops everything: no try follows', async () => {
  const relay = await relayThat(() => undefined)
  const ada = call(relay.url)
  await relay.visitor(1)
  ada.socket.close()
  expect(ada.socket.readyState).toBe(ResilientSocket.CLOSED)
  await until('the relay to notice', () => relay.visitors[0]!.closed())
  send(ada, write.update(EMPTY_UPDATE))
  expect(ada.events).toEqual(['close 1001'])
  expect(relay.visitors).toHaveLength(1)
})
