// Keeps the app itself in the browser, so that a reload with the relay down still opens the text. Built to /sw.js by
// service-worker-plugin.ts; registered by app/keep-shell.ts. It holds program files only: text is in IndexedDB, so a
// new version may take over at any moment without touching any.

/** Put here by the build: every file of the app as a path, and a digest of them all. */
declare const SHELL_FILES: readonly string[]
declare const SHELL_VERSION: string

const SHELL_PAGE = '/index.html'
const CACHE_PREFIX = 'ligature-shell-'
const CACHE = CACHE_PREFIX + SHELL_VERSION
const FILES = new Set(SHELL_FILES)

/** A relay that is there answers a page in milliseconds; one that hangs must not keep a person from their text. */
const NAVIGATION_MS = 2_000

/** What belongs to the relay and is never answered from here. */
const RELAY_PATHS = /^\/(api|sync|healthz|readyz|metrics|graphql|events|sw\.js)(\/|$)/

// The few members used: TypeScript's WebWorker library cannot stand beside DOM in one program.
interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface RequestEvent extends LastingEvent {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface WorkerScope {
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listener: (event: LastingEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void
}
const worker = self as unknown as WorkerScope

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(takeOver()))
worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  const ours = event.request.method === 'GET' && url.origin === worker.location.origin
  if (!ours || RELAY_PATHS.test(url.pathname)) return
  if (event.request.mode === 'navigate') event.respondWith(page(event.request))
  else if (FILES.has(url.pathname)) event.respondWith(file(event.request))
})

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  // Past the HTTP cache: half of an old version and half of a new one is no app.
  await cache.addAll([...FILES].map((path) => new Request(path, { cache: 'reload' })))
  await worker.skipWaiting()
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE_PREFIX) && name !== CACHE) await caches.delete(name)
  }
  await worker.clients.claim()
}

/** The relay's page while it answers, else the kept one: every address of the app is the same page. */
async function page(request: Request): Promise<Response> {
  try {
    const fresh = await fetch(request, { signal: AbortSignal.timeout(NAVIGATION_MS) })
    if (fresh.status < 500) return fresh
  } catch {
    // Down, hanging, or no network: that is what the kept page is for.
  }
  return (await caches.match(SHELL_PAGE)) ?? Response.error()
}

/** A kept file is of this version, and never stale. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(request)) ?? (await fetch(request))
}
