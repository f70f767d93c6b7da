// What goes wrong in a run, and when: first as data, so that a run can be read and repeated by its seed, then done by causing.ts.
import type { Cut, Direction, Disturbance, Passing } from '../../support/fault-proxy.ts'

export const RELAYS = 3
/** Whom a relay talks with. */
export const SIDES = ['clients', 'Redis', 'PostgreSQL'] as const
export type Side = (typeof SIDES)[number]

type What =
  | { readonly does: 'kill a relay' | 'stop a relay' | 'freeze a relay'; readonly relay: number }
  | { readonly does: 'kill Redis' | 'freeze Redis' | 'kill PostgreSQL' | 'restart PostgreSQL' }
  | { readonly does: 'ask of Redis'; readonly command: RedisCommand }
  | { readonly does: 'turn relays out of PostgreSQL'; readonly share: number }
  | ({ readonly does: 'disturb' } & Pair & Disturbance)
  | ({ readonly does: 'cut'; readonly how: Cut; readonly share: number } & Pair)
  | ({ readonly does: 'refuse' } & Pair)

/** A relay, and one of those it talks with. */
interface Pair {
  readonly relay: number
  readonly side: Side
}

const REDIS_COMMANDS = ['CLIENT KILL TYPE pubsub', 'CLIENT KILL TYPE normal', 'FLUSHALL'] as const
type RedisCommand = (typeof REDIS_COMMANDS)[number]

/** Begins so many milliseconds after the run, and lasts. What takes no time is done again and again meanwhile. */
export type Trouble = What & { readonly atMs: number; readonly forMs: number }

/** And when it was, in milliseconds since 1970. */
export interface Happened {
  readonly trouble: Trouble
  readonly from: number
  readonly to: number
}

/** Troubles end by then. */
export const TROUBLED_MS = 5_000
const LEAST_TROUBLES = 4
const MOST_TROUBLES = 12
const SHORTEST_MS = 100
const LONGEST_MS = 2_500

export function troublesOf(random: () => number): readonly Trouble[] {
  const troubles: Trouble[] = []
  const wanted = between(random, LEAST_TROUBLES, MOST_TROUBLES)
  for (let n = 0; n < wanted; n++) {
    const forMs = between(random, SHORTEST_MS, LONGEST_MS)
    const trouble = { ...whatOf(random), atMs: between(random, 0, TROUBLED_MS - forMs), forMs }
    // One at a time happens to one thing: what is dead cannot be frozen.
    if (!troubles.some((other) => subjectOf(other) === subjectOf(trouble) && overlap(other, trouble)))
      troubles.push(trouble)
  }
  return troubles.toSorted((one, other) => one.atMs - other.atMs)
}

/** What it happens to. */
export function subjectOf(trouble: Trouble): string {
  if ('side' in trouble) return `${trouble.relay}-${trouble.side}`
  if ('relay' in trouble) return `${trouble.relay}`
  return trouble.does.includes('PostgreSQL') ? 'PostgreSQL' : 'Redis'
}

/** That a relay's store fails is its reason. */
export const keepsFromStore = (trouble: Trouble, relay: number): boolean =>
  'side' in trouble ? trouble.side === 'PostgreSQL' && trouble.relay === relay : trouble.does.includes('PostgreSQL')

const overlap = (one: Trouble, other: Trouble): boolean =>
  one.atMs <= other.atMs + other.forMs && other.atMs <= one.atMs + one.forMs

function whatOf(random: () => number): What {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const relay = between(random, 0, RELAYS - 1)
  const pair = { relay, side: one(SIDES) }
  const kind = random()
  if (kind < 0.1) return { does: 'kill a relay', relay }
  if (kind < 0.15) return { does: 'stop a relay', relay }
  if (kind < 0.22) return { does: 'freeze a relay', relay }
  if (kind < 0.28) return { does: 'kill Redis' }
  if (kind < 0.34) return { does: 'freeze Redis' }
  if (kind < 0.46) return { does: 'ask of Redis', command: one(REDIS_COMMANDS) }
  if (kind < 0.5) return { does: 'kill PostgreSQL' }
  if (kind < 0.53) return { does: 'restart PostgreSQL' }
  if (kind < 0.6) return { does: 'turn relays out of PostgreSQL', share: random() }
  if (kind < 0.8)
    return {
      does: 'disturb',
      ...pair,
      passing: passingOf(random),
      direction: one<Direction>(['there', 'back', 'both']),
      share: one([0.5, 1]),
    }
  if (kind < 0.93) return { does: 'cut', ...pair, how: one<Cut>(['closed', 'reset', 'half']), share: one([0.3, 1]) }
  return { does: 'refuse', ...pair }
}

function passingOf(random: () => number): Passing {
  const kind = random()
  if (kind < 0.4) return { kind: 'late', ms: between(random, 1, 300) }
  if (kind < 0.7) return { kind: 'not at all' }
  return { kind: 'drop by drop', bytes: between(random, 1, 400), everyMs: between(random, 1, 20) }
}

const between = (random: () => number, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))
