// What a page of the editor may load and whom it may talk to: the one Content-Security-Policy. The relay sends it with the
// page it serves (server/http/editor-files.ts), the desktop app with its own (electron/main/pages.ts).

/** Directive → sources. `reachable`: origins, http(s) and ws(s), that the page may talk to beside its own. */
export function contentPolicy(reachable: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'connect-src': ["'self'", ...reachable],
    'worker-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'object-src': ["'none'"],
  }
}
