// Words, characters and reading time, for the document and for what is selected. Loaded by count-button.tsx.
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { locale } from '../../words/words.ts'
import { type Count, countSelection, readingMinutes } from './count.ts'

interface CountsProps extends WithTrigger {
  readonly editor: Editor
  /** Null while it is counted. */
  readonly count: Count | null
}

export function Counts({ trigger, editor, count }: CountsProps) {
  const { t } = useTranslation()
  return (
    <Card trigger={trigger} className="counts" label={t('editor.counts.label')}>
      {count !== null && <Table whole={count} selection={countSelection(editor)} />}
    </Card>
  )
}

const number = (count: number): string => count.toLocaleString(locale())

function Table({ whole, selection }: { whole: Count; selection: Count | null }) {
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
