// One request to the relay's REST interface: built from a route of contracts/, answered with what its schema says, at once or line by
// line, or ended by one of two errors. Beside attachment-transfer.ts the only place in the renderer that calls fetch.
import type { z } from 'zod'
import { problem as problemFor, PROBLEMS, ProblemSchema } from '../../contracts/errors.ts'
import { linesOf } from './ndjson.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from './relay-errors.ts'

/** A relay that is there answers metadata within milliseconds; a phone's network may need seconds. */
const TIMEOUT_MS = 8_000

/** What this file needs of a route in contracts/documents.ts. */
interface Route {
  readonly method: string
  readonly path: string
  readonly schema: { readonly response: Readonly<Record<number, z.ZodType>> }
}

/** What a route answers when all is well. */
export type Answer<R extends Route> = {
  [Status in keyof R['schema']['response']]: Status extends number ? z.infer<R['schema']['response'][Status]> : never
}[keyof R['schema']['response']]

export interface Asked {
  readonly id?: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly timeoutMs?: number
}

/** Throws RelayUnreachable or RelayRefused. */
export async function askRelay<R extends Route>(relay: string, route: R, asked: Asked = {}): Promise<Answer<R>> {
  const response = await send(relay, route, asked)
  if (!response.ok) throw await refusalIn(response)
  const schema = route.schema.response[response.status]
  if (schema === undefined) throw new RelayUnreachable(`${route.method} ${response.url} answered ${response.status}`)
  const body: unknown = response.status === 204 ? null : await jsonIn(response)
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new RelayUnreachable(`${response.url} does not answer as a relay`, { cause: parsed.error })
  return parsed.data as Answer<R>
}

export interface AskedForLines {
  readonly query?: Readonly<Record<string, string>>
  /** Nobody wants to know any more. */
  readonly signal: AbortSignal
  /** How long the relay may say nothing. */
  readonly timeoutMs?: number
}

/**
 * The lines of an answer that comes bit by bit, each as the schema says. Throws RelayRefused, and RelayUnreachable also when it breaks
 * off: whether it came to its end, its last line says. Ends without a word when `signal` aborts.
 */
export async function* askForLines<Line>(
  relay: string,
  route: Route,
  schema: z.ZodType<Line>,
  { query = {}, signal, timeoutMs = TIMEOUT_MS }: AskedForLines,
): AsyncGenerator<Line> {
  const cut = new AbortController()
  const leave = (): void => cut.abort()
  let timer: ReturnType<typeof setTimeout> | undefined
  const waits = (on: boolean): void => {
    clearTimeout(timer)
    if (on) timer = setTimeout(leave, timeoutMs)
  }
  signal.addEventListener('abort', leave)
  try {
    if (signal.aborted) return
    waits(true)
    const response = await send(relay, route, { query }, cut.signal)
    if (!response.ok) throw await refusalIn(response)
    if (response.body === null) throw new RelayUnreachable(`${response.url} answered nothing`)
    for await (const line of linesOf(response.body, waits)) {
      const parsed = schema.safeParse(line)
      if (!parsed.success) throw new RelayUnreachable(`${response.url} does not answer as a relay`)
      yield parsed.data
    }
  } catch (cause) {
    if (signal.aborted) return
    if (cause instanceof RelayUnreachable || cause instanceof RelayRefused) throw cause
    throw new RelayUnreachable(`${route.method} ${route.path} broke off`, { cause })
  } finally {
    waits(false)
    signal.removeEventListener('abort', leave)
    cut.abort()
  }
}

async function send(
  relay: string,
  route: Route,
  { id, query, body, timeoutMs }: Asked,
  signal = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
): Promise<Response> {
  const url = new URL(route.path.replace(':id', encodeURIComponent(id ?? '')), relay)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  try {
    return await fetch(url, {
      method: route.method,
      signal,
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  } catch (cause) {
    throw new RelayUnreachable(`${route.method} ${url.pathname}: no answer`, { cause })
  }
}

async function refusalIn(response: Response): Promise<RelayRefused | RelayUnreachable> {
  return refusalFor(response.status, await jsonIn(response).catch(() => null))
}

/** What an answer that is no success means: a refusal, or something that passes. */
export function refusalFor(status: number, body: unknown): RelayRefused | RelayUnreachable {
  if (status >= 500) return new RelayFailed(`the relay answered ${status}`)
  const problem = ProblemSchema.safeParse(body)
  // Not the relay's words but a proxy's before it, and as final: it will not take this another time either.
  if (status === PROBLEMS['too-large'].status && !problem.success) return new RelayRefused(problemFor('too-large'))
  const passing = status === 408 || status === 429
  if (!problem.success || passing) return new RelayUnreachable(`the relay answered ${status}`)
  return new RelayRefused(problem.data)
}

async function jsonIn(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    throw new RelayUnreachable(`${response.url} answered something that is not JSON`, { cause })
  }
}
