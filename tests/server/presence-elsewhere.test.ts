// R8, R13 of several relays: who is connected to one is seen on the others, once, and not for longer than they are there. The presence
// of one document on three relays that hear each other, without sockets and without Redis.
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Claims } from '../../server/presence/claims.ts'
import type { Owner } from '../../server/presence/entries.ts'
import type { NewsOfOne, PresenceNews } from '../../server/bus/bus.ts'
import type { Presence } from '../../server/presence/presence.ts'
import type { Epoch } from '../../contracts/ids.ts'
import { textOf } from '../adapters/store-acceptance.ts'
import { awarenessOf } from '../support/hostile-bytes.ts'
import { presenceAlone } from '../support/presence-alone.ts'

const news = (instance: string, people: readonly NewsOfOne[]): PresenceNews => ({
  address: textOf('doc'),
  epoch: '1' as Epoch,
  instance,
  room: 1,
  head: 0,
  asks: false,
  all: false,
  people,
})

interface Relay {
  readonly presence: Presence
  /** What its clients see, by client id. */
  seen(): Record<number, unknown>
  ask(): void
  /** Cuts it off from the others; what is said meanwhile is lost. */
  readonly line: { up: boolean }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const pass = (ms: number): void => void vi.advanceTimersByTime(ms)

/** `a`, `b` and `c`. */
function relays() {
  const all = new Map<string, Relay>()
  // As Redis does: whoever answers is heard after what they answer.
  const underWay: (() => void)[] = []
  const deliver = (one: () => void): void => {
    if (underWay.push(one) > 1) return
    for (let next = underWay[0]; next !== undefined; next = underWay[0]) {
      next()
      underWay.shift()
    }
  }
  const names = ['a', 'b', 'c'] as const
  for (const instance of names) {
    // As a stock client sees it.
    const awareness = new Awareness(new Y.Doc())
    awareness.setLocalState(null)
    awareness.destroy()
    const line = { up: true }
    const say = (people: readonly NewsOfOne[], isAll: boolean, asks = false): void => {
      const said = { ...news(instance, people), asks, all: isAll }
      const hearers = line.up ? [...all].filter(([name, to]) => name !== instance && to.line.up) : []
      deliver(() => hearers.forEach(([, to]) => to.presence.hear(said)))
    }
    const broadcast = (update: Uint8Array): void => applyAwarenessUpdate(awareness, update, null)
    const presence = presenceAlone({ broadcast, say })
    const seen = (): Record<number, unknown> => Object.fromEntries(awareness.getStates())
    all.set(instance, { presence, seen, line, ask: () => say(presence.own, true, true) })
  }
  const [a, b, c] = names.map((name) => all.get(name)!)
  return { a: a!, b: b!, c: c! }
}

const ADA = 5
const state = (where: string): string => JSON.stringify({ user: { name: 'Ada', color: '#123456' }, where })
const announce = (to: Relay, owner: Owner, clock: number, where: string): unknown =>
  to.presence.announce(owner, awarenessOf([ADA, clock, state(where)]))
const at = (where: string): Record<number, unknown> => ({ [ADA]: JSON.parse(state(where)) as unknown })

test('R13: who comes to one relay is seen on the others, moves there, and is gone there with a goodbye', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'start')
  expect([b.seen(), c.seen()]).toEqual([at('start'), at('start')])
  for (let n = 2; n < 30; n++) announce(a, owner, n, `caret ${n}`)
  pass(100)
  expect([b.seen(), c.seen()]).toEqual([at('caret 29'), at('caret 29')])
  a.presence.leave(owner, true)
  pass(100)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([{}, {}, {}])
})

test('R13: states go around 20 times a second at most, however often carets move', () => {
  let said = 0
  const presence = presenceAlone({ say: () => said++ })
  const owner = {}
  for (let n = 1; n <= 1_000; n++) {
    presence.announce(owner, awarenessOf([ADA, n, state(String(n))]))
    pass(1)
  }
  expect(said).toBeGreaterThan(15)
  expect(said).toBeLessThanOrEqual(21)
})

test('R13: who breaks off is seen everywhere for 3 s, and nowhere after', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'start')
  a.presence.leave(owner, false)
  pass(2_900)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([at('start'), at('start'), at('start')])
  pass(200)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([{}, {}, {}])
})

