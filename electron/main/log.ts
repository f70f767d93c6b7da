// What went wrong, for whoever is asked to send it: one JSON object a line in main.log, beside the relay's own log. Never
// holds text of documents, secrets, or whole addresses of documents. *Help > Show logs* opens the folder.
import { appendFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Two files of this size are kept at most. */
const MOST_BYTES = 1024 * 1024

export interface Log {
  readonly file: string
  warn(what: string, details?: Readonly<Record<string, unknown>>): void
}

export function openLog(folder: string): Log {
  const file = join(folder, 'main.log')
  keepSmall(file)
  return {
    file,
    warn(msg, details = {}) {
      try {
        appendFileSync(file, `${JSON.stringify({ time: new Date().toISOString(), msg, ...details })}\n`, {
          mode: 0o600,
        })
      } catch {
        // A full disk must not end the app for the sake of its log.
      }
    },
  }
}

/** Begins a new file when this one has grown; the one before it is kept. */
export function keepSmall(file: string): void {
  try {
    if (statSync(file).size > MOST_BYTES) renameSync(file, `${file}.old`)
  } catch {
    // There is none yet.
  }
}
