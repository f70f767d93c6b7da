// A member of a room for the time of one edit: what it writes is queued, committed and delivered as a session's frame is. Made by
// content.ts for each text that comes by HTTP.
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Clock } from '../clock.ts'
import { assertNever, Refused, Unavailable } from '../errors.ts'
import type { Commit, Member } from '../room/member.ts'
import type { Room } from '../room/room.ts'

/** A commit that takes longer may have come to the disk, or not. */
const COMMIT_MS = 30_000

export class Writer implements Member {
  /** It hears nothing. */
  readonly behind = false
  readonly #room: Room
  readonly #clock: Pick<Clock, 'after'>
  #seq: number | undefined
  #ended: CloseCode | undefined
  #settle: ((saved: boolean) => void) | undefined

  /** Enters the room. */
  constructor(room: Room, clock: Pick<Clock, 'after'>) {
    this.#room = room
    this.#clock = clock
    room.enter(this)
  }

  /** Resolves with its seq when it is on the disk (R1). Rejects with Refused when the room does not take it, else with Unavailable. */
  async write(update: Uint8Array, author: string): Promise<number> {
    this.#refuseEnded()
    const submitted = this.#room.submit(this, update, author, true)
    switch (submitted) {
      case 'saved':
        return this.#room.head
      case 'queued':
      case 'queued-above-gap':
        return await this.#committed()
      case 'quota':
        throw new Refused('too-large', 'the document is full (LIGATURE_MAX_DOCUMENT_BYTES)', {
          limitBytes: this.#room.maxBytes,
        })
      case 'too-large':
        throw new Refused('too-large', 'it has more parts than one edit may have')
      case 'gap':
        throw new Unavailable('too much of the document waits for something that is missing')
      case 'malformed':
        throw new Error('the worker has made an update that does not decode')
      default:
        return assertNever(submitted)
    }
  }

  leave(): void {
    this.#room.leave(this)
  }

  deliver({ fromSeq, writers }: Commit): void {
    const at = writers.indexOf(this)
    if (at >= 0) this.#seq = fromSeq + at
  }

  durable(): void {
    this.#settle?.(true)
  }

  end(code: CloseCode): void {
    this.#ended = code
    this.#settle?.(false)
  }

  costs(): void {
    // Nobody's rate: what comes by HTTP is bounded by its size.
  }

  async #committed(): Promise<number> {
    let stop = (): void => undefined
    const saved = await new Promise<boolean>((resolve) => {
      this.#settle = resolve
      stop = this.#clock.after(COMMIT_MS, () => resolve(false))
    })
    stop()
    this.#refuseEnded()
    if (!saved) throw new Unavailable(`not committed within ${COMMIT_MS / 1_000} s; it may be saved all the same`)
    // It has none of its own when others had committed the very same before.
    return this.#seq ?? this.#room.head
  }

  #refuseEnded(): void {
    if (this.#ended === undefined) return
    if (this.#ended === 4410)
      throw new Refused('document-gone', `the document ${this.#room.address.document} was deleted`)
    throw new Unavailable(`the document ${this.#room.address.document} is read anew; it may be saved all the same`)
  }
}
