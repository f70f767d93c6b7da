// Code that nobody waits for with a finger on a button, and that is to come all the same: while the relay that serves it is away, and
// the browser has not kept the app yet, it is asked for again and again, and at once when the network is back.

const AGAIN_MS = 4_000

/** What `load` brings, as soon as it can be had; `missing` is told after a first try in vain. Never rejects. */
export async function arrived<Part>(load: () => Promise<Part>, missing?: () => void): Promise<Part> {
  for (;;) {
    try {
      return await load()
    } catch {
      missing?.() // What could not be loaded is in the browser's log already.
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          removeEventListener('online', wake)
          resolve()
        }
        addEventListener('online', wake)
        setTimeout(wake, AGAIN_MS * (0.5 + Math.random()))
      })
    }
  }
}
