// Something of a document that is watched for as long as a screen shows it: a GraphQL subscription that is opened again when it breaks
// off. Used by people-service.ts and comments-service.ts.
import type { z } from 'zod'
import type { ProblemCode } from '../../contracts/errors.ts'
import type { DocumentId } from '../../contracts/ids.ts'
import { backOffMs } from './back-off.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { subscribeRelay } from './relay-subscription.ts'

export const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/** `away`: nobody tells, and it is tried again. `refused`: the relay will not tell, and nothing more is heard. */
export type WatchNews<Data> =
  | { readonly kind: 'told'; readonly data: Data }
  | { readonly kind: 'away' }
  | { readonly kind: 'refused'; readonly code: ProblemCode }

export interface RelayWatch {
  /** Does not wait for the next try. */
  tryNow(): void
  /** Nothing is heard any more, and the connection is given up. */
  close(): void
}

export interface Watched<Data> {
  readonly relay: string
  /** Id of the subscription (queries.ts). */
  readonly query: string
  readonly id: DocumentId
  /** What is told is looked at as everything from outside. */
  readonly schema: z.ZodType<Data>
  readonly firstWaitMs: number
}

/** Tells how it is, at once and whenever that changes, until it is closed. One connection is held for each watch. */
export function watchRelay<Data>(
  { relay, query, id, schema, firstWaitMs }: Watched<Data>,
  heard: (news: WatchNews<Data>) => void,
): RelayWatch {
  const closing = new AbortController()
  let failures = 0
  let waitNoLonger = (): void => undefined
  const pause = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, backOffMs(failures++, firstWaitMs, LONGEST_WAIT_MS))
      waitNoLonger = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        for await (const data of subscribeRelay(relay, query, { id }, closing.signal)) {
          const told = dataIn(data, schema)
          failures = 0
          heard({ kind: 'told', data: told })
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

function dataIn<Data>(data: unknown, schema: z.ZodType<Data>): Data {
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw new RelayUnreachable('/graphql does not answer as a relay', { cause: parsed.error })
  return parsed.data
}
