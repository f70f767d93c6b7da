// The comments on documents for whoever has them on the screen: their rooms stay open, and it is told when somebody has written in one,
// whichever relay that was on. Made by sync.ts, asked by streams of events/.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Thread } from '../../document/comments.ts'
import type { Member } from '../room/member.ts'
import type { Room } from '../room/room.ts'
import type { Comments } from './comments.ts'

type Told = (documents: ReadonlySet<DocumentId>) => void

/** Whoever watches has it read every second, and a sweep comes every few. */
const MOST_UNASKED_SWEEPS = 1

export class CommentWatch {
  readonly #comments: Pick<Comments, 'room' | 'readIn'>
  readonly #listeners: Told[] = []
  readonly #listening = new Map<DocumentId, Listening>()

  constructor(comments: Pick<Comments, 'room' | 'readIn'>) {
    this.#comments = comments
  }

  /** `changed` is told in whose comments something was written, of those that were asked for lately. */
  readonly follow = (changed: Told): void => void this.#listeners.push(changed)

  /** Open threads, the oldest first: the same array for as long as nothing was written. Rejects with Refused or Unavailable. */
  async read(document: DocumentId): Promise<readonly Thread[]> {
    const room = await this.#comments.room(document)
    let listening = this.#listening.get(document)
    if (listening?.room !== room) {
      listening?.leave()
      listening = new Listening(room, () => {
        for (const changed of this.#listeners) changed(new Set([document]))
      })
      this.#listening.set(document, listening)
    }
    return listening.openOf(await this.#comments.readIn(room))
  }

  /** Called every few seconds: lets go of those that nobody has asked for since the last ones. */
  sweep(): void {
    for (const [document, listening] of this.#listening)
      if (listening.ended || listening.unasked++ >= MOST_UNASKED_SWEEPS) {
        listening.leave()
        this.#listening.delete(document)
      }
  }

  close(): void {
    for (const listening of this.#listening.values()) listening.leave()
    this.#listening.clear()
  }
}

/** In the room of a document's comments: it hears of commits, and nothing of what is in them. */
class Listening implements Member {
  readonly behind = false
  readonly room: Room
  readonly #changed: () => void
  ended = false
  unasked = 0
  #threads: readonly Thread[] | undefined
  #open: readonly Thread[] = []

  /** Enters the room. */
  constructor(room: Room, changed: () => void) {
    this.room = room
    this.#changed = changed
    room.enter(this)
  }

  openOf(threads: readonly Thread[]): readonly Thread[] {
    this.unasked = 0
    if (threads !== this.#threads) this.#open = threads.filter(({ resolved }) => resolved === null)
    this.#threads = threads
    return this.#open
  }

  leave(): void {
    this.room.leave(this)
  }

  deliver(): void {
    this.#changed()
  }

  /** The next who asks reads it anew. */
  end(): void {
    this.ended = true
    this.#changed()
  }

  durable(): void {}

  costs(): void {}
}
