// The title in the bar. What is typed is kept on Enter or on leaving; Escape brings the old one back. A title that
// somebody else sets meanwhile shows at once unless this one is being edited.
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_TITLE_CHARACTERS } from '../../../contracts/limits.ts'

interface TitleFieldProps {
  /** Undefined while nobody has told it: then nothing is shown, not "Untitled". */
  readonly title: string | undefined
  readonly rename: (title: string) => void
}

export function TitleField({ title, rename }: TitleFieldProps) {
  const { t } = useTranslation()
  /** Null while nobody edits. */
  const [typed, setTyped] = useState<string | null>(null)
  const calledOff = useRef(false)

  const end = (): void => {
    const next = typed?.trim()
    if (!calledOff.current && next !== undefined && next !== title) rename(next)
    calledOff.current = false
    setTyped(null)
  }
  return (
    <input
      className="title-field"
      aria-label={t('document.title')}
      placeholder={title === undefined ? '' : t('document.untitled')}
      spellCheck={false}
      maxLength={MAX_TITLE_CHARACTERS}
      value={typed ?? title ?? ''}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={end}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Escape') calledOff.current = true
        if (event.key === 'Enter' || event.key === 'Escape') {
          event.preventDefault()
          event.currentTarget.blur()
          document.querySelector<HTMLElement>('.text')?.focus({ preventScroll: true })
        }
      }}
    />
  )
}
