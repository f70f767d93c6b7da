// R13: an echo of somebody who has left must not bring them back, a person whose old connection is dead must come back,
// and neither costs memory without end. The presence of one room alone, without sockets.
import * as encoding from 'lib0/encoding'
import { expect, onTestFinished, test, vi } from 'vitest'
import { machineClock } from '../../server/clock.ts'
import { type Owner, Presence } from '../../server/presence/presence.ts'

const said = (client: number, clock: number, state: object | null): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, client, clock]) encoding.writeVarUint(to, number)
    encoding.writeVarString(to, JSON.stringify(state))
  })

const room = (): Presence => new Presence(3_000, machineClock, () => undefined)
const ada = { name: 'Ada' }

/** `heard` announces, and answers what the others are told of it. No time passes, but what is held back for 50 ms comes. */
function listened() {
  let told: Uint8Array | undefined
  let tell: (() => void)[] = []
  const clock = { ...machineClock, after: (_ms: number, wake: () => void) => (tell.push(wake), () => undefined) }
  const presence = new Presence(3_000, clock, (update) => (told = update))
  const heard = (owner: Owner, update: Uint8Array): Uint8Array | undefined => {
    told = undefined
    presence.announce(owner, update)
    const due = tell
    tell = []
    for (const wake of due) wake()
    return told
  }
  return { presence, heard }
}

test('R13: who said goodbye is not brought back by an echo of what they said before', () => {
  const presence = room()
  const [owner, echo] = [{}, {}]
  presence.announce(owner, said(5, 1, ada))
  presence.announce(owner, said(5, 2, null))
  presence.announce(echo, said(5, 1, ada))
  presence.announce(echo, said(5, 2, ada))
  expect(presence.all()).toBeUndefined()
})

test('R13: who left with a close is not brought back by somebody who was there, but may return themselves', () => {
  const presence = room()
  const [owner, echo, returned] = [{}, {}, {}]
  presence.announce(echo, said(6, 1, ada))
  presence.announce(owner, said(5, 1, ada))
  presence.leave(owner, true)
  presence.announce(echo, said(5, 1, ada))
  expect(presence.echoTo(echo)).toEqual(said(6, 1, ada))
  presence.announce(returned, said(5, 1, ada))
  presence.announce(echo, said(5, 9, null))
  expect(presence.echoTo(returned)).toEqual(said(5, 1, ada))
})

test('R13: a clock that its owner could not count on from is dropped without a word', () => {
  const { presence, heard } = listened()
  const [intruder, owner] = [{}, {}]
  for (const clock of [Number.MAX_SAFE_INTEGER, 2 ** 40 + 1])
    expect(heard(intruder, said(5, clock, { name: 'Mallory' }))).toBeUndefined()
  // y-protocols counts on from the highest clock it has heard of its own id.
  expect(heard(intruder, said(5, 2 ** 40 - 1, { name: 'Mallory' }))).toBeDefined()
  presence.leave(intruder, true)
  expect(heard(owner, said(5, 2 ** 40, ada))).toEqual(said(5, 2 ** 40, ada))
})

test('R13: who comes back before the grace is over is not removed when it ends', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: Uint8Array[] = []
  const presence = new Presence(20, machineClock, (update) => told.push(update))
  const [owner, returned] = [{}, {}]
  presence.announce(owner, said(5, 1, ada))
  presence.leave(owner, false)
  presence.announce(returned, said(5, 2, ada))
  vi.advanceTimersByTime(120)
  expect(told).toEqual([said(5, 1, ada), said(5, 2, ada)])
  expect(presence.all()).toBeDefined()
})

test('R13: who is silent gives its id to a newer clock, and does not take it along when it goes', () => {
  const { presence, heard } = listened()
  const dead = { silent: false }
  const [returned, echo] = [{}, {}]
  heard(dead, said(5, 1, ada))
  expect(heard(returned, said(5, 2, ada))).toBeUndefined()
  dead.silent = true
  // What stock clients repeat of others is never newer, and nobody says of a stranger that they left.
  expect(heard(echo, said(5, 1, ada))).toBeUndefined()
  expect(heard(echo, said(5, 2, null))).toBeUndefined()
  expect(heard(returned, said(5, 2, ada))).toEqual(said(5, 2, ada))
  expect(heard(dead, said(5, 3, ada))).toBeUndefined()
  presence.leave(dead, true)
  expect(presence.all()).toEqual(said(5, 2, ada))
  expect(presence.echoTo(returned)).toEqual(said(5, 2, ada))
})

test('R13: a session has its handful of ids for good: it gets no other for one that it has given up', () => {
  const { heard } = listened()
  const owner = {}
  for (let id = 1; id <= 8; id++) {
    expect(heard(owner, said(id, 1, ada))).toBeDefined()
    expect(heard(owner, said(id, 2, null))).toBeDefined()
  }
  expect(heard(owner, said(9, 1, ada))).toBeUndefined()
  expect(heard(owner, said(8, 3, ada))).toBeDefined()
})

test('R13: who left long ago is forgotten, whether anybody joins or not', () => {
  const { presence, heard } = listened()
  const [owner, echo] = [{}, {}]
  heard(owner, said(5, 1, ada))
  heard(owner, said(5, 2, null))
  presence.sweep()
  expect(heard(echo, said(5, 1, ada))).toBeUndefined()
  presence.sweep(Date.now() + 31_000)
  expect(heard(echo, said(5, 1, ada))).toBeDefined()
})
