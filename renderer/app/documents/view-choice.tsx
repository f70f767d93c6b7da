// Which documents the list shows: a row of three, of which one is pressed.
import { useTranslation } from 'react-i18next'
import { type View, VIEWS } from './views.ts'

/** `view` is null while a search looks at all of them. */
export function ViewChoice({ view, choose }: { view: View | null; choose: (view: View) => void }) {
  const { t } = useTranslation()
  return (
    <div className="view-choice" role="group" aria-label={t('documents.views.label')}>
      {VIEWS.map((one) => (
        <button key={one} type="button" aria-pressed={one === view} onClick={() => choose(one)}>
          {t(`documents.views.${one}`)}
        </button>
      ))}
    </div>
  )
}
