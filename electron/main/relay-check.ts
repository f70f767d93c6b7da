// Is there a Ligature relay at an address that somebody typed or linked to? Asked before anything is kept of it.
import type { Added } from '../../contracts/desktop.ts'
import { API_PREFIX } from '../../contracts/documents.ts'

type Refusal = Extract<Added, { is: 'refused' }>['why']
export type Checked = { readonly origin: string } | { readonly refused: Refusal }

const PATIENCE_MS = 8_000
/** The description of the whole API is some 30 KB. */
const MOST_BYTES = 1024 * 1024

/** Hosts that mean this computer: Chromium trusts them over plain http too. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The origin somebody meant: `write.example.org` is https. */
export function relayOrigin(typed: string): Checked {
  const text = typed.trim()
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '')
    return { refused: 'not-an-address' }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname)))
    return { origin: url.origin }
  return { refused: url.protocol === 'http:' ? 'insecure' : 'not-an-address' }
}

/** `ask` is Chromium's fetch, so that its proxies and certificates are those of the pages. */
export async function checkRelay(
  ask: (url: string, init: RequestInit) => Promise<Response>,
  typed: string,
  secret: string,
): Promise<Checked> {
  const meant = relayOrigin(typed)
  if ('refused' in meant) return meant
  try {
    const answer = await ask(`${meant.origin}${API_PREFIX}/openapi.json`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      // Somebody's login page is no relay, and a relay does not send anybody elsewhere.
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
      ...(secret === '' ? {} : { headers: { authorization: `Bearer ${secret}` } }),
    })
    const body: unknown = JSON.parse(await textOf(answer))
    if (answer.ok && titleOf(body) === 'Ligature relay') return meant
    return { refused: answer.status === 401 && codeOf(body) === 'secret-required' ? 'secret-required' : 'not-a-relay' }
  } catch (error) {
    return { refused: error instanceof SyntaxError || error instanceof TooMuch ? 'not-a-relay' : 'unreachable' }
  }
}

class TooMuch extends Error {}

async function textOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    if (text.length > MOST_BYTES) throw new TooMuch()
  }
  return text
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
const titleOf = (body: unknown): unknown => field(field(body, 'info'), 'title')
const codeOf = (body: unknown): unknown => field(body, 'code')
