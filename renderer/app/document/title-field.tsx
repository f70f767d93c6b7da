// The title in the bar. What is typed is kept after a rest, on Enter and on leaving; Escape brings the old one back. A title that
// somebody else sets meanwhile shows at once unless this one is being edited.
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_TITLE_CHARACTERS } from '../../../contracts/limits.ts'

/** Long enough that others do not see it grow letter by letter, short enough that a crash takes nothing. */
const REST_MS = 700

interface TitleFieldProps {
  /** Undefined while nobody has told it: then nothing is shown, not "Untitled". */
  readonly title: string | undefined
  /** What the lists call it while it has no title; may be ''. */
  readonly firstWords: string
  /** `basedOn`: the title that was shown when this one was begun. */
  readonly rename: (title: string, basedOn: string | undefined) => void
  /** The page goes while this is being typed. */
  readonly note: (title: string, basedOn: string | undefined) => void
  /** The page has come back. */
  readonly forget: () => void
}

export function TitleField({ title, firstWords, rename, note, forget }: TitleFieldProps) {
  const { t } = useTranslation()
  /** Null while nobody edits. */
  const [typed, setTyped] = useState<string | null>(null)
  /** What it was when this person began. */
  const before = useRef<string | undefined>(undefined)
  /** What it was then, or has been made since. */
  const basedOn = useRef<string | undefined>(undefined)
  const calledOff = useRef(false)

  const isNew = (next: string): boolean => next.trim() !== title && next.trim() !== basedOn.current
  const keep = (next: string): void => {
    if (!isNew(next)) return
    rename(next.trim(), basedOn.current)
    basedOn.current = next.trim()
  }
  const latest = useRef({ isNew, keep, note, forget })
  useEffect(() => {
    latest.current = { isNew, keep, note, forget }
  })
  useEffect(() => {
    if (typed === null) return undefined
    const rest = setTimeout(() => latest.current.keep(typed), REST_MS)
    const leave = (): void => {
      if (latest.current.isNew(typed)) latest.current.note(typed, basedOn.current)
      latest.current.keep(typed)
    }
    const back = (): void => latest.current.forget()
    addEventListener('pagehide', leave)
    addEventListener('pageshow', back)
    return () => {
      clearTimeout(rest)
      removeEventListener('pagehide', leave)
      removeEventListener('pageshow', back)
    }
  }, [typed])

  const end = (): void => {
    const next = calledOff.current ? (before.current ?? '') : typed
    calledOff.current = false
    if (typed !== null && next !== null) keep(next)
    setTyped(null)
  }
  return (
    <input
      className="title-field"
      aria-label={t('document.title')}
      placeholder={title === undefined ? '' : firstWords || t('document.untitled')}
      spellCheck={false}
      maxLength={MAX_TITLE_CHARACTERS}
      value={typed ?? title ?? ''}
      onChange={(event) => {
        if (typed === null) before.current = basedOn.current = title
        setTyped(event.target.value)
      }}
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
