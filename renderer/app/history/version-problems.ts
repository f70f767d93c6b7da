// Why something that was to be done with a version was not, in words that go behind "…: ". Used by everything about versions.
import type { ProblemCode, SpokenProblemCode } from '../../../contracts/errors.ts'
import { RelayFailed, RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { t } from '../../words/words.ts'
import { NotAllThere } from './all-on-relay.ts'

export function whyNot(cause: unknown): string {
  if (cause instanceof NotAllThere) return t('history.versions.problems.behind')
  if (cause instanceof RelayRefused) return refusalWords(cause.problem.code)
  if (cause instanceof RelayFailed) return failureWords(cause)
  if (cause instanceof RelayUnreachable) return t('history.versions.problems.away')
  reportError(cause)
  return t('history.versions.problems.broken')
}

function refusalWords(code: ProblemCode): string {
  switch (code) {
    case 'version-not-found':
    case 'versions-full':
    case 'not-understood':
      return t(`history.versions.problems.${code}`)
    // What is too large is the document and no request.
    case 'too-large':
      return t('history.versions.problems.large')
    default:
      return t(`relay.problems.${code as SpokenProblemCode}`)
  }
}

function failureWords({ cause }: RelayFailed): string {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return code === 'document-damaged'
    ? t('history.versions.problems.document-damaged')
    : t('history.versions.problems.broken')
}
