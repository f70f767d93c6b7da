// What is said of a document that two people have renamed.
import { t } from '../../words/words.ts'
import '../../words/two-titles-words.ts'
import { quoted, type Titled } from './shown-title.ts'

/** `row` has the other's title by now. */
export function twoTitles(row: Titled, ownTitle: string): string {
  return t('documents.twoTitles.words', { theirs: quoted(row), mine: quoted({ ...row, title: ownTitle }) })
}
