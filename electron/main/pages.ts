// Serves out/renderer under app://ligature. Every address without a file behind it, such as /d/{id}, is the editor's one
// page, which reads the address itself. main.ts hands this to Electron's protocol.
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { contentPolicyHeader } from './content-policy.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** `relays` answers once it is known whom this launch may talk to: the policy stands in the page's own response. */
export function servePages(folder: string, relays: () => Promise<readonly string[]>) {
  return async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
    if (request.method !== 'GET') return new Response('', { status: 405 })
    const path = pathIn(request.url)
    if (path === undefined) return new Response('', { status: 400 })
    const isPage = extname(path) === '' || path === '/index.html'
    const file = isPage ? 'index.html' : path
    try {
      const body = await readFile(join(folder, file))
      const headers: Record<string, string> = {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'x-content-type-options': 'nosniff',
      }
      if (isPage) headers['content-security-policy'] = contentPolicyHeader(await relays())
      return new Response(body, { headers })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Response('', { status: 404 })
      throw error
    }
  }
}

/** The path of an address, decoded, never above the root; undefined when it is none. */
function pathIn(address: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(address).pathname)).replaceAll('\\', '/')
    return path.includes('\0') || path.includes('..') ? undefined : path
  } catch {
    // A malformed escape sequence is no path.
    return undefined
  }
}
