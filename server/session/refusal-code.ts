// The close code for a refusal, and the reason beside it, for clients that have no word for one (F5). Used by session.ts.
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Refusal } from '../../contracts/wire.ts'
import { assertNever } from '../errors.ts'

export interface RefusalDetails {
  /** It was the answer to the relay's SyncStep1. */
  readonly step2?: boolean
  /** What it was larger than. */
  readonly limitBytes?: number
}

/** `step2`: of the answer to the relay's own SyncStep1, behind which nothing more comes. */
export function closeCodeOf(reason: Refusal, step2: boolean): CloseCode {
  switch (reason) {
    case 'read-only':
      return 4403
    case 'too-large':
    case 'quota':
      return 4413
    case 'epoch':
      return 4409
    case 'malformed':
      return 4422
    case 'gap':
      // Whoever types before the two sides have compared is above a gap, and need not have done anything wrong: it comes back,
      // compares, and sends what was missing along. When it has compared, nothing more will come.
      return step2 ? 4400 : 4500
    case 'diverged':
      return 4400
    default:
      return assertNever(reason)
  }
}

/** Which limit was met, where the table's reason names none. A close has 123 bytes for it. */
export function limitReason(reason: Refusal, limitBytes: number | undefined): string | undefined {
  if (limitBytes === undefined) return undefined
  return reason === 'quota'
    ? `the document is full: this relay keeps at most ${limitBytes} bytes of it`
    : `the edit is larger than the ${limitBytes} bytes that this relay accepts`
}
