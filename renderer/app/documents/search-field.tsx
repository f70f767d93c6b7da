// The field above a list. Escape empties it, the arrow down goes into the list, Enter takes the first that was found.
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'

interface SearchFieldProps {
  readonly label: string
  readonly typed: string
  readonly setTyped: (typed: string) => void
  readonly choose?: () => void
}

export function SearchField({ label, typed, setTyped, choose }: SearchFieldProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') choose?.()
    else if (event.key === 'Escape' && typed !== '') setTyped('')
    else if (event.key === 'ArrowDown') intoList(event.currentTarget)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="search-field" role="search">
      <Search aria-hidden />
      <input
        ref={field}
        className="field"
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
      {typed !== '' && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('documents.clearSearch')}
          onClick={() => {
            setTyped('')
            field.current?.focus()
          }}
        >
          <X aria-hidden />
        </button>
      )}
    </div>
  )
}

function intoList(field: Element): void {
  field.closest('[data-scroller]')?.querySelector<HTMLElement>('.row[data-tab-stop] a')?.focus()
}
