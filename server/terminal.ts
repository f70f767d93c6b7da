// What a command of the entry says to whoever called it: its report, a line each, on stdout; and on stderr, while it takes
// longer and that is a terminal, how far it is. Used by main.ts.

const PATIENCE_MS = 1_000
/** Between two lines of progress. */
const PAUSE_MS = 100
const CLEAR_LINE = '\r\x1b[K'

export class Terminal {
  readonly #doing: string
  #nextAt = performance.now() + PATIENCE_MS
  #shown = false

  /** `doing`: `checking`, say. */
  constructor(doing: string) {
    this.#doing = doing
  }

  say(line: string): void {
    this.#clear()
    process.stdout.write(`${line}\n`)
  }

  progress(done: string): void {
    if (!process.stderr.isTTY || performance.now() < this.#nextAt) return
    this.#nextAt = performance.now() + PAUSE_MS
    this.#clear()
    process.stderr.write(`${this.#doing}: ${done}`)
    this.#shown = true
  }

  #clear(): void {
    if (this.#shown) process.stderr.write(CLEAR_LINE)
    this.#shown = false
  }
}
