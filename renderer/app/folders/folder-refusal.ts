// What is said when the relay has refused something about folders. Part of documents/refusal-text.ts.
import type { FolderProblemCode, ProblemCode, SpokenProblemCode } from '../../../contracts/errors.ts'
import type { FolderOperation } from '../../api/library-rows.ts'
import { t } from '../../words/words.ts'
import '../../words/folder-words.ts'

export function refusalOfFolder({ deed, before }: FolderOperation, code: ProblemCode): string {
  const title = deed.kind === 'create' ? deed.title : (before?.title ?? '')
  return t(`folders.refused.${deed.kind}`, { title, why: reason(code) })
}

/** `title`: of the document, in quotes. */
export const refusalOfMove = (title: string, code: ProblemCode): string =>
  t('folders.refused.move', { title, why: reason(code) })

const reason = (code: ProblemCode): string =>
  isOfFolders(code) ? t(`folders.problems.${code}`) : t(`relay.problems.${code as SpokenProblemCode}`)

const isOfFolders = (code: ProblemCode): code is FolderProblemCode => code.startsWith('folder')
