// The words of the top bar never say more than was acknowledged. Properties over arbitrary facts; fast-check prints the
// seed of a failure.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  SHOW_SAVING_AFTER_MS,
  nextChangeAt,
  status,
  type Facts,
  type Trouble,
} from '../../../renderer/collab/status.ts'

const NOW = 1_000_000
/** The last one is of before the clock was set back. */
const time = fc.oneof(
  fc.integer({ min: NOW - 20_000, max: NOW }),
  fc.integer({ min: NOW - 500, max: NOW }),
  fc.constant(0),
  fc.integer({ min: NOW + 1, max: NOW + 3_600_000 }),
)
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.constant<Trouble>({ kind: 'local-copy-full' }),
  fc.constant<Trouble>({ kind: 'not-a-relay' }),
  fc.constant<Trouble>({ kind: 'refused', reason: 'quota' }),
)
const facts: fc.Arbitrary<Facts> = fc
  .record({
    relay: fc.constant('Home'),
    trouble: fc.option(trouble, { freq: 5 }),
    waiting: fc.nat({ max: 3 }),
    oldest: time,
    stored: fc.boolean(),
    oldestUnstored: time,
    knownToRelay: fc.boolean(),
    refusedImage: fc.option(fc.constant({ code: 'too-large', limitBytes: 40_000 } as const), { freq: 2 }),
    connection: fc.record({ kind: fc.constantFrom('session' as const, 'none' as const), since: time }),
    online: fc.boolean(),
    failedTries: fc.nat({ max: 5 }),
    nextTryAt: fc.option(fc.integer({ min: NOW, max: NOW + 30_000 })),
  })
  .map(({ oldest, oldestUnstored, stored, ...rest }) => ({
    ...rest,
    oldestWaitingAt: rest.waiting === 0 ? null : oldest,
    oldestUnstoredAt: stored ? null : oldestUnstored,
  }))

const holds = (what: (facts: Facts) => void): void => fc.assert(fc.property(facts, what), { numRuns: 2_000 })

test('saved is never said while a change is unacknowledged, but for the 400 ms in which it is typed', () => {
  holds((facts) => {
    if (status(facts, NOW).kind !== 'saved' || facts.waiting === 0) return
    expect(facts.connection.kind).toBe('session')
    const age = NOW - facts.oldestWaitingAt!
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThanOrEqual(SHOW_SAVING_AFTER_MS)
    if (facts.connection.since <= NOW) expect(facts.oldestWaitingAt!).toBeGreaterThanOrEqual(facts.connection.since)
  })
})

test('nothing but saving or trouble is said while a change is not on this disk for longer', () => {
  holds((facts) => {
    if (facts.oldestUnstoredAt === null) return
    const age = NOW - facts.oldestUnstoredAt
    if (age >= 0 && age <= SHOW_SAVING_AFTER_MS) return
    expect(['saving', 'action-needed']).toContain(status(facts, NOW).kind)
  })
})

test('trouble wins over all else, and is said only when there is some', () => {
  holds((facts) => {
    const said = status(facts, NOW)
    if (facts.trouble !== null) expect(said).toMatchObject({ kind: 'action-needed', problem: facts.trouble })
    else if (facts.refusedImage === null) expect(said.kind).not.toBe('action-needed')
  })
})

test('saved is never said while the relay refuses an image, and no word about the text is kept back for it', () => {
  holds((facts) => {
    if (facts.refusedImage === null) return
    const [said, without] = [status(facts, NOW), status({ ...facts, refusedImage: null }, NOW)]
    expect(said.kind).not.toBe('saved')
    if (without.kind === 'saved') expect(said).toMatchObject({ problem: { kind: 'image-refused' } })
    else if (without.kind !== 'saving') expect(said).toEqual(without)
  })
})

test('what counts changes counts them all', () => {
  holds((facts) => {
    const said = status(facts, NOW)
    if ('changes' in said) expect(said.changes).toBe(facts.waiting)
    if (said.kind === 'waiting') expect(said.changes).toBeGreaterThan(0)
  })
})

test('offline and reconnecting are said only without a session, saving never for want of one', () => {
  holds((facts) => {
    const { kind } = status(facts, NOW)
    if (kind === 'offline' || kind === 'reconnecting') expect(facts.connection.kind).toBe('none')
  })
})

