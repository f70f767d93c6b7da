// Asks once what others should see at this person's caret. A bar at the lower edge and not a modal dialog: it takes neither
// the focus nor anything that was to be read, so that nobody has to answer before writing.
import { type FocusEvent, type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MAX_NAME_CHARACTERS } from '../../../contracts/limits.ts'
import { routeOf, usePath } from '../route.ts'
import { usePerson } from './person.tsx'
import './name-prompt.css'

export function NamePrompt() {
  const { question } = usePerson()
  const inDocument = routeOf(usePath()).kind === 'document'
  const shown = question === 'asked-for' || (question === 'first-time' && inDocument)
  return shown ? <Card key={question} takesFocus={question === 'asked-for'} /> : null
}

function Card({ takesFocus }: { takesFocus: boolean }) {
  const { t } = useTranslation()
  const { name, answer, skip } = usePerson()
  const [typed, setTyped] = useState(name)
  const field = useRef<HTMLInputElement>(null)
  /** Where the person was writing: the answer given, the keys go there again. */
  const before = useRef<Element | null>(null)
  useEffect(
    () => () => {
      if (document.activeElement !== document.body) return
      const back = before.current?.isConnected === true ? before.current : document.querySelector('.text')
      if (back instanceof HTMLElement) back.focus({ preventScroll: true })
    },
    [],
  )

  useEffect(() => {
    if (takesFocus) field.current?.select()
  }, [takesFocus])

  const entered = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    if (currentTarget.closest('.name-prompt')?.contains(relatedTarget) !== true) before.current = relatedTarget
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    answer(typed)
  }
  return (
    <section className="name-prompt" role="dialog" aria-labelledby="name-question">
      <form onSubmit={submit}>
        <label id="name-question" htmlFor="name-field">
          {t('person.question')}
        </label>
        <input
          id="name-field"
          ref={field}
          className="field"
          autoComplete="nickname"
          maxLength={MAX_NAME_CHARACTERS}
          placeholder={t('person.nameless')}
          value={typed}
          onFocus={entered}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && skip()}
        />
        <div className="name-buttons">
          <button type="button" className="button" onFocus={entered} onClick={skip}>
            {takesFocus ? t('person.cancel') : t('person.skip')}
          </button>
          <button type="submit" className="button outlined" onFocus={entered}>
            {t('person.use')}
          </button>
        </div>
      </form>
    </section>
  )
}
