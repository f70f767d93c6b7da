// What other instances say of who is where waits until the text is here in which that is (R2). One per open document.
import type { Address, Epoch } from '../../contracts/ids.ts'
import type { Hint, PresenceNews } from '../bus/bus.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'

/** What is more is dropped, and asked for again. */
const MOST_WAITING = 64

/** A room, as far as its text is waited for. */
export interface Growing {
  readonly address: Address
  readonly epoch: Epoch
  readonly head: number
  readonly broken: boolean
  hear(hint: Hint): void
  reaches(seq: number): Promise<void>
}

export interface AfterTextParts {
  readonly room: Growing
  readonly hear: (news: PresenceNews) => void
  /** Some of it was dropped. */
  readonly dropped: () => void
  readonly log: Log
}

export class AfterText {
  readonly #parts: AfterTextParts
  #waiting: PresenceNews[] = []
  #busy = false
  #dropped = false

  constructor(parts: AfterTextParts) {
    this.#parts = parts
  }

  take(news: PresenceNews): void {
    const { room, hear, log } = this.#parts
    if (news.epoch !== room.epoch || room.broken) return
    if (!this.#busy && news.head <= room.head) return hear(news)
    if (this.#waiting.length >= MOST_WAITING) this.#dropped = true
    else this.#waiting.push(news)
    if (this.#busy) return
    this.#busy = true
    this.#drain().catch((error: unknown) =>
      log.error({ ...room.address, problem: messageOf(error) }, 'presence is stuck'),
    )
  }

  /** What an instance said that is no more. */
  lost(instance: string): void {
    this.#waiting = this.#waiting.filter((news) => news.instance !== instance)
  }

  async #drain(): Promise<void> {
    const { room, hear, dropped } = this.#parts
    for (let news = this.#waiting[0]; news !== undefined && !room.broken; news = this.#waiting[0]) {
      // Its hint may have been lost, or still be under way.
      room.hear(hintOf(news))
      await room.reaches(news.head)
      // It may have been forgotten meanwhile.
      if (this.#waiting[0] !== news) continue
      this.#waiting.shift()
      if (!room.broken) hear(news)
    }
    this.#busy = false
    if (!this.#dropped) return
    this.#dropped = false
    dropped()
  }
}

const hintOf = ({ address, epoch, head }: PresenceNews): Hint => ({ address, epoch, fromSeq: head, toSeq: head })
