// The status in the words of DESIGN §10. A countdown is a part of its own: it changes every second, and a screen reader
// should not say so.
import type { Status } from '../../collab/status.ts'
import { troubleWords } from './trouble-words.ts'

export interface StatusWords {
  readonly text: string
  /** Such as "(next try 4 s)"; not read out. */
  readonly countdown: string | null
}

export function statusWords(status: Status, now: number): StatusWords {
  switch (status.kind) {
    case 'saved':
      return still(`Saved on this computer and on ${status.relay}`)
    case 'saving':
      return still('Saving…')
    case 'waiting':
      return still(`Saved on this computer — ${changesText(status.changes)} waiting for ${status.relay}`)
    case 'offline':
      return still('Offline — everything you type is kept on this computer')
    case 'reconnecting':
      return { text: 'Reconnecting…', countdown: countdownText(status.nextTryAt, now) }
    case 'action-needed':
      return still(`Action needed: ${troubleWords(status.problem).short}`)
  }
}

export function changesText(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`
}

const still = (text: string): StatusWords => ({ text, countdown: null })

function countdownText(nextTryAt: number | null, now: number): string | null {
  if (nextTryAt === null) return null
  return `(next try ${Math.max(1, Math.ceil((nextTryAt - now) / 1_000))} s)`
}
