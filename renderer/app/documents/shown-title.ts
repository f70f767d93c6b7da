// What a document is called where it is listed: its title, or for one without, what tells it from the next one without.
import { locale, t } from '../../words/words.ts'

export interface Titled {
  readonly title: string
  readonly firstWords: string
  readonly createdAt: string
}

export function shownTitle(row: Titled | undefined): string {
  if (row === undefined) return t('document.untitled')
  if (row.title !== '') return row.title
  if (row.firstWords !== '') return row.firstWords
  const when = new Date(row.createdAt).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' })
  return t('documents.untitledFrom', { when })
}

/** The title inside a sentence. */
export function quoted(row: Titled | undefined): string {
  return t('documents.quoted', { title: shownTitle(row) })
}
