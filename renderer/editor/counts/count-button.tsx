// The number of words at the end of the toolbar; behind it the rest, for the document and for what is selected.
import { Popover } from '@base-ui/react/popover'
import { Toolbar } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { locale } from '../../words/words.ts'
import { type Count, countSelection, readingMinutes, useCount } from './count.ts'
import './counts.css'

export function CountButton({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const count = useCount(editor)
  return (
    <Popover.Root>
      <Toolbar.Button
        className="button count-button"
        // The selection in the text must survive the press: it is counted too.
        onMouseDown={(event) => event.preventDefault()}
        render={<Popover.Trigger />}
      >
        {count === null ? t('editor.counts.counting') : t('editor.counts.button', { count: count.words })}
      </Toolbar.Button>
      <Popover.Portal>
        <Popover.Positioner sideOffset={8} align="end" collisionPadding={8} className="above">
          <Popover.Popup className="popup counts" aria-label={t('editor.counts.label')}>
            {count !== null && <Counts whole={count} selection={countSelection(editor)} />}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

const number = (count: number): string => count.toLocaleString(locale())

function Counts({ whole, selection }: { whole: Count; selection: Count | null }) {
  const { t } = useTranslation()
  const minutes = (count: Count): string => {
    const found = readingMinutes(count)
    return found === 0 ? t('editor.counts.lessThanMinute') : t('editor.counts.minutes', { count: found })
  }
  const row = (name: string, value: (count: Count) => string) => (
    <tr>
      <th scope="row">{name}</th>
      <td>{value(whole)}</td>
      {selection !== null && <td>{value(selection)}</td>}
    </tr>
  )
  return (
    <table className="counts-table">
      {selection !== null && (
        <thead>
          <tr>
            <td aria-hidden />
            <th scope="col">{t('editor.counts.whole')}</th>
            <th scope="col">{t('editor.counts.selection')}</th>
          </tr>
        </thead>
      )}
      <tbody>
        {row(t('editor.counts.words'), ({ words }) => number(words))}
        {row(t('editor.counts.characters'), ({ characters }) => number(characters))}
        {row(t('editor.counts.readingTime'), minutes)}
      </tbody>
    </table>
  )
}
