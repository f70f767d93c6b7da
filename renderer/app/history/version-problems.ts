// Why something that was to be done with a version was not, in words that go behind "…: ", and when nobody knows whether it was. Used by
// everything about versions.
import { type ProblemCode, ProblemSchema, type SpokenProblemCode } from '../../../contracts/errors.ts'
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

/** No answer came that says whether what was to be changed was: a relay that fails may have done it before. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** Of what changes something: throws OutcomeUnknown in the place of what does not say that nothing was done. */
export async function outcomeOf<Result>(asked: Promise<Result>): Promise<Result> {
  try {
    return await asked
  } catch (cause) {
    if (!(cause instanceof RelayUnreachable) || isRefusal(cause)) throw cause
    throw new OutcomeUnknown('nobody knows what came of it', { cause })
  }
}

/** The relay lets nobody in, or what it was to do is damaged. */
function isRefusal({ cause }: RelayUnreachable): boolean {
  const problem = ProblemSchema.safeParse(cause).data
  return problem !== undefined && (problem.status < 500 || problem.code === 'document-damaged')
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
