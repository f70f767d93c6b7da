// The status in the words of DESIGN §10. A countdown is a part of its own: it changes every second, and a screen reader
// should not say so.
import type { Status } from '../../collab/status.ts'
import { t } from '../../words/words.ts'
import { troubleWords } from './trouble-words.ts'

export interface StatusWords {
  readonly text: string
  /** Such as "(next try 4 s)"; not read out. */
  readonly countdown: string | null
}

/** @param notHere there is no text to type in: nothing is said of what is typed */
export function statusWords(status: Status, now: number, notHere = false): StatusWords {
  switch (status.kind) {
    case 'saved':
      return still(t('document.status.saved', { relay: status.relay }))
    case 'saving':
      return still(t('document.status.saving'))
    case 'waiting':
      return still(t('document.status.waiting', { count: status.changes, relay: status.relay }))
    case 'offline':
      return still(t(notHere ? 'document.status.offlineEmpty' : 'document.status.offline'))
    case 'reconnecting':
      return {
        text: t(status.first ? 'document.status.connecting' : 'document.status.reconnecting'),
        countdown: countdownText(status.nextTryAt, now),
      }
    case 'action-needed':
      return still(t('document.status.actionNeeded', { what: troubleWords(status.problem).short }))
  }
}

const still = (text: string): StatusWords => ({ text, countdown: null })

function countdownText(nextTryAt: number | null, now: number): string | null {
  if (nextTryAt === null) return null
  return t('document.status.nextTry', { seconds: Math.max(1, Math.ceil((nextTryAt - now) / 1_000)) })
}
