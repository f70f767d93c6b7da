// The other instances that are heard of. Time is counted in ticks of this process and not by a clock: one that stood still itself has
// heard nobody meanwhile, and must first hear what has come since.

/** R8: nothing was heard for so many ticks of a second, with a heartbeat every other. */
const SILENT_TICKS = 7
/** Whoever was connected to one that ends comes back, to another one, within this. */
const GRACE_TICKS = 3
/** One that comes back after so long knows itself that it was away. */
const REMEMBER_TICKS = 600

export class Instances {
  /** How many ticks each has left. */
  readonly #left = new Map<string, number>()
  readonly #lost = new Map<string, number>()
  /** They have said goodbye, and what comes of them after was said before. */
  readonly #ending = new Set<string>()

  get known(): readonly string[] {
    return [...this.#left.keys()]
  }

  /** True when it had been taken for lost. */
  heard(instance: string): boolean {
    if (this.#ending.has(instance)) return false
    this.#left.set(instance, SILENT_TICKS)
    return this.#lost.delete(instance)
  }

  /** It has said that it ends. */
  ends(instance: string): void {
    if (!this.#left.has(instance)) return
    this.#left.set(instance, GRACE_TICKS)
    this.#ending.add(instance)
  }

  /** Answers who is lost by now. */
  tick(): readonly string[] {
    for (const instance of countDown(this.#lost)) this.#ending.delete(instance)
    const lost = countDown(this.#left)
    for (const instance of lost) this.#lost.set(instance, REMEMBER_TICKS)
    return lost
  }
}

/** Removes those that have nothing left, and answers them. */
function countDown(left: Map<string, number>): string[] {
  const over: string[] = []
  for (const [instance, ticks] of left)
    if (ticks > 1) left.set(instance, ticks - 1)
    else {
      left.delete(instance)
      over.push(instance)
    }
  return over
}
