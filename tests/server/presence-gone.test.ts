// R13: an echo of somebody who has left must not bring them back, a person whose old connection is dead must come back,
// and neither costs memory without end. The presence of one room alone, without sockets.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { expect, onTestFinished, test, vi } from 'vitest'
import { machineClock } from '../../server/clock.ts'
import type { Owner } from '../../server/presence/entries.ts'
import type { Presence } from '../../server/presence/presence.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { presenceAlone } from '../support/presence-alone.ts'

const said = (client: number, clock: number, state: object | null): Uint8Array =>
  encoding.encode((to) => {
    for (const number of [1, client, clock]) encoding.writeVarUint(to, number)
    encoding.writeVarString(to, JSON.stringify(state))
  })

/** In an awareness update of one. */
function clockIn(update: Uint8Array): number {
  const from = decoding.createDecoder(update)
  const [, , clock] = [1, 2, 3].map(() => decoding.readVarUint(from))
  return clock!
}

const room = (): Presence => presenceAlone()
const ada = { name: 'Ada' }

/** `heard` announces, and answers what the others are told of it. No time passes, but what is held back for 50 ms comes. */
function listened() {
  let told: Uint8Array | undefined
  let tell: (() => void)[] = []
  let later = 0
  const now = (): number => machineClock.now() + later
  const clock = { ...machineClock, now, after: (_ms: number, wake: () => void) => (tell.push(wake), () => undefined) }
  const presence = presenceAlone({ clock, broadcast: (update) => (told = update) })
  const heard = (owner: Owner, update: Uint8Array): Uint8Array | undefined => {
    told = undefined
    presence.announce(owner, update)
    const due = tell
    tell = []
    for (const wake of due) wake()
    return told
  }
  return { presence, heard, now, wait: (ms: number) => (later += ms) }
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

test('R13: however far others push the clock of somebody who is away, they can count on from there', () => {
  const { presence, heard, now, wait } = listened()
  const [intruder, owner] = [{}, {}]
  let highest = 0
  const climb = (...clocks: number[]): void => {
    const told = heard(intruder, awarenessOf(...clocks.map((clock) => [5, clock, '{}'] as const)))
    if (told !== undefined) highest = clockIn(told)
  }
  const steps = Array.from({ length: 2 ** 13 }, (_, n) => Math.min((n + 1) * 2 ** 40, Number.MAX_SAFE_INTEGER))
  for (const step of steps) climb(step)
  climb(...steps)
  for (const clock of [2 ** 55, now()]) climb(clock)
  expect(highest).toBeGreaterThan(0)
  presence.leave(intruder, true)
  for (let n = 1; n <= 20; n++) {
    wait(50)
    expect(heard(owner, said(5, highest + n, ada))).toEqual(said(5, highest + n, ada))
  }
})

test('R13: a clock that nobody can read is dropped without a word, and what stands beside it is heard', () => {
  const { presence, heard } = listened()
  const state = JSON.stringify(ada)
  const update = awarenessOf([5, 2 ** 53, state], [6, 1, state])
  expect(heard({}, update)).toEqual(said(6, 1, ada))
  expect(presence.announce({}, update)).toBeUndefined()
})

test('R13: who comes back before the grace is over is not removed when it ends', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: Uint8Array[] = []
  const presence = presenceAlone({ graceMs: 20, broadcast: (update) => told.push(update) })
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
