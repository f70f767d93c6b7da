// The field that takes a row's place while its document is renamed. Enter and leaving keep the new title, Escape does not.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_TITLE_CHARACTERS } from '../../../contracts/limits.ts'

interface RenameFieldProps {
  readonly title: string
  /** Gets the new title, or null when it was called off, the title that the field began with, and whether a key has ended it. */
  readonly done: (title: string | null, basedOn: string, byKey: boolean) => void
}

export function RenameField({ title, done }: RenameFieldProps) {
  const { t } = useTranslation()
  const [basedOn] = useState(title)
  const [typed, setTyped] = useState(title)
  const field = useRef<HTMLInputElement>(null)
  const over = useRef(false)

  useEffect(() => {
    // After the menu that opened this has finished closing, or its focus handling wins.
    const soon = requestAnimationFrame(() => field.current?.select())
    return () => cancelAnimationFrame(soon)
  }, [])

  const end = (result: string | null, byKey: boolean): void => {
    if (over.current) return // Enter is followed by a blur.
    over.current = true
    done(result, basedOn, byKey)
  }
  return (
    <input
      ref={field}
      className="field"
      aria-label={t('documents.newTitle')}
      placeholder={t('document.untitled')}
      maxLength={MAX_TITLE_CHARACTERS}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => end(typed.trim(), false)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') end(typed.trim(), true)
        if (event.key === 'Escape') end(null, true)
      }}
    />
  )
}
