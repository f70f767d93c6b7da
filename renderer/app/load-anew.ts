// Loads the page anew, for pages that say that something is missing or broke, and offer just that.

/** A relay that is there gives a page in milliseconds; a phone's network may need seconds. */
const PAGE_WITHIN_MS = 8_000

/**
 * Only where a page comes: in the browser's own error page neither our words nor our button would be. Answers false where none does,
 * and the relay cannot be reached.
 */
export async function loadAnew(): Promise<boolean> {
  const comes = isKept() || (await isGiven())
  if (comes) location.reload()
  return comes
}

/** The desktop app carries its pages, and a browser keeps them by a service worker: over plain http it has none. */
const isKept = (): boolean =>
  !location.protocol.startsWith('http') || ('serviceWorker' in navigator && navigator.serviceWorker.controller !== null)

const isGiven = (): Promise<boolean> =>
  fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(PAGE_WITHIN_MS) }).then(
    ({ status }) => status < 500,
    () => false,
  )
