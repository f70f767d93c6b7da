// What this window owes the relay: every local change from the moment it is made until the relay says it is durable.
// Kept by local-copy.ts, which writes the same debts to disk; read by the socket and by the status.

/** One local change. `number` counts this window's local changes; it means nothing after a restart. */
export interface Debt {
  readonly number: number
  /** When it was made, milliseconds since 1970. Zero: before this window opened. */
  readonly madeAt: number
  /** Its key in the `owed` store, once that is written. */
  key: number | undefined
  acknowledged: boolean
}

/** Ordered by number, which is what lets one acknowledgement settle everything before it. */
export class Debts {
  #open: Debt[] = []
  /** Not 0 before the first: a step2 covers all that this window has, also where that is nothing of its own. */
  #latest = 1

  /** The number of the last local change: what a frame sent now covers at most. */
  get latest(): number {
    return this.#latest
  }

  get waiting(): number {
    return this.#open.length
  }

  /** Those not settled, oldest first. */
  get open(): readonly Debt[] {
    return this.#open
  }

  get oldestMadeAt(): number | null {
    return this.#open[0]?.madeAt ?? null
  }

  incur(madeAt: number, key?: number): Debt {
    this.#latest += 1
    const debt: Debt = { number: this.#latest, madeAt, key, acknowledged: false }
    this.#open.push(debt)
    return debt
  }

  /** Everything up to and including this number is durable at the relay. Returns what that settled. */
  settle(upTo: number): readonly Debt[] {
    const firstLeft = this.#open.findIndex((debt) => debt.number > upTo)
    const settled = this.#open.splice(0, firstLeft === -1 ? this.#open.length : firstLeft)
    for (const debt of settled) debt.acknowledged = true
    return settled
  }
}
