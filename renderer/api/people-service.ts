// Who is in a document just now, as the people panel knows it. That a GraphQL subscription tells it nobody else has to know.
import { z } from 'zod'
import type { ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { PresenceUserSchema } from '../../contracts/presence.ts'
import { backOffMs } from './back-off.ts'
import { PEOPLE_HERE, type PanelPersonFragment, type PeopleHereSubscription } from './queries.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { subscribeRelay } from './relay-subscription.ts'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/** `away`: nobody tells, and it is tried again. `refused`: the relay will not tell, and nothing more is heard. */
export type PeopleNews =
  | { readonly kind: 'here'; readonly people: readonly PanelPersonFragment[] }
  | { readonly kind: 'away' }
  | { readonly kind: 'refused'; readonly code: ProblemCode }

export interface PeopleWatch {
  /** Does not wait for the next try. */
  tryNow(): void
  /** Nothing is heard any more, and the connection is given up. */
  close(): void
}

/** Looked at as everything from outside, above all the colour, which becomes a style. */
const Told: z.ZodType<PeopleHereSubscription> = z.object({
  peopleHere: z.array(
    z.object({
      client: z.number(),
      name: z.string().nullable(),
      color: PresenceUserSchema.shape.color.nullable(),
    }),
  ),
})

export class PeopleService {
  readonly #relay: string
  readonly #firstWaitMs: number

  constructor(relay: string, firstWaitMs = FIRST_WAIT_MS) {
    this.#relay = relay
    this.#firstWaitMs = firstWaitMs
  }

  /** Tells of everybody who is there, at once and whenever that changes, until it is closed. One connection is held for each watch. */
  watch(id: DocumentId, heard: (news: PeopleNews) => void): PeopleWatch {
    const closing = new AbortController()
    let failures = 0
    let waitNoLonger = (): void => undefined
    const pause = async (): Promise<void> => {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backOffMs(failures++, this.#firstWaitMs, LONGEST_WAIT_MS))
        waitNoLonger = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const run = async (): Promise<void> => {
      while (!closing.signal.aborted) {
        try {
          for await (const data of subscribeRelay(this.#relay, PEOPLE_HERE, { id }, closing.signal)) {
            failures = 0
            heard({ kind: 'here', people: peopleIn(data) })
          }
        } catch (cause) {
          if (cause instanceof RelayRefused) return heard({ kind: 'refused', code: cause.problem.code })
          if (!(cause instanceof RelayUnreachable)) throw cause
        }
        if (closing.signal.aborted) return
        heard({ kind: 'away' })
        await pause()
      }
    }
    run().catch(reportError)
    return {
      tryNow: () => {
        failures = 0
        waitNoLonger()
      },
      close: () => {
        closing.abort()
        waitNoLonger()
      },
    }
  }
}

function peopleIn(data: unknown): readonly PanelPersonFragment[] {
  const parsed = Told.safeParse(data)
  if (!parsed.success) throw new RelayUnreachable('/graphql does not answer as a relay', { cause: parsed.error })
  return parsed.data.peopleHere
}
