// What carries a person's frames to their connection. WebSocket itself keeps order and loses nothing, so a line that sends a
// document frame twice, swaps two neighbours or loses one is a fault of the person's own program or of a proxy before it.
import type { Account } from './account.ts'
import type { Connection } from './simulated-network.ts'
import type { VirtualClock } from './virtual-clock.ts'
import type { Edit } from './words.ts'

/** Probabilities for one document frame. */
export interface LineMood {
  readonly twice: number
  readonly swapped: number
  readonly lost: number
}

export const SOUND: LineMood = { twice: 0, swapped: 0, lost: 0 }

export function spoilt(clock: VirtualClock): LineMood {
  const bad = (most: number): number => (clock.chance(0.6) ? clock.between(0, most) : 0)
  return { twice: bad(0.5), swapped: bad(0.5), lost: bad(0.2) }
}

interface DocumentFrame {
  readonly bytes: Uint8Array
  readonly edits: readonly Edit[]
  readonly step2: boolean
}

/** A frame that waits to be overtaken goes after this all the same. */
const LONGEST_HOLD_MS = 200
const LONGEST_UNNOTICED_MS = 8_000

export class Line {
  readonly #clock: VirtualClock
  readonly #connection: Connection
  readonly #mood: () => LineMood
  readonly #account: Pick<Account, 'passed' | 'lost'>
  #held: DocumentFrame | undefined

  constructor(
    clock: VirtualClock,
    connection: Connection,
    mood: () => LineMood,
    account: Pick<Account, 'passed' | 'lost'>,
  ) {
    this.#clock = clock
    this.#connection = connection
    this.#mood = mood
    this.#account = account
  }

  /** Anything that is not counted. */
  send(bytes: Uint8Array): void {
    this.#connection.call(bytes)
  }

  sendDocument(frame: DocumentFrame): void {
    const { twice, swapped, lost } = this.#mood()
    if (this.#clock.chance(lost)) return this.#lose(frame)
    if (this.#held === undefined && this.#clock.chance(swapped)) return this.#hold(frame)
    this.#pass(frame)
    if (this.#clock.chance(twice)) this.#pass(frame)
    this.#release()
  }

  /**
   * From here on the two sides count differently. The relay asks for the rest when something follows that hangs on it, but
   * a lost delete shows to nobody, and a stock client hears no `saved` to miss: so whoever lost something is found out some
   * time later, breaks off, and what was lost and never acknowledged must be sent by the next session.
   */
  #lose({ edits, step2 }: DocumentFrame): void {
    // What is held was typed before it.
    this.#release()
    this.#account.lost(edits, step2)
    this.#clock.after(this.#clock.between(50, LONGEST_UNNOTICED_MS), () => this.#connection.cut())
  }

  #hold(frame: DocumentFrame): void {
    this.#held = frame
    this.#clock.after(this.#clock.between(1, LONGEST_HOLD_MS), () => {
      if (this.#held === frame) this.#release()
    })
  }

  #release(): void {
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#pass(held)
  }

  #pass({ bytes, edits, step2 }: DocumentFrame): void {
    this.#account.passed(edits, step2)
    this.#connection.call(bytes)
  }
}
