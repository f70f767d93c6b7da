// The words that tell a person where their text is. A pure function of what was acknowledged: nothing here guesses from
// a connection being open. Fed by open-document.ts, shown by the top bar. The first row that fits wins:
//
//   1  trouble                                                        action-needed
//   2  a change is not on this disk for > 400 ms                      saving
//   3  no session, and the network is off, or > 10 s and 3 tries      offline
//   4  no session, for > 10 s, changes wait                           waiting
//   5  no session; for > 1 s, or something waits or was never saved   reconnecting
//   6  session, and nothing waits                                     saved
//   7  session, and all that waits was typed in it <= 400 ms ago      saved (a word that flickers is not read)
//   8  session, the oldest change waits in it <= 10 s                 saving
//   9  session, longer                                                waiting
//   -  no session for less than that, nothing waits                   saved (all of it was acknowledged before)
//
// A refused image takes the place of "saved" and "saving", so that its banner does not come and go with every word that is
// typed; but where the text is not on its way to the relay, that is said.
import type { ProblemCode } from '../../contracts/errors.ts'
import type { Refusal } from '../../contracts/wire.ts'

/** The six states of DESIGN §10. `relay` is the relay's own name; times are milliseconds since 1970. */
export type Status =
  | { readonly kind: 'saved'; readonly relay: string }
  | { readonly kind: 'saving' }
  | { readonly kind: 'waiting'; readonly relay: string; readonly changes: number }
  | { readonly kind: 'offline'; readonly changes: number }
  /** `first`: this document has never met its relay, so there is nothing to come back to. */
  | {
      readonly kind: 'reconnecting'
      readonly first: boolean
      readonly nextTryAt: number | null
      readonly changes: number
    }
  | { readonly kind: 'action-needed'; readonly problem: Trouble; readonly changes: number }

/** What only the person can mend. Each has a sentence with a next step in renderer/app. */
export type Trouble =
  | { readonly kind: 'local-copy-full' }
  | { readonly kind: 'local-copy-failed'; readonly message: string }
  /** `limitBytes`: what it was larger than, where the relay has said that. */
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly limitBytes?: number | undefined }
  /** The relay has a document of this name, but not the one that this copy is of, and no reset made it so. */
  | { readonly kind: 'other-database' }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  | { readonly kind: 'not-a-relay' }
  | { readonly kind: 'image-refused'; readonly image: RefusedImage }

/** What the relay said of an image that it does not take: a part of its problem. */
export interface RefusedImage {
  readonly code: ProblemCode
  readonly limitBytes?: number | undefined
}

/** Whether there is a session with the relay, and since when. */
export type Connection =
  | { readonly kind: 'session'; readonly since: number }
  | { readonly kind: 'none'; readonly since: number }

/** All that the status is made of. Times are milliseconds since 1970. */
export interface Facts {
  readonly relay: string
  readonly trouble: Trouble | null
  /** When the oldest local change was made that is not on this disk; null when all are. */
  readonly oldestUnstoredAt: number | null
  /** Local changes and images the relay has not acknowledged, and when the oldest was made (0: before this window opened). */
  readonly waiting: number
  readonly oldestWaitingAt: number | null
  /** True once a relay is known to hold this document: then "nothing waits" means "everything is there". */
  readonly knownToRelay: boolean
  readonly connection: Connection
  /** One of those that the relay does not take, and that wait for no time to pass; null when there is none. */
  readonly refusedImage: RefusedImage | null
  /** False when the computer says that it has no network. */
  readonly online: boolean
  /** Tries in a row that failed. */
  readonly failedTries: number
  readonly nextTryAt: number | null
}

export const SHOW_SAVING_AFTER_MS = 400
export const SHOW_RECONNECTING_AFTER_MS = 1_000
export const SHOW_WAITING_AFTER_MS = 10_000
export const OFFLINE_AFTER_TRIES = 3
/** What changes at these ages. The first is when a time ahead of now is one no more. */
const LIMITS_MS = [-1, SHOW_SAVING_AFTER_MS, SHOW_RECONNECTING_AFTER_MS, SHOW_WAITING_AFTER_MS]

export function status(facts: Facts, now: number): Status {
  const { relay, trouble, waiting: changes, oldestUnstoredAt, connection } = facts
  if (trouble !== null) return { kind: 'action-needed', problem: trouble, changes }
  // A time ahead of now is of before the clock was set back: nobody knows how old that is, so it is old.
  const age = (at: number): number => (at > now ? Infinity : now - at)
  if (oldestUnstoredAt !== null && age(oldestUnstoredAt) > SHOW_SAVING_AFTER_MS) return { kind: 'saving' }
  const image = imageTrouble(facts)
  const settled = image ?? ({ kind: 'saved', relay } as const)
  const lasts = age(connection.since)
  if (connection.kind === 'none') {
    // Tries at a relay that refuses fail within a second; only time tells a restart from being offline.
    const givenUp = lasts > SHOW_WAITING_AFTER_MS && facts.failedTries >= OFFLINE_AFTER_TRIES
    if (!facts.online || givenUp) return { kind: 'offline', changes }
    if (changes > 0 && lasts > SHOW_WAITING_AFTER_MS) return { kind: 'waiting', relay, changes }
    if (changes > 0 || !facts.knownToRelay || lasts > SHOW_RECONNECTING_AFTER_MS) {
      return { kind: 'reconnecting', first: !facts.knownToRelay, nextTryAt: facts.nextTryAt, changes }
    }
    return settled
  }
  if (changes === 0 || facts.oldestWaitingAt === null) return settled
  const waitsFor = age(facts.oldestWaitingAt)
  if (waitsFor <= Math.min(lasts, SHOW_SAVING_AFTER_MS)) return settled
  // A relay that was away is not slow: a change made before the session waits in it from its beginning.
  if (Math.min(waitsFor, lasts) <= SHOW_WAITING_AFTER_MS) return image ?? { kind: 'saving' }
  return { kind: 'waiting', relay, changes }
}

function imageTrouble({ refusedImage: image, waiting: changes }: Facts): Status | null {
  return image && { kind: 'action-needed', problem: { kind: 'image-refused', image }, changes }
}

/** When to look again, because the passing of time alone may change the answer for these facts; null when it never does. */
export function nextChangeAt({ oldestUnstoredAt, oldestWaitingAt, connection }: Facts, now: number): number | null {
  const limits = [oldestUnstoredAt, oldestWaitingAt, connection.since]
    .flatMap((at) => (at === null ? [] : LIMITS_MS.map((limit) => at + limit)))
    .filter((limit) => limit >= now)
  // The limits themselves still belong to what was: one millisecond later is the change. One far ahead is of a clock that was
  // set back, and may be further ahead than a timer can be set.
  return limits.length === 0 ? null : Math.min(now + SHOW_WAITING_AFTER_MS, ...limits) + 1
}
