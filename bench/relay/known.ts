// Which edits somebody knows: letters by their clocks, and letters deleted. Used where what was lost is counted, and not how fast
// the rest was.
import { scanUpdate } from './scan-update.ts'

export class Known {
  readonly #letters = new Set<string>()

  readonly hear = (message: Uint8Array, from: number): void =>
    scanUpdate(message, from, (client, clock, length, deleted) => {
      for (let at = clock; at < clock + length; at++) this.#letters.add(`${client} ${at}${deleted ? ' deleted' : ''}`)
    })

  get count(): number {
    return this.#letters.size
  }

  missingIn(other: Known): number {
    let missing = 0
    for (const letter of this.#letters) if (!other.#letters.has(letter)) missing++
    return missing
  }
}
