// Code that nobody waits for with a finger on a button, and that is to come all the same: while the relay that serves it is away, and
// the browser has not kept the app yet, it is asked for again and again, and at once when the network is back.

const AGAIN_MS = 4_000

/** What `load` brings, as soon as it can be had; `missing` is told while it cannot. Rejects with what is wrong with that itself. */
export async function arrived<Part>(load: () => Promise<Part>, missing?: () => void): Promise<Part> {
  let before: unknown
  for (;;) {
    try {
      return await load()
    } catch (cause) {
      // A browser gives an error of its own for each time that something did not arrive, and has them in its log. A module that
      // fails while it runs fails with the same one for ever.
      if (cause === before) throw cause
      before = cause
      missing?.()
      await networkMayBeBack()
    }
  }
}

/** Now and then, and when the browser says so. */
export function networkMayBeBack(): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      removeEventListener('online', wake)
      resolve()
    }
    addEventListener('online', wake)
    setTimeout(wake, AGAIN_MS * (0.5 + Math.random()))
  })
}
