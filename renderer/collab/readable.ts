// A value that changes and says so: what collab/ offers to whoever shows it. React reads it with useSyncExternalStore,
// tests read it directly. Values are replaced, never mutated.

export interface Readable<Value> {
  get(): Value
  /** Calls `changed` after each change; the answer ends that. */
  subscribe(changed: () => void): () => void
}

/** The writing side, kept by its owner. Setting an equal value (Object.is) tells nobody. */
export class Cell<Value> implements Readable<Value> {
  #value: Value
  readonly #listeners = new Set<() => void>()

  constructor(value: Value) {
    this.#value = value
  }

  readonly get = (): Value => this.#value

  set(value: Value): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    const listeners = [...this.#listeners] // One of them may subscribe or leave while it is told.
    for (const listener of listeners) listener()
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }
}
