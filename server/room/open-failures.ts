// Documents that could not be opened, for whoever runs the relay: each try is counted, and of one document and one reason the
// log has a line at once and then one a minute, for every client of it comes back every few seconds. Kept by rooms.ts.
import type { Address } from '../../contracts/ids.ts'
import type { Clock } from '../clock.ts'
import { Damaged, messageOf } from '../errors.ts'
import type { Log } from '../log.ts'

/** `damaged`: what is stored of it, and trying again gives the same. `store`: the disk or the database fails. */
export type OpenFailure = 'damaged' | 'store'

export interface OpenFailuresParts {
  readonly clock: Pick<Clock, 'elapsed'>
  readonly log: Log
  /** Told of each try. */
  readonly failed: (reason: OpenFailure) => void
}

interface Said {
  readonly fields: object
  /** No line before this. */
  nextAt: number
  /** Tries that no line has told of, and after which it could not be opened either. */
  tries: number
}

const SAY_EVERY_MS = 60_000
/** Of so many. A database that fails has as many as people ask for; the oldest are forgotten, and said anew. */
const MOST_KEPT = 1_000

export class OpenFailures {
  readonly #parts: OpenFailuresParts
  readonly #said = new Map<string, Said>()

  constructor(parts: OpenFailuresParts) {
    this.#parts = parts
  }

  /** A try to open it has failed. */
  add(address: Address, error: unknown): void {
    const { clock, log, failed } = this.#parts
    const [reason, problem] = [error instanceof Damaged ? 'damaged' : 'store', messageOf(error)] as const
    failed(reason)
    const key = `${address.document}/${address.part} ${problem}`
    const said = this.#said.get(key)
    if (said !== undefined) {
      said.tries++
      return
    }
    const fields = { ...address, reason, problem }
    log.error(fields, 'the document cannot be opened; it is as it was')
    this.#said.set(key, { fields, nextAt: clock.elapsed() + SAY_EVERY_MS, tries: 0 })
    if (this.#said.size > MOST_KEPT) this.#said.delete(this.#said.keys().next().value!)
  }

  /** It could be opened: that it still cannot is not to be said of the tries before. */
  opened({ document, part }: Address): void {
    const about = `${document}/${part} `
    for (const [key, said] of this.#said) if (key.startsWith(about)) said.tries = 0
  }

  /** Says of what has gone on how often; forgets what has not. Called every few seconds. */
  sweep(): void {
    const now = this.#parts.clock.elapsed()
    for (const [key, said] of this.#said) {
      if (now < said.nextAt) continue
      if (said.tries === 0) this.#said.delete(key)
      else this.#parts.log.error({ ...said.fields, tries: said.tries }, 'the document still cannot be opened')
      said.nextAt = now + SAY_EVERY_MS
      said.tries = 0
    }
  }
}
