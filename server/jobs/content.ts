// The text of documents for `/content` and `/versions`: read as it is committed now, and changed as a session's edit would change it. Text
// is made and understood in a fold worker of its own (R3): neither joins nor folds wait for a conversion. Used by http/content.ts and versions.ts.
import { createHash, randomBytes } from 'node:crypto'
import type { DocumentId, Epoch } from '../../contracts/ids.ts'
import type { FileFormat } from '../../document/file.ts'
import type { Note } from '../../document/put-markdown.ts'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import type { Room } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'
import { readStateVector } from '../room/update.ts'
import type { PutAnswer, ToPut } from './content-of.ts'
import { currentRoom } from './current-room.ts'
import type { Folder } from './folder.ts'
import { Turns } from './turns.ts'
import { Writer } from './writer.ts'

/** Documents above this are not converted: it would take the worker longer than anybody waits, and more memory than a relay has. */
const MOST_DOCUMENT_BYTES = 64 * 1024 * 1024
/** Largest answer. A book has one megabyte. */
const MOST_CONTENT_BYTES = 32 * 1024 * 1024

/** Where a document stands: its ETag is made of it. */
export interface Place {
  readonly epoch: Epoch
  readonly seq: number
}

export interface ContentRead extends Place {
  readonly bytes: Uint8Array
}

export interface PutRequest {
  readonly document: DocumentId
  readonly author: string
  /** A function is called when the turn has come: what it reads takes memory. */
  readonly put: ToPut | (() => Promise<ToPut>)
  /** Nothing is written when the document stands elsewhere. */
  readonly ifAt: Place | undefined
  /** The author's name for the request: what was written under it is written once. */
  readonly key: string | undefined
  /** Of a version: is given what the document says without it, and waited for before that is changed. */
  readonly replaces?: (was: ContentRead) => Promise<void>
}

/** A document that is stored as one update. */
export interface StoredUpdate {
  /** Equal for equal bytes. */
  readonly key: string
  /** In bytes. */
  readonly size: number
  readonly bytes: () => Promise<Uint8Array>
}

export interface Written extends Place {
  readonly changed: boolean
  readonly repeated: boolean
  readonly notes: readonly Note[]
}

/** Nobody else does `work` under this name meanwhile, on any relay of the same store. */
export type Alone = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>

export interface ContentParts {
  readonly rooms: Rooms
  readonly folder: Pick<Folder, 'content' | 'contentOfOne' | 'snapshot' | 'close'>
  readonly alone: Alone
  readonly clock: Clock
  readonly maxFrameBytes: number
}

export class Content {
  readonly #parts: ContentParts
  /** Answers under way, by what they answer. */
  readonly #reading = new Map<string, Promise<ContentRead>>()
  readonly #converting = new Map<string, Promise<Uint8Array>>()
  readonly #turns = new Turns('content')

  constructor(parts: ContentParts) {
    this.#parts = parts
  }

  /** Where a document stands, with all that any relay has committed before the call (R4). */
  async place(document: DocumentId): Promise<Place> {
    const { epoch, head } = await this.#room(document)
    return { epoch, seq: head }
  }

