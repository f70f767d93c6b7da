// What a person reads when only they can mend something. Every one says first what happened to the text, then what is
// wrong, then the next step. `short` stands in the status line, the sentence in the banner below it.
import { CLOSE, type CloseCode } from '../../../contracts/close-codes.ts'
import type { SpokenProblemCode } from '../../../contracts/errors.ts'
import type { Refusal } from '../../../contracts/wire.ts'
import type { RefusedImage, Trouble } from '../../collab/status.ts'
import type { Words } from '../../words/en/index.ts'
import { atMost } from '../../ui/at-most.ts'
import { t } from '../../words/words.ts'

export interface TroubleWords {
  readonly short: string
  readonly sentence: string
  /** The button beside the sentence, which the sentence names; null when the next step is not one that a button could take. */
  readonly next: 'retry' | 'reload' | 'copy' | null
  /** True when nothing more that is typed could ever arrive: the text can be read and copied, not changed. */
  readonly readOnly: boolean
  /** Where the document goes on without this text, so that it can be discarded too: what the text kept as a new one is called. */
  readonly keptAs: 'title' | 'titleElsewhere' | null
}

interface Said extends Omit<TroubleWords, 'short' | 'sentence'> {
  readonly key: keyof Words['document']['trouble']
}

export function troubleWords(trouble: Trouble): TroubleWords {
  switch (trouble.kind) {
    case 'local-copy-full':
      return words(said('localCopyFull'))
    case 'local-copy-failed':
      return words(said('localCopyFailed', 'reload'), { why: trouble.message })
    case 'refused':
      return words(REFUSED[trouble.reason], { atMost: atMost(trouble.limitBytes) })
    case 'other-database':
      return words(said('otherDatabase', 'copy', true))
    case 'closed':
      return closedWords(trouble.code, trouble.reason)
    case 'not-a-relay':
      return words(said('notARelay', 'retry'))
    case 'image-refused':
      return imageWords(trouble.image)
  }
}

const KEPT_AS: Partial<Record<Said['key'], TroubleWords['keptAs']>> = {
  reset: 'title',
  otherDatabase: 'titleElsewhere',
}

function said(key: Said['key'], next: Said['next'] = null, readOnly = false): Said {
  return { key, next, readOnly, keptAs: KEPT_AS[key] ?? null }
}

const REFUSED: Record<Refusal, Said> = {
  'read-only': said('readOnly', null, true),
  'too-large': said('tooLarge', 'retry'),
  malformed: said('malformed', 'reload'),
  gap: said('gap', 'reload'),
  epoch: said('reset', 'copy', true),
  quota: said('quota', 'retry'),
  diverged: said('diverged', 'reload'),
}

const CLOSED: Record<CloseCode, Said> = {
  4400: said('version', 'reload'),
  4401: said('signIn', 'reload', true),
  4403: said('notShared', null, true),
  4404: said('noDocument', null, true),
  4409: said('reset', 'copy', true),
  4410: said('deleted', 'copy', true),
  4413: said('tooLarge', 'retry'),
  4422: said('malformed', 'reload'),
  4500: said('relayFailed', 'retry'),
  4503: said('shuttingDown', 'retry'),
  4508: said('silent', 'retry'),
  4529: said('slow', 'retry'),
  4530: said('crowded', 'retry'),
}

function closedWords(code: number, reason: string): TroubleWords {
  if (code in CLOSE) return words(CLOSED[code as CloseCode])
  return words(said('closed', 'reload'), { code, reason: reason === '' ? '—' : reason })
}

function imageWords({ code, limitBytes }: RefusedImage): TroubleWords {
  if (code === 'too-large') return words(said('imageTooLarge', 'retry'), { atMost: atMost(limitBytes) })
  return words(said('imageRefused', 'retry'), { why: t(`relay.problems.${code as SpokenProblemCode}`) })
}

function words(
  { key, next, readOnly, keptAs }: Said,
  values: Readonly<Record<string, string | number>> = {},
): TroubleWords {
  const shown = { why: '', code: '', reason: '', atMost: '', ...values }
  return {
    short: t(`document.trouble.${key}.short`),
    sentence: t(`document.trouble.${key}.sentence`, shown),
    next,
    readOnly,
    keptAs,
  }
}