test('time alone changes the words only when nextChangeAt said so', () => {
  fc.assert(
    fc.property(facts, fc.nat({ max: 25_000 }), (facts, later) => {
      const next = nextChangeAt(facts, NOW)
      if (next !== null) expect(next).toBeGreaterThan(NOW)
      const at = Math.min(NOW + later, (next ?? Infinity) - 1)
      expect(status(facts, at)).toEqual(status(facts, NOW))
    }),
    { numRuns: 2_000 },
  )
})

const calm: Facts = {
  relay: 'Home',
  trouble: null,
  oldestUnstoredAt: null,
  waiting: 0,
  oldestWaitingAt: null,
  knownToRelay: true,
  refusedImage: null,
  connection: { kind: 'session', since: 0 },
  online: true,
  failedTries: 0,
  nextTryAt: null,
}

test('a slow relay: saved, saving after 400 ms, waiting after 10 s, saved on the acknowledgement', () => {
  const typed = { ...calm, waiting: 2, oldestWaitingAt: NOW }
  expect(status(typed, NOW + 400).kind).toBe('saved')
  expect(status(typed, NOW + 401).kind).toBe('saving')
  expect(status(typed, NOW + 10_001)).toEqual({ kind: 'waiting', relay: 'Home', changes: 2 })
  expect(status(calm, NOW + 10_002)).toEqual({ kind: 'saved', relay: 'Home' })
})

test('a clock that is set back by an hour: what waits is not called saved, and waits no longer for a word of it', () => {
  const back = NOW - 3_600_000
  const connection = { kind: 'session', since: back } as const
  const offlineBefore = { ...calm, waiting: 7, oldestWaitingAt: NOW, connection }
  expect(status(offlineBefore, back + 500).kind).toBe('saving')
  expect(status(offlineBefore, back + 10_001)).toEqual({ kind: 'waiting', relay: 'Home', changes: 7 })
  expect(nextChangeAt(offlineBefore, back + 500)).toBeLessThanOrEqual(back + 10_001)
  const inSession = { ...offlineBefore, connection: { kind: 'session', since: NOW - 1 } as const }
  expect(status(inSession, back).kind).toBe('waiting')
  expect(status({ ...calm, oldestUnstoredAt: NOW }, back).kind).toBe('saving')
  const gone = { ...calm, failedTries: 3, connection: { kind: 'none', since: NOW } as const }
  expect(status(gone, back).kind).toBe('offline')
})

test('a refused image: the banner does not come and go while somebody types', () => {
  const refused = { ...calm, refusedImage: { code: 'too-large', limitBytes: 40_000 } } as const
  const typed = { ...refused, waiting: 1, oldestWaitingAt: NOW }
  for (const facts of [refused, typed])
    for (const later of [0, 401, 9_999]) expect(status(facts, NOW + later).kind).toBe('action-needed')
  expect(status(typed, NOW + 10_001)).toEqual({ kind: 'waiting', relay: 'Home', changes: 1 })
  expect(status({ ...typed, online: false, connection: { kind: 'none', since: NOW } }, NOW).kind).toBe('offline')
})

test('a document that never met its relay connects, it does not reconnect', () => {
  const away = { ...calm, connection: { kind: 'none', since: NOW }, knownToRelay: false } as const
  expect(status(away, NOW)).toEqual({ kind: 'reconnecting', first: true, nextTryAt: null, changes: 0 })
})

test('a relay that goes away: reconnecting with the time of the next try, then offline', () => {
  const gone = { ...calm, connection: { kind: 'none', since: NOW } as const, waiting: 1, oldestWaitingAt: NOW }
  expect(status({ ...gone, failedTries: 1, nextTryAt: NOW + 4_000 }, NOW)).toEqual({
    kind: 'reconnecting',
    first: false,
    nextTryAt: NOW + 4_000,
    changes: 1,
  })
  expect(status({ ...gone, failedTries: 3 }, NOW).kind).toBe('reconnecting')
  const goneLong = { ...gone, connection: { kind: 'none', since: NOW - 10_001 } } as const
  expect(status({ ...goneLong, failedTries: 3 }, NOW)).toEqual({ kind: 'offline', changes: 1 })
  expect(status({ ...goneLong, failedTries: 2 }, NOW).kind).toBe('waiting')
  expect(status({ ...gone, online: false }, NOW)).toEqual({ kind: 'offline', changes: 1 })
})

test('changes from before the session are saving from its first moment, whatever their age', () => {
  const back = { ...calm, connection: { kind: 'session', since: NOW } as const, waiting: 1 }
  expect(status({ ...back, oldestWaitingAt: 0 }, NOW).kind).toBe('saving')
  expect(status({ ...back, oldestWaitingAt: NOW - 100 }, NOW).kind).toBe('saving')
})
