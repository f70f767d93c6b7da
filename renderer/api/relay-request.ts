// One request to the relay's REST interface: built from a route of contracts/, answered with what its schema says, or ended by one of two
// errors. Services call it; attachment-transfer.ts, workspace-service.ts, the collab/ transports, app/load-anew.ts and the service worker
// ask for themselves.
import type { z } from 'zod'
import { type Problem, type ProblemCode, ProblemSchema } from '../../contracts/errors.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from './relay-errors.ts'

/** As a proxy before the relay means it. */
const TOO_LARGE: Problem = { type: 'urn:ligature:too-large', title: 'Too large', status: 413, code: 'too-large' }

/** What they are about is who is let in and what this relay has, and not what was asked: an operator's slip, mended minutes later. */
const OF_THE_ENTRANCE: readonly ProblemCode[] = [
  'secret-required',
  'bad-token',
  'scope-required',
  'forbidden-host',
  'forbidden-origin',
  'not-found',
  'method-not-allowed',
]

/** A relay that is there answers metadata within milliseconds; a phone's network may need seconds. */
export const TIMEOUT_MS = 8_000

/** What this file needs of a route in contracts/documents.ts. */
export interface Route {
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
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs?: number
  /** In the place of a timeout. */
  readonly signal?: AbortSignal
}

/** Throws RelayUnreachable or RelayRefused. */
export async function askRelay<R extends Route>(relay: string, route: R, asked: Asked = {}): Promise<Answer<R>> {
  const response = await send(relay, route, asked)
  if (!response.ok) throw await refusalIn(response)
  const schema = route.schema.response[response.status]
  if (schema === undefined) throw new RelayFailed(`${route.method} ${response.url} answered ${response.status}`)
  const body: unknown = response.status === 204 ? null : await jsonIn(response)
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new RelayFailed(`${response.url} does not answer as a relay`, { cause: parsed.error })
  return parsed.data as Answer<R>
}

/** For an answer that does not end by itself. Throws RelayUnreachable or RelayRefused. */
export async function openStream(relay: string, path: string, asked: Asked): Promise<ReadableStream<Uint8Array>> {
  const response = await send(relay, { method: 'GET', path }, asked)
  if (!response.ok) throw await refusalIn(response)
  const type = response.headers.get('content-type') ?? ''
  if (response.body === null || !type.startsWith('text/event-stream'))
    throw new RelayFailed(`${response.url} answers ${type} and no stream of events`)
  return response.body
}

/** Throws RelayUnreachable. */
export async function send(
  relay: string,
  route: Pick<Route, 'method' | 'path'>,
  { id, query, body, headers, timeoutMs, signal }: Asked,
): Promise<Response> {
  const url = new URL(route.path.replace(':id', encodeURIComponent(id ?? '')), relay)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  try {
    return await fetch(url, {
      method: route.method,
      signal: signal ?? AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
      cache: 'no-store',
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    throw new RelayUnreachable(`${route.method} ${url.pathname}: no answer`, { cause })
  }
}

export async function refusalIn(response: Response): Promise<RelayRefused | RelayFailed> {
  return refusalFor(response.status, await jsonIn(response).catch(() => null))
}

/** What an answer that is no success means: a refusal of what was asked, or something that passes. */
export function refusalFor(status: number, body: unknown): RelayRefused | RelayFailed {
  const { data: problem } = ProblemSchema.safeParse(body)
  // Not the relay's words but a proxy's before it, and as final: it will not take this another time either.
  if (status === TOO_LARGE.status && problem === undefined) return new RelayRefused(TOO_LARGE)
  const passing = status >= 500 || status === 408 || status === 429
  if (problem === undefined || passing || OF_THE_ENTRANCE.includes(problem.code))
    return new RelayFailed(`the relay answered ${status} ${problem?.code ?? ''}`, { cause: problem })
  return new RelayRefused(problem)
}

async function jsonIn(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (cause) {
    throw new RelayFailed(`${response.url} answered something that is not JSON`, { cause })
  }
}
