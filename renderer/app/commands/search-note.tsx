// What there is to say of the search below the palette's rows: that it goes on, that nothing was found, or why not all of it was.
import { useTranslation } from 'react-i18next'
import { useSlow } from '../../ui/use-slow.ts'
import type { SearchState } from './use-text-search.ts'

interface SearchNoteProps {
  readonly typed: string
  readonly state: SearchState
  /** Nothing stands above. */
  readonly isEmpty: boolean
  readonly again: () => void
}

export function SearchNote({ typed, state, isEmpty, again }: SearchNoteProps) {
  const { t } = useTranslation()
  const isSlow = useSlow(state === 'searching')
  const words = useSentence(typed.trim(), state, isEmpty, isSlow)
  const mayTryAgain = state === 'offline' || state === 'failed' || state === 'broke-off'
  return (
    // Always there: a region that comes together with its words is not read out everywhere.
    <div className="palette-note" role="status">
      {words !== null && <span>{words}</span>}
      {mayTryAgain && (
        <button type="button" className="button" onClick={again}>
          {t('search.again')}
        </button>
      )}
    </div>
  )
}

function useSentence(words: string, state: SearchState, isEmpty: boolean, isSlow: boolean): string | null {
  const { t } = useTranslation()
  switch (state) {
    case 'idle':
      return null
    case 'searching':
      return isSlow ? t('search.searching') : null
    case 'offline':
      return t('search.offline')
    case 'failed':
      return t('search.failed')
    case 'broke-off':
      return t('search.brokeOff')
    case 'all':
      return isEmpty ? t('search.nothing', { words }) : null
    case 'more':
      return t('search.more')
  }
}
