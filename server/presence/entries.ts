// What presence.ts knows of one Yjs client id, and what follows from it.
import type { Announced } from './awareness.ts'
import type { PresenceNews, Standing } from '../bus/bus.ts'

/** A session, as far as presence is concerned. */
export interface Owner {
  /** Nothing has been heard of it for so long that its connection is most likely dead. */
  readonly silent?: boolean
}

export type Entry =
  | (Seen & { readonly kind: 'here'; readonly owner: Owner })
  /** Its connection broke off at that moment and may come back; others still see it. */
  | (Seen & { readonly kind: 'broke-off'; readonly moment: number })
  /** Connected to another instance, unless it broke off there at that moment. */
  | (Seen & {
      readonly kind: 'elsewhere'
      readonly from: Source
      readonly brokeOffAt: number | undefined
      readonly heardAt: number
    })
  /** Nobody sees it any more, and an echo of what it said must not bring it back. */
  | {
      readonly kind: 'gone'
      readonly clock: number
      readonly moment: number
      readonly until: number
      readonly saidSo: boolean
    }

export type Seen = Pick<Announced, 'clock' | 'state' | 'bytes' | 'user'>
export type Source = Pick<PresenceNews, 'instance' | 'room'>

/** Of one that was connected here. */
export function brokenOff({ clock, state, bytes, user }: Seen, moment: number): Entry {
  return { kind: 'broke-off', clock, state, bytes, user, moment }
}

/** When it lost the connection that it was last seen on; undefined when it has one, or was never seen. */
export function departureOf(entry: Entry | undefined): number | undefined {
  switch (entry?.kind) {
    case 'broke-off':
    case 'gone':
      return entry.moment
    case 'elsewhere':
      return entry.brokeOffAt
    default:
      return undefined
  }
}

/** Who is gone takes nothing that lasts. */
export const bytesOf = (entry: Entry | undefined): number =>
  entry === undefined || entry.kind === 'gone' ? 0 : entry.bytes

/** Whom others see as connected to this instance, by the name they see; undefined: they do not. */
export const ownUser = (entry: Entry | undefined): string | undefined =>
  entry?.kind === 'here' || entry?.kind === 'broke-off' ? entry.user : undefined

export const isSame = (one: Source, other: Source): boolean =>
  one.instance === other.instance && one.room === other.room

/**
 * Whether what another instance says takes the place of what is known. A clock that is newer does, but not that of one who is
 * connected here and answers; the same clock only when its connection is another one since, or the same instance says it.
 */
export function isNewer(standing: Standing, clock: number, from: Source, entry: Entry | undefined): boolean {
  if (entry === undefined) return true
  if (entry.kind === 'here') return standing === 'here' && clock > entry.clock && entry.owner.silent === true
  if (clock !== entry.clock) return clock > entry.clock
  if (entry.kind === 'elsewhere' && isSame(entry.from, from)) return true
  return standing === 'here' && departureOf(entry) !== undefined && !(entry.kind === 'gone' && entry.saidSo)
}
