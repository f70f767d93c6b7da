// What stands in the place of a text of which this computer has nothing: whether its relay is away, or was reached and does not
// open it. Two different things to wait for, and to do.
import type { CloseCode } from '../../../contracts/close-codes.ts'
import type { Status } from '../../collab/status.ts'
import { t } from '../../words/words.ts'
import { troubleWords } from './trouble-words.ts'

export interface NotHereWords {
  readonly title: string
  readonly words: string
}

const RELAY_FAILED: CloseCode = 4500

export function notHereWords(status: Status, host: string): NotHereWords {
  const problem = status.kind === 'action-needed' ? status.problem : null
  if (problem?.kind !== 'closed')
    return { title: t('document.notHere.title'), words: t('document.notHere.words', { host }) }
  const words =
    problem.code === RELAY_FAILED
      ? t('document.notHere.reached.failed', { host })
      : t('document.notHere.reached.closed', { host, what: troubleWords(problem).short })
  return { title: t('document.notHere.reached.title'), words }
}
