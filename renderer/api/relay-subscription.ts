// One GraphQL subscription (protocol G), which holds a connection of its own for as long as somebody reads it. The relay has its
// text under the id (queries.ts). Used by services whose screens are told what changes while they are open.
import { type ProblemCode, PROBLEMS } from '../../contracts/errors.ts'
import { GRAPHQL_ROUTE } from '../../contracts/graphql.ts'
import { BEAT_EVERY_MS } from '../../contracts/limits.ts'
import { problem } from '../../contracts/problem.ts'
import { eventMessages } from './event-messages.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { openStream } from './relay-request.ts'

/** A relay that says nothing for so long is not heard. */
const SILENCE_MS = 2.5 * BEAT_EVERY_MS

/**
 * The `data` of each word, as the relay says it. Ends when the relay ends, or `signal` aborts. Throws RelayRefused for what the relay
 * will not tell, or no longer, and RelayUnreachable when it breaks off or is silent.
 */
export async function* subscribeRelay(
  relay: string,
  documentId: string,
  variables: object,
  signal: AbortSignal,
): AsyncGenerator<unknown> {
  const cut = new AbortController()
  const leave = (): void => cut.abort()
  let timer = setTimeout(leave, SILENCE_MS)
  signal.addEventListener('abort', leave)
  try {
    if (signal.aborted) return
    const body = await openStream(relay, GRAPHQL_ROUTE.path, {
      query: { documentId, variables: JSON.stringify(variables) },
      headers: { accept: 'text/event-stream' },
      signal: cut.signal,
    })
    for await (const messages of eventMessages(body)) {
      clearTimeout(timer)
      for (const { name, data } of messages) {
        if (name === 'complete') return
        yield dataIn(data)
      }
      timer = setTimeout(leave, SILENCE_MS)
    }
    throw new RelayUnreachable('a subscription broke off')
  } catch (cause) {
    if (signal.aborted) return
    if (cause instanceof RelayUnreachable || cause instanceof RelayRefused) throw cause
    throw new RelayUnreachable('a subscription broke off', { cause })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
    cut.abort()
  }
}

interface Word {
  readonly data?: unknown
  readonly errors?: readonly { readonly message?: string; readonly extensions?: { readonly code?: string } }[]
}

function dataIn(text: string): unknown {
  const { data, errors } = Object(JSON.parse(text)) as Word
  if (errors === undefined) return data
  const code = errors[0]?.extensions?.code
  // A relay of another version does not know what was asked.
  const known: ProblemCode = code !== undefined && Object.hasOwn(PROBLEMS, code) ? (code as ProblemCode) : 'not-found'
  if (PROBLEMS[known] >= 500) throw new RelayFailed(errors[0]?.message)
  throw new RelayRefused(problem(known, errors[0]?.message))
}
