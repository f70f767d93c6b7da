// What there is to say below the rows of the history: that it goes on, that there is nothing, or why not all of it is there.
import { useTranslation } from 'react-i18next'
import { GUEST } from '../../../contracts/guest.ts'
import type { HistoryRow } from '../../../contracts/history.ts'
import type { HistoryState } from './use-history.ts'

interface HistoryNoteProps {
  readonly rows: readonly HistoryRow[]
  readonly state: HistoryState
  readonly again: () => void
  readonly readAll: () => void
}

export function HistoryNote({ rows, state, again, readAll }: HistoryNoteProps) {
  const { t } = useTranslation()
  const mayTryAgain = state === 'offline' || state === 'broke-off'
  const hasGuests = rows.some((row) => row.kind === 'stretch' && row.author.id === GUEST)
  return (
    <>
      {/* Always there: a region that comes together with its words is not read out everywhere. */}
      <div className={state === 'reading' ? 'history-note reading' : 'history-note'} role="status">
        {useSentence(state, rows.length === 0)}
      </div>
      {mayTryAgain && (
        <button type="button" className="button outlined history-next" onClick={again}>
          {t('history.again')}
        </button>
      )}
      {state === 'more' && (
        <button type="button" className="button outlined history-next" onClick={readAll}>
          {t('history.older')}
        </button>
      )}
      {hasGuests && state === 'all' && <p className="history-note">{t('history.guestsWords')}</p>}
    </>
  )
}

function useSentence(state: HistoryState, isEmpty: boolean): string | null {
  const { t } = useTranslation()
  switch (state) {
    case 'reading':
      return t('history.reading')
    case 'all':
      return isEmpty ? t('history.nothing') : null
    case 'more':
      return null
    case 'most':
      return t('history.most')
    case 'offline':
      return t('history.offline')
    case 'broke-off':
      return t('history.brokeOff')
    case 'unknown':
      return t('history.unknown')
  }
}
