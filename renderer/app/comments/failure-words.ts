// Why a comment was taken back, in words: first what has become of it, then why, then what to do.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommentProblemCode, ProblemCode, SpokenProblemCode } from '../../../contracts/errors.ts'
import type { Failure } from './use-comments.ts'

export function useFailureWords(): (what: 'notSent' | 'notDone', failure: Failure) => string {
  const { t } = useTranslation()
  return useCallback(
    (what, failure) => {
      if (failure === 'away' || failure === 'failed') return t(`comments.${what}.${failure}`)
      const why = isOfComments(failure)
        ? t(`comments.problems.${failure}`)
        : t(`relay.problems.${failure as SpokenProblemCode}`)
      return t(`comments.${what}.refused`, { why })
    },
    [t],
  )
}

const isOfComments = (code: ProblemCode): code is CommentProblemCode =>
  code === 'thread-not-found' || code === 'comments-full'
