// How a request to the relay can end badly: two errors, which every caller of the client layer tells apart.
import type { Problem } from '../../contracts/errors.ts'

/** No answer, or one that is not the relay's: try again later. Nothing is known about what was asked. */
export class RelayUnreachable extends Error {
  override readonly name: string = 'RelayUnreachable'
}

/** The relay is there and failed at this (5xx). Something else may succeed meanwhile; this is tried again later. */
export class RelayFailed extends RelayUnreachable {
  override readonly name = 'RelayFailed'
}

/** The relay answered and said no. Asking the same again gives the same. */
export class RelayRefused extends Error {
  override readonly name = 'RelayRefused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}
