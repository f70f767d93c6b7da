// When a script that runs on is to end: by a signal, or because npm is gone. Npm hands a signal on to the shell between it and the
// script, and that ends without a word to anybody.
import process from 'node:process'

const PARENT = process.ppid
const LOOK_EVERY_MS = 500

/** `end` is called for each signal; that npm is gone is one where there was none before. */
export function whenTold(end: () => void): void {
  const underNpm = process.env['npm_lifecycle_event'] !== undefined
  const looking = underNpm ? setInterval(() => process.ppid !== PARENT && told(), LOOK_EVERY_MS) : undefined
  looking?.unref()
  process.on('SIGINT', told).on('SIGTERM', told).on('SIGHUP', told)
  function told(): void {
    clearInterval(looking)
    end()
  }
}
