// The Content-Security-Policy of the app's pages, as the header that pages.ts sends: the editor's one list, opened to relays.
import { contentPolicy } from '../../contracts/content-policy.ts'

/** `relays`: addresses such as http://127.0.0.1:40123, each reached by HTTP and by WebSocket; nobody else is. */
export function contentPolicyHeader(relays: readonly string[]): string {
  const reachable = relays.flatMap((relay) => {
    const { origin } = new URL(relay)
    return [origin, origin.replace(/^http/, 'ws')]
  })
  return Object.entries(contentPolicy(reachable))
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ')
}
