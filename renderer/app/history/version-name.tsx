// The field in which a version gets its name. Enter keeps it, Escape leaves; it stays until it was kept, and says why it was not.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_VERSION_NAME_CHARACTERS } from '../../../contracts/limits.ts'
import { notify } from '../../ui/notify.ts'
import { OutcomeUnknown, whyNot } from './version-problems.ts'

interface VersionNameProps {
  /** What stands in it at first. */
  readonly name: string
  /** Throws OutcomeUnknown, or what `whyNot` has words for. */
  readonly keep: (name: string) => Promise<void>
  readonly leave: () => void
}

export function VersionName({ name, keep, leave }: VersionNameProps) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(name)
  const [state, setState] = useState<'typing' | 'keeping' | { readonly told: string }>('typing')
  const field = useRef<HTMLInputElement>(null)
  const problem = useId()
  const isThere = useRef(true)
  useEffect(() => {
    isThere.current = true
    return () => void (isThere.current = false)
  }, [])
  useEffect(() => {
    const takeKeys = (): void => {
      if (document.activeElement !== field.current) field.current?.select()
    }
    takeKeys()
    // Once more when the menu that opened this has closed, which gives them to its button.
    const soon = requestAnimationFrame(takeKeys)
    return () => cancelAnimationFrame(soon)
  }, [])

  const wanted = typed.trim()
  const failureOf = (cause: unknown, given: string): string =>
    cause instanceof OutcomeUnknown
      ? t('history.versions.unknown.kept', { name: given })
      : t('history.versions.notKeptNamed', { name: given, why: whyNot(cause) })
  const send = async (): Promise<void> => {
    if (state === 'keeping' || wanted === '') return
    if (wanted === name) return leave()
    setState('keeping')
    try {
      await keep(wanted)
      if (isThere.current) leave()
    } catch (cause) {
      // Nobody sees the field any more: what was typed is told with the failure.
      if (!isThere.current) return notify({ text: failureOf(cause, wanted) })
      const isUnknown = cause instanceof OutcomeUnknown
      setState({
        told: isUnknown ? failureOf(cause, wanted) : t('history.versions.notKept', { why: whyNot(cause) }),
      })
      field.current?.focus()
    }
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) {
      // The Enter that ends a composition sends nothing.
      if (event.key === 'Enter') event.preventDefault()
    } else if (event.key === 'Escape') {
      // The panel stays open.
      event.stopPropagation()
      leave()
    }
  }
  return (
    <form
      className="version-name"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <input
        ref={field}
        className="field"
        aria-label={t('history.versions.label')}
        aria-describedby={problem}
        placeholder={t('history.versions.label')}
        maxLength={MAX_VERSION_NAME_CHARACTERS}
        dir="auto"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
      <button
        type="submit"
        className="button filled"
        disabled={wanted === '' || state === 'keeping'}
        onKeyDown={pressed}
      >
        {t('history.versions.keep')}
      </button>
      <p id={problem} className="version-problem" role="status">
        {state === 'keeping' && t('history.versions.keeping')}
        {typeof state === 'object' && state.told}
      </p>
    </form>
  )
}
