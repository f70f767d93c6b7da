// What a page of the app may load and whom it may talk to: the Content-Security-Policy of this launch.

/** `relays`: addresses such as http://127.0.0.1:40123, each reached by HTTP and by WebSocket; nobody else is. */
export function contentPolicy(relays: readonly string[]): string {
  const reachable = relays.flatMap((relay) => {
    const { origin } = new URL(relay)
    return [origin, origin.replace(/^http/, 'ws')]
  })
  return Object.entries({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", ...reachable],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  })
    .map(([directive, values]) => `${directive} ${values.join(' ')}`)
    .join('; ')
}
