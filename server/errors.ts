// The three kinds of error. Ours are plain Errors that name a value. Theirs is Refused: it becomes problem+json over HTTP,
// with a code of contracts/errors.ts. The world's is Unavailable: the caller may try again, and nothing saved has changed.
import type { ProblemCode, ProblemFacts } from '../contracts/errors.ts'

/** The other side asked for something it cannot have. `detail` names the value and is shown to them. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: ProblemCode
  readonly facts: ProblemFacts

  constructor(code: ProblemCode, detail: string, facts: ProblemFacts = {}) {
    super(detail)
    this.code = code
    this.facts = facts
  }
}

/** The disk, the database or a worker failed; whether a write took effect may be unknown. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  /** What was to be read is damaged where it lies; others may be whole. */
  readonly isDamage: boolean

  constructor(message: string, { isDamage = false, ...options }: ErrorOptions & { readonly isDamage?: boolean } = {}) {
    super(message, options)
    this.isDamage = isDamage
  }
}

/** What is stored of a document is damaged, and nothing can stand in for it: trying again gives the same. */
export class Damaged extends Error {
  override readonly name = 'Damaged'
}

/** What is stored, or what it lies on; a store that does not answer is something else. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Damaged || (error instanceof Unavailable && error.isDamage)

/** A reason to end the process at start, in one sentence for the person at the terminal. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart'
}

/** It does not open, or is gone a moment later while whoever opened it still begins. */
export function cannotUsePostgres(cause: unknown): CannotStart {
  if (cause instanceof CannotStart) return cause
  return new CannotStart(`The PostgreSQL database of DATABASE_URL cannot be used: ${messageOf(cause)}.`, { cause })
}

/** Unreachable when every case of a union is handled; tsc says so when one is not. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case ${JSON.stringify(value)}`)
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
