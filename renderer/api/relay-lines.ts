// A request that the relay answers line by line (contracts/ndjson.ts), for services whose answers are long. Apart from relay-request.ts:
// nothing of a first visit needs it.
import type { z } from 'zod'
import { linesOf } from './ndjson.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { refusalIn, type Route, send, TIMEOUT_MS } from './relay-request.ts'

export interface AskedForLines {
  /** In the place of `:id` in the route's path. */
  readonly id?: string
  readonly query?: Readonly<Record<string, string>>
  /** Nobody wants to know any more. */
  readonly signal: AbortSignal
  /** How long the relay may say nothing. */
  readonly timeoutMs?: number
}

/**
 * The lines of an answer that comes bit by bit, each as the schema of its `kind` says. Throws RelayRefused, and RelayUnreachable also when it breaks
 * off: whether it came to its end, its last line says. Ends without a word when `signal` aborts.
 */
export async function* askForLines<Schemas extends Readonly<Record<string, z.ZodType>>>(
  relay: string,
  route: Route,
  schemas: Schemas,
  { id = '', query = {}, signal, timeoutMs = TIMEOUT_MS }: AskedForLines,
): AsyncGenerator<z.infer<Schemas[keyof Schemas]>> {
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
    const response = await send(relay, route, { id, query, signal: cut.signal })
    if (!response.ok) throw await refusalIn(response)
    if (response.body === null) throw new RelayUnreachable(`${response.url} answered nothing`)
    for await (const line of linesOf(response.body, waits)) {
      const parsed = schemas[kindOf(line)]?.safeParse(line)
      if (parsed?.success !== true) throw new RelayUnreachable(`${response.url} does not answer as a relay`)
      yield parsed.data as z.infer<Schemas[keyof Schemas]>
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

function kindOf(line: unknown): string {
  const kind: unknown = typeof line === 'object' && line !== null && 'kind' in line ? line.kind : undefined
  return typeof kind === 'string' ? kind : ''
}
