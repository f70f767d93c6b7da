// Notes what a page complains of, and opens again a page whose process died: what was typed there is in its local copy.
import type { WebContents } from 'electron'
import type { Log } from './log.ts'

/** Longer ones are somebody's text sooner than a reason. */
const LONGEST_COMPLAINT = 500
/** Sooner than this after the last death, opening again would only be another death. */
const CALM_MS = 10_000

export function noteComplaints(page: WebContents, log: Log): void {
  let diedAt = -Infinity
  page.on('console-message', ({ level, message }) => {
    if (level === 'error') log.warn('a page complained', { message: message.slice(0, LONGEST_COMPLAINT) })
  })
  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.warn('a page died', { reason, exitCode })
    if (reason === 'clean-exit' || performance.now() - diedAt < CALM_MS) return
    diedAt = performance.now()
    page.reload()
  })
}
