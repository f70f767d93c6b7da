// Commands of the system's menu on their way to the part of the page that can do them. One that comes while the text or the
// interface is still arriving waits for it; made by desktop.ts before anything else of the page runs.
import type { MenuCommand } from '../../contracts/desktop.ts'

/** Longer than a start takes; what comes later would surprise. */
const WAITS_MS = 5_000

interface Waiting {
  readonly command: MenuCommand
  /** The screen it was meant for. */
  readonly path: string
  readonly until: number
}

export class MenuCommands {
  readonly #runners = new Map<MenuCommand, () => void>()
  readonly #path: () => string
  readonly #now: () => number
  #waiting: Waiting | null = null

  constructor(path: () => string = () => location.pathname, now: () => number = () => performance.now()) {
    this.#path = path
    this.#now = now
  }

  run(command: MenuCommand): void {
    this.#waiting = null
    const runner = this.#runners.get(command)
    if (runner === undefined) this.#waiting = { command, path: this.#path(), until: this.#now() + WAITS_MS }
    else runner()
  }

  /** From now on, until the answer is called. */
  can(command: MenuCommand, runner: () => void): () => void {
    this.#runners.set(command, runner)
    const waiting = this.#waiting
    if (waiting?.command === command) {
      this.#waiting = null
      if (waiting.path === this.#path() && this.#now() < waiting.until) runner()
    }
    return () => {
      if (this.#runners.get(command) === runner) this.#runners.delete(command)
    }
  }
}