  /** The same document at the same place is converted once, for everybody who asks meanwhile. */
  async read(document: DocumentId, format: FileFormat | 'json', title: string): Promise<ContentRead> {
    const room = await this.#room(document)
    const key = JSON.stringify([document, room.epoch, room.head, format, title])
    return await shared(this.#reading, key, () => this.#turns.counted(() => this.#convert(room, format, title)))
  }

  /** All of a document as one update. */
  async snapshot(document: DocumentId): Promise<ContentRead> {
    return await this.#turns.counted(async () => {
      const room = await this.#room(document)
      refuseLarge(room)
      const { update, seq } = await this.#parts.folder.snapshot(room)
      return { bytes: update, epoch: room.epoch, seq }
    })
  }

  /** The document that one update makes: converted once for everybody who asks meanwhile, and read when the turn has come. */
  async convert(update: StoredUpdate, format: FileFormat | 'json', title: string): Promise<Uint8Array> {
    refuseLargeUpdate(update)
    const asked = { kind: 'read', format, title, mostBytes: MOST_CONTENT_BYTES } as const
    return await shared(this.#converting, JSON.stringify([update.key, format, title]), () =>
      this.#turns.counted(async () => {
        const [bytes] = await this.#parts.folder.contentOfOne(await update.bytes(), asked)
        return bytes ?? refuseLargeAnswer()
      }),
    )
  }

  /** Resolves when it is on the disk. One after another for each document. */
  async write(request: PutRequest): Promise<Written> {
    const { document, key } = request
    const { alone } = this.#parts
    return await this.#turns.take(document, () =>
      // Of a repeat only the words are the same: two relays that carry it out at once would make two edits of it.
      key === undefined ? this.#write(request) : alone(`content/${document}`, () => this.#write(request)),
    )
  }

  /** What is under way is cut off. */
  close(): void {
    this.#parts.folder.close()
  }

  async #room(document: DocumentId): Promise<Room> {
    return await currentRoom(this.#parts.rooms, { document, part: 'text' })
  }

  async #convert(room: Room, format: FileFormat | 'json', title: string): Promise<ContentRead> {
    refuseLarge(room)
    const asked = { kind: 'read', format, title, mostBytes: MOST_CONTENT_BYTES } as const
    const { values, seq } = await this.#parts.folder.content(room, asked)
    return { bytes: values[0] ?? refuseLargeAnswer(), epoch: room.epoch, seq }
  }

  async #write({ document, author, put: given, ifAt, key, replaces }: PutRequest): Promise<Written> {
    const { rooms, folder, clock, maxFrameBytes } = this.#parts
    const room = await this.#room(document)
    // From here on it stays open, and its end is heard.
    const writer = new Writer(room, clock)
    try {
      refuseLarge(room)
      const client = key === undefined ? randomBytes(4).readUInt32BE() : clientOf(author, document, key)
      if (key !== undefined && holds(room, client)) return unchanged(room, true)
      refuseChanged(room, ifAt)
      const traced = key !== undefined
      const put = typeof given === 'function' ? await given() : given
      const { values, seq } = await folder.content(room, { kind: 'put', client, traced, put })
      const [answer, update, was] = values
      const outcome = JSON.parse(new TextDecoder().decode(answer)) as PutAnswer
      if (outcome.kind === 'repeated') return unchanged(room, true)
      if (outcome.kind !== 'put') throw new Refused(outcome.kind, outcome.detail)
      const { notes, changed } = outcome
      if (update === undefined) return { epoch: room.epoch, seq, changed, repeated: false, notes }
      if (update.byteLength > maxFrameBytes)
        throw new Refused('too-large', `an edit may have ${maxFrameBytes} bytes here (LIGATURE_MAX_FRAME_BYTES)`, {
          limitBytes: maxFrameBytes,
        })
      if (ifAt !== undefined || key !== undefined) await rooms.upToDate(room)
      // Whoever has waited long is not alone any more: the store lets go of a name after a while.
      if (key !== undefined && holds(room, client)) return unchanged(room, true)
      refuseChanged(room, ifAt)
      if (changed && was !== undefined) await replaces?.({ bytes: was, epoch: room.epoch, seq })
      return { epoch: room.epoch, seq: await writer.write(update, author), changed, repeated: false, notes }
    } finally {
      writer.leave()
    }
  }
}

const unchanged = ({ epoch, head }: Room, repeated: boolean): Written => ({
  epoch,
  seq: head,
  changed: false,
  repeated,
  notes: [],
})

/** What `work` answers, for everybody who asks for the same until it has. */
async function shared<Result>(
  underWay: Map<string, Promise<Result>>,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const known = underWay.get(key)
  if (known !== undefined) return await known
  const working = work()
  underWay.set(key, working)
  try {
    return await working
  } finally {
    underWay.delete(key)
  }
}

/** As `refuseLarge` does. */
export function refuseLargeUpdate({ size }: Pick<StoredUpdate, 'size'>): void {
  if (size > MOST_DOCUMENT_BYTES)
    throw new Refused('too-large', `it has more than ${MOST_DOCUMENT_BYTES} bytes, and is not converted`, {
      limitBytes: MOST_DOCUMENT_BYTES,
    })
}

function refuseLarge({ snapshotBytes, tail }: Room): void {
  if (snapshotBytes + tail.bytes > MOST_DOCUMENT_BYTES)
    throw new Refused(
      'too-large',
      `the document has more than ${MOST_DOCUMENT_BYTES} bytes with its history, and is not converted`,
      { limitBytes: MOST_DOCUMENT_BYTES },
    )
}

function refuseLargeAnswer(): never {
  throw new Refused('too-large', `an answer may have ${MOST_CONTENT_BYTES} bytes`, { limitBytes: MOST_CONTENT_BYTES })
}

function refuseChanged(room: Room, ifAt: Place | undefined): void {
  if (ifAt === undefined || (ifAt.epoch === room.epoch && ifAt.seq === room.head && !room.unsettled)) return
  throw new Refused('changed-meanwhile', `its content is at "${room.epoch}:${room.head}" now`)
}

/**
 * The Yjs client that an Idempotency-Key writes as: the same on every relay and after every restart. The document itself says then
 * whether it was carried out, in the very commit that did so. 52 bits: people's clients have 32, and none is met by chance.
 */
function clientOf(author: string, document: DocumentId, key: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([author, document, key]))
    .digest()
  return 2 ** 32 + digest.readUIntBE(0, 6) * 16 + (digest[6]! >> 4)
}

const holds = (room: Room, client: number): boolean =>
  (readStateVector(room.committed.encodeStateVector())?.get(client) ?? 0) > 0
