// What is said when the relay has refused a deed. Loaded by refusal-notices.tsx.
import type { SpokenProblemCode } from '../../../contracts/errors.ts'
import { type RefusedDeed, wholeRow } from '../../api/library-rows.ts'
import type { Notice } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { refusalOfFolder, refusalOfMove } from '../folders/folder-refusal.ts'
import { quoted } from './shown-title.ts'
import '../../words/refused-words.ts'

/** In the place of the one that has said that it was done. */
export const refusalNotice = (refused: RefusedDeed): Notice => ({
  text: textOf(refused),
  about: 'folder' in refused ? refused.folder : refused.id,
})

function textOf(refused: RefusedDeed): string {
  const { problem } = refused
  if ('folder' in refused) return refusalOfFolder(refused, problem.code)
  const { deed, before, relay, id } = refused
  const row = deed.kind === 'create' ? wholeRow({ relay, id, title: deed.title }) : (before ?? undefined)
  const title = quoted(row)
  if (deed.kind === 'move') return refusalOfMove(title, problem.code)
  const why = t(`relay.problems.${problem.code as SpokenProblemCode}`)
  return t(`documents.refused.${deed.kind}`, { title, why })
}
