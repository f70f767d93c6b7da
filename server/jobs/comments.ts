// Comments on documents: read as they are committed now, and written under the name of whoever asks (K). A fold worker of its own reads and
// changes them (R3). Used by http/comments.ts, and by comment-watch.ts for whoever has them on the screen.
import type { DocumentId } from '../../contracts/ids.ts'
import { MAX_COMMENTS_CHARACTERS, MAX_ENTRIES, MAX_ENTRIES_OF_DOCUMENT, MAX_THREADS } from '../../contracts/limits.ts'
import type { Thread } from '../../document/comments.ts'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import type { Room } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'
import type { CommentDeed, CommentsAnswers } from './comments-of.ts'
import type { Alone } from './content.ts'
import { currentRoom } from './current-room.ts'
import type { Folder } from './folder.ts'
import { Turns } from './turns.ts'
import { Writer } from './writer.ts'

/** Whoever writes past the relay's hands may have put anything there: above this, with its history, it is not read. */
const MOST_BYTES = 32 * 1024 * 1024

export interface CommentsParts {
  readonly rooms: Pick<Rooms, 'get' | 'upToDate'>
  readonly folder: Pick<Folder, 'comments' | 'close'>
  readonly alone: Alone
  readonly clock: Pick<Clock, 'after'>
}

export interface WrittenThread {
  readonly thread: Thread
  /** False: it was so before. */
  readonly changed: boolean
}

export class Comments {
  readonly #parts: CommentsParts
  readonly #turns = new Turns('comments')
  /** What was read last of each room that is open, and where it stood. */
  readonly #known = new WeakMap<Room, { readonly head: number; readonly threads: Promise<readonly Thread[]> }>()

  constructor(parts: CommentsParts) {
    this.#parts = parts
  }

  /** The oldest first. Until they have changed it is the same array for everybody who asks. */
  async read(document: DocumentId): Promise<readonly Thread[]> {
    return await this.readIn(await this.room(document))
  }

  async room(document: DocumentId): Promise<Room> {
    return await currentRoom(this.#parts.rooms, { document, part: 'comments' })
  }

  async readIn(room: Room): Promise<readonly Thread[]> {
    const known = this.#known.get(room)
    if (known?.head === room.head) return await known.threads
    const threads = this.#turns.counted(() => this.#ask(room))
    const reading = { head: room.head, threads }
    this.#known.set(room, reading)
    // What has failed once may succeed.
    threads.catch(() => this.#known.get(room) === reading && this.#known.delete(room))
    return await threads
  }

  /** Resolves when it is on the disk. Throws Refused for a thread that is not there, and where there are too many. */
  async write(document: DocumentId, author: string, deed: CommentDeed): Promise<WrittenThread> {
    const { alone } = this.#parts
    return await this.#turns.take(document, () =>
      // Of a repeat, two relays that carry it out at once would make two.
      alone(`comments/${document}`, () => this.#write(document, author, deed)),
    )
  }

  /** What is under way is cut off. */
  close(): void {
    this.#parts.folder.close()
  }

  async #ask(room: Room): Promise<CommentsAnswers['threads']> {
    refuseLarge(room)
    const [answer] = await this.#parts.folder.comments(room, { kind: 'threads' })
    return answerIn(answer) as CommentsAnswers['threads']
  }

  async #write(document: DocumentId, author: string, deed: CommentDeed): Promise<WrittenThread> {
    const { folder, clock } = this.#parts
    const room = await this.room(document)
    // From here on it stays open, and its end is heard.
    const writer = new Writer(room, clock)
    try {
      refuseLarge(room)
      const [answer, update] = await folder.comments(room, { kind: 'write', deed })
      const written = answerIn(answer) as CommentsAnswers['write']
      switch (written.kind) {
        case 'absent':
          throw new Refused('thread-not-found', `the document ${document} has no comment ${deed.thread}`)
        case 'full':
          throw new Refused(
            'comments-full',
            `a document may have ${MAX_THREADS} threads of ${MAX_ENTRIES} comments, and ${MAX_ENTRIES_OF_DOCUMENT} comments of ${MAX_COMMENTS_CHARACTERS} characters in all of them`,
          )
        case 'there':
          return { thread: written.thread, changed: false }
        case 'written':
          await writer.write(update!, author)
          return { thread: written.thread, changed: true }
      }
    } finally {
      writer.leave()
    }
  }
}

/** Of our own worker. */
const answerIn = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes))

function refuseLarge({ address: { document }, snapshotBytes, tail }: Room): void {
  if (snapshotBytes + tail.bytes > MOST_BYTES)
    throw new Refused(
      'too-large',
      `the comments on ${document} have more than ${MOST_BYTES} bytes with their history`,
      {
        limitBytes: MOST_BYTES,
      },
    )
}
