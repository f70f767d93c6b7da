// How a request to the relay can end badly: two errors, which every caller of the client layer tells apart.
import type { Problem } from '../../contracts/errors.ts'

/** No answer to what was asked: try again later. Nothing is known about it. */
export class RelayUnreachable extends Error {
  override readonly name: string = 'RelayUnreachable'
}

/**
 * Somebody answered, and not to what was asked: a relay that fails (5xx), lets nobody in or is another version, or a proxy. Something
 * else may succeed meanwhile; this is tried again later. `cause`: the relay's problem, if it gave one.
 */
export class RelayFailed extends RelayUnreachable {
  override readonly name = 'RelayFailed'
}

/** The relay answered and said no to what was asked. Asking the same again gives the same. */
export class RelayRefused extends Error {
  override readonly name = 'RelayRefused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}
