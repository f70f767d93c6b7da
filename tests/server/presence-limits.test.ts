// L1: what the presence of one room may take, and that nobody in it is left out for good. Without sockets.
import { expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Owner } from '../../server/presence/entries.ts'
import type { Presence } from '../../server/presence/presence.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { presenceAlone } from '../support/presence-alone.ts'

const KILOBYTE = 1024
const MEGABYTE = KILOBYTE * KILOBYTE
/** What a session may have, but for the ids and clocks. */
const FULL = 64 * KILOBYTE - 100

const room = (): Presence => presenceAlone()

/** A name, say, of so many bytes. */
const announce = (presence: Presence, owner: Owner, id: number, clock: number, bytes: number): unknown =>
  presence.announce(owner, awarenessOf([id, clock, JSON.stringify('x'.repeat(bytes - 2))]))

/** What a newcomer is told. */
function told(presence: Presence): Awareness {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  const all = presence.all()
  if (all !== undefined) applyAwarenessUpdate(awareness, all, null)
  awareness.destroy()
  return awareness
}
/** Of each id, the bytes of its state. */
const seen = (presence: Presence): Map<number, number> =>
  new Map([...told(presence).getStates()].map(([id, state]) => [id, JSON.stringify(state).length]))
const clockOf = (presence: Presence, id: number): number | undefined => told(presence).meta.get(id)?.clock

/** As many as the room takes, each with all that a session may have. */
function crowd(presence: Presence): Owner[] {
  const owners: Owner[] = Array.from({ length: 100 }, () => ({}))
  for (const [n, owner] of owners.entries()) announce(presence, owner, n + 1, 1, FULL)
  return owners.slice(0, seen(presence).size)
}

test('L1: however many fill a room, a newcomer is sent no more than a megabyte', () => {
  const presence = room()
  const owners = crowd(presence)
  expect(owners).toHaveLength(MEGABYTE / (64 * KILOBYTE))
  for (const [n, owner] of owners.entries()) announce(presence, owner, 1_000 + n, 1, FULL)
  expect(presence.all()!.byteLength).toBeLessThanOrEqual(MEGABYTE + 10)
  expect(presence.all()!.byteLength).toBeGreaterThan(MEGABYTE - 64 * KILOBYTE)
})

test('L1: whoever found no room is present with their next announcement once somebody has left, and so is what grew', () => {
  const presence = room()
  const owners = crowd(presence)
  const [ada, ben, last] = [{}, {}, owners.at(-1)!]
  // What is left over is taken first.
  announce(presence, ben, 2_001, 1, 100)
  expect(announce(presence, ada, 2_000, 1, FULL)).toBeUndefined()
  announce(presence, ben, 2_001, 2, FULL)
  expect([seen(presence).get(2_000), seen(presence).get(2_001)]).toEqual([undefined, 100])
  presence.leave(owners[0]!, true)
  announce(presence, ada, 2_000, 2, FULL)
  announce(presence, last, owners.length, 2, 500)
  announce(presence, ben, 2_001, 3, FULL)
  expect([seen(presence).get(2_000), seen(presence).get(2_001)]).toEqual([FULL, FULL])
})

test('L1: in a full room those who are there move on as they like, and one that broke off and returns is there', () => {
  const presence = room()
  const owners = crowd(presence)
  for (const [n, owner] of owners.entries()) {
    announce(presence, owner, n + 1, 2, FULL - n)
    announce(presence, owner, n + 1, 2 ** 40, FULL - n)
  }
  presence.leave(owners[1]!, false)
  announce(presence, {}, 2, 2 ** 40 + 1, FULL - 1)
  expect([...seen(presence)]).toEqual(owners.map((_, n) => [n + 1, FULL - n]))
  expect([1, 2, 3].map((id) => clockOf(presence, id))).toEqual([2 ** 40, 2 ** 40 + 1, 2 ** 40])
})

test('L1: a session has 64 KB over all its ids', () => {
  const presence = room()
  const owner = {}
  announce(presence, owner, 1, 1, 40 * KILOBYTE)
  announce(presence, owner, 2, 1, 40 * KILOBYTE)
  announce(presence, owner, 3, 1, 20 * KILOBYTE)
  announce(presence, owner, 3, 2, 30 * KILOBYTE)
  expect([...seen(presence)]).toEqual([
    [1, 40 * KILOBYTE],
    [3, 20 * KILOBYTE],
  ])
  announce(presence, owner, 1, 2, 10 * KILOBYTE)
  announce(presence, owner, 2, 2, 30 * KILOBYTE)
  expect([...seen(presence).values()].toSorted()).toEqual([10, 20, 30].map((size) => size * KILOBYTE))
})

test('L1: two thousand people with a name and a caret each are all there', () => {
  const presence = room()
  const people: Owner[] = Array.from({ length: 2_000 }, () => ({}))
  for (const clock of [1, 2, 3])
    for (const [n, owner] of people.entries()) announce(presence, owner, n, clock, 240 + clock)
  expect([...seen(presence)]).toEqual(people.map((_, n) => [n, 243]))
})
