// What went wrong with one file or document of an import or export, in a sentence. Used by transfers.ts.
import '../../words/transfer-words.ts'
import { NotKept } from '../../api/attachments-service.ts'
import { t } from '../../words/words.ts'

export interface Problem {
  /** The file's path or the document's title; empty for what concerns the whole. */
  readonly name: string
  readonly text: string
}

const MEGABYTES = 4

export function importProblem(name: string, cause: unknown, image?: string): Problem {
  if (image !== undefined) {
    const shown = image.length > 80 ? `${image.slice(0, 80)}…` : image
    if (cause === undefined) return { name, text: t('transfer.problem.imageMissing', { image: shown }) }
    const why = cause instanceof NotKept ? t(`transfer.problem.image.${cause.reason}`) : messageOf(cause)
    return { name, text: t('transfer.problem.imageNotKept', { image: shown, why }) }
  }
  switch (reasonOf(cause)) {
    case 'too-large':
      return { name, text: t('transfer.problem.tooLarge', { limit: MEGABYTES }) }
    case 'not-text':
      return { name, text: t('transfer.problem.notText') }
    default:
      return { name, text: t('transfer.problem.notImported', { reason: messageOf(cause) }) }
  }
}

export function exportProblem(name: string, cause: unknown, image?: boolean): Problem {
  if (image === true) return { name, text: t('transfer.problem.imageNotHad') }
  const notHad = cause instanceof Error && cause.name === 'NotToBeHad'
  return {
    name,
    text: notHad ? t('transfer.problem.notHad') : t('transfer.problem.notExported', { reason: messageOf(cause) }),
  }
}

/** By its word and not by its class: that one is loaded only with an import. */
function reasonOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'reason' in cause && typeof cause.reason === 'string' ? cause.reason : undefined
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
