// The field in which a folder gets its name, in the place of its chip. Enter and leaving keep what was typed, Escape does not.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_TITLE_CHARACTERS } from '../../../contracts/limits.ts'

interface FolderNameProps {
  readonly title: string
  /** Null: nothing was typed, or it was called off. */
  readonly done: (title: string | null) => void
}

export function FolderName({ title, done }: FolderNameProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(title)
  const field = useRef<HTMLInputElement>(null)
  const over = useRef(false)
  useEffect(() => {
    // After the menu that opened this has finished closing, or its focus handling wins.
    const soon = requestAnimationFrame(() => field.current?.select())
    return () => cancelAnimationFrame(soon)
  }, [])
  const end = (kept: boolean): void => {
    if (over.current) return // Enter is followed by a blur.
    over.current = true
    const name = typed.trim()
    done(kept && name !== '' && name !== title ? name : null)
  }
  return (
    <input
      ref={field}
      className="field folder-name"
      aria-label={t('folders.name')}
      placeholder={t('folders.name')}
      maxLength={MAX_TITLE_CHARACTERS}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={({ key, nativeEvent }) => {
        if (nativeEvent.isComposing) return
        if (key === 'Enter' || key === 'Escape') end(key === 'Enter')
      }}
    />
  )
}