test('R13: who breaks off and comes to another relay is never gone, and stays: also a stock client, which says its old clock', () => {
  for (const clock of [1, 2]) {
    const { a, b, c } = relays()
    const owner = {}
    announce(a, owner, 1, 'on a')
    a.presence.leave(owner, false)
    pass(100)
    announce(b, {}, clock, 'on b')
    for (let n = 0; n < 100; n++) {
      pass(100)
      for (const { seen } of [a, b, c]) expect(Object.keys(seen())).toEqual([String(ADA)])
    }
    if (clock === 2) expect([a.seen(), b.seen(), c.seen()]).toEqual([at('on b'), at('on b'), at('on b')])
  }
})

test('R13: nobody takes over who is connected to another relay and answers, however new the clock', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'true')
  announce(b, {}, 9, 'a lie')
  pass(100)
  announce(b, {}, 1, 'an echo')
  pass(100)
  announce(a, owner, 2, 'still true')
  pass(100)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([at('still true'), at('still true'), at('still true')])
})

test('R13: who came over from a relay that has not noticed is taken for where they are once the old connection is silent', () => {
  const { a, b, c } = relays()
  const owner = { silent: false }
  announce(a, owner, 1, 'on a')
  const back = {}
  announce(b, back, 2, 'on b')
  pass(100)
  expect(c.seen()).toEqual(at('on a'))
  owner.silent = true
  announce(b, back, 3, 'typing on b')
  pass(100)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([at('typing on b'), at('typing on b'), at('typing on b')])
  // The old connection is found dead at last.
  a.presence.leave(owner, false)
  pass(10_000)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([at('typing on b'), at('typing on b'), at('typing on b')])
})

test('R8: when a relay is lost, its people are gone; one of them who is back elsewhere shows at once', () => {
  const { a, b, c } = relays()
  announce(a, {}, 1, 'on a')
  a.line.up = false
  announce(b, {}, 2, 'on b')
  pass(100)
  expect([b.seen(), c.seen()]).toEqual([at('on a'), at('on a')])
  c.presence.lost('a')
  pass(100)
  expect(c.seen()).toEqual({})
  b.presence.lost('a')
  pass(100)
  expect([b.seen(), c.seen()]).toEqual([at('on b'), at('on b')])
})

test('R8: whoever was taken for lost is there again for whoever comes, and for all once they say so anew', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'on a')
  b.presence.lost('a')
  pass(100)
  expect([b.seen(), c.seen()]).toEqual([{}, at('on a')])
  b.ask()
  pass(100)
  expect(b.presence.everybody.length).toBe(1)
  // What clients were told is gone, they take for gone with that clock.
  announce(a, owner, 2, 'still on a')
  pass(100)
  expect([b.seen(), c.seen()]).toEqual([at('still on a'), at('still on a')])
})

test('R13: a goodbye that was lost is made up for', () => {
  const { a, b } = relays()
  const owner = {}
  announce(a, owner, 1, 'on a')
  pass(100)
  a.line.up = false
  a.presence.leave(owner, true)
  pass(100)
  a.line.up = true
  pass(70_000)
  b.presence.sweep()
  expect(b.seen()).toEqual(at('on a'))
  pass(10_000)
  b.presence.sweep()
  expect(b.seen()).toEqual({})
})

test('R13: a relay that opens the document asks, and hears of all; what it hears it does not repeat', () => {
  const { a, b, c } = relays()
  c.line.up = false
  announce(a, {}, 1, 'on a')
  c.line.up = true
  expect(c.seen()).toEqual({})
  c.ask()
  pass(100)
  expect(c.seen()).toEqual(at('on a'))
  expect([a.presence.own.length, b.presence.own.length, c.presence.own.length]).toEqual([1, 0, 0])
})

test('R13: what comes late does not move a caret back', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'before')
  const late = a.presence.own
  pass(100)
  announce(a, owner, 2, 'after')
  b.presence.hear(news('a', late))
  pass(100)
  expect([b.presence.everybody[0]?.clock, c.presence.everybody[0]?.clock]).toEqual([2, 2])
})

test('R13: a relay believes its own client, who answers, before another one that knew nothing of them', () => {
  const { a, b } = relays()
  b.line.up = false
  announce(a, {}, 1, 'true')
  announce(b, {}, 9, 'a lie')
  b.line.up = true
  b.ask()
  pass(100)
  expect(a.seen()).toEqual(at('true'))
})

test('R13: whoever two relays take for theirs stays when one of them finds the connection dead', () => {
  for (const clean of [true, false]) {
    const { a, b, c } = relays()
    const owner = {}
    b.line.up = false
    announce(a, owner, 5, 'on a')
    announce(b, {}, 5, 'on b')
    pass(100)
    b.line.up = true
    a.presence.leave(owner, clean)
    pass(10_000)
    expect([a, b, c].map(({ presence }) => presence.everybody.length)).toEqual([1, 1, 1])
    // Without a blink, where there was time.
    if (!clean) expect(c.seen()).toEqual(at('on a'))
  }
})

test('R13: of two relays that both say to have somebody, the others believe the newer clock', () => {
  const { a, b, c } = relays()
  b.line.up = false
  announce(a, { silent: true }, 1, 'on a')
  announce(b, {}, 2, 'on b')
  b.line.up = true
  b.ask()
  pass(100)
  expect([a.seen(), c.seen()]).toEqual([at('on b'), at('on b')])
})

test('R13: a goodbye that was lost is made up for at once when there is reason to ask', () => {
  const { a, b, c } = relays()
  const owner = {}
  announce(a, owner, 1, 'on a')
  pass(100)
  b.line.up = false
  a.presence.leave(owner, true)
  pass(100)
  b.line.up = true
  // And a has forgotten it, too.
  pass(40_000)
  a.presence.sweep()
  expect([b.seen(), c.seen()]).toEqual([at('on a'), {}])
  b.ask()
  pass(100)
  expect(b.seen()).toEqual({})
})

test('R8: whoever was given up for somebody who came and went is gone after 3 s, too', () => {
  const { a, b, c } = relays()
  const owner = { silent: true }
  announce(a, owner, 1, 'on a')
  pass(100)
  // So that a answers a moment later: it has just said something else.
  b.line.up = false
  c.ask()
  b.line.up = true
  const back = {}
  announce(b, back, 2, 'on b')
  b.presence.leave(back, true)
  pass(10_000)
  a.presence.leave(owner, false)
  pass(10_000)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([{}, {}, {}])
  expect([a, b, c].map(({ presence }) => presence.everybody)).toEqual([[], [], []])
})

test('R13: who was spoken for at another relay hears under which clock, counts on from it, and is spoken for no more', () => {
  const { a, b, c } = relays()
  b.line.up = false
  const intruder = {}
  announce(a, intruder, 1_731, 'a lie')
  a.presence.leave(intruder, true)
  pass(100)
  b.line.up = true
  const ada = {}
  announce(b, ada, 4, 'here')
  pass(200)
  // Under that clock a client of hers would say it again at once.
  expect(b.seen()).toEqual({})
  announce(b, ada, 1_732, 'here')
  pass(100)
  expect([a.seen(), b.seen(), c.seen()]).toEqual([at('here'), at('here'), at('here')])
  announce(a, {}, 2 ** 39, 'another lie')
  pass(100)
  expect([a.seen(), b.seen()]).toEqual([at('here'), at('here')])
})

test('R6: what is claimed is bounded in ids and bytes, of one owner and in all', () => {
  const claims = new Claims<object>({ ids: 2, bytes: 100, bytesOfAll: 150 })
  const claim = (owner: object, client: number, bytes: number): boolean =>
    claims.add(owner, { client, clock: 1, state: '{}', user: '', bytes })
  const [one, other] = [{}, {}]
  expect([claim(one, 1, 60), claim(one, 2, 60), claim(one, 2, 40), claim(one, 3, 0)]).toEqual([
    true,
    false,
    true,
    false,
  ])
  expect([claim(other, 4, 60), claim(other, 4, 50), claim(other, 5, 1)]).toEqual([false, true, false])
  // Said anew it takes its own place.
  expect([claim(one, 1, 60), claim(one, 1, 61)]).toEqual([true, false])
  expect(claims.take(1)?.announced.bytes).toBe(60)
  expect(claim(other, 1, 50)).toBe(true)
  claims.forget(other)
  claims.forget(one)
  expect([1, 2, 4].map((client) => claims.of(client))).toEqual([undefined, undefined, undefined])
  expect(claim(one, 9, 100)).toBe(true)
})
