// The sync frames over HTTP, for where WebSockets do not get through: addresses, requests, events, and the bytes in them.
// A *line* belongs to one window of the app and carries all its sessions with one relay: batches of records go up by POST,
// events come down as server-sent events, or by long poll where something on the way holds a stream back. docs/protocol.md
// has it as clauses T. Without zod: the client's side is loaded in the moment of need, and small.
import { API_PREFIX } from './api-prefix.ts'

/** GET listens, POST sends: one address, so that a browser asks once whether it may. Without a line, GET says that HTTP gets through. */
export const LINE_PATH = `${API_PREFIX}/line`

/** Which line: 128 random bits, made by the client. Whoever knows them is the client, so they stand in no address and no log. */
export const LINE_HEADER = 'ligature-line'
export const LINE_ID = /^[0-9a-f]{32}$/

/** The number of the last event that the client has. */
export const HEARD_HEADER = 'last-event-id'

/** `Prefer: wait=N` (RFC 7240) asks for an answer that ends with the first event, or after so many seconds: a long poll. */
export const PREFER_HEADER = 'prefer'
/** A line beats so often; two beats that are not answered and it is over (R8, as PING_EVERY_MS of a WebSocket). */
export const LINE_BEAT_MS = 12_000

/** Less than a beat: each poll is a sign of life. */
export const LONGEST_POLL_SECONDS = 10

/** Answers that only programs read; in the form of contracts/errors.ts. */
export const LINE_PROBLEMS = {
  'line-unknown': { status: 404, title: 'This relay does not carry that line' },
  'out-of-order': { status: 409, title: 'What comes before has not come' },
  'session-over': { status: 410, title: 'That session has ended' },
} as const
export type LineProblem = keyof typeof LINE_PROBLEMS

/** The comment that the relay says at once on every stream, and again a moment later: what is on the way may pass only the first. */
export const HERE_WORD = 'here'
export const HERE_AGAIN_MS = 1_000
/** Whoever does not hear it within so long of its time has a stream that is held back. */
export const STREAM_PROMPT_MS = 5_000

/** Nobody listens for so long, and the line is over: a stream that was cut is back within a round trip. */
export const LINE_ABSENT_MS = 5_000

/** Records of one POST, unless a single one is larger. */
export const MAX_BATCH_BYTES = 512 * 1024
/** The client says what it has heard at least this often: the relay keeps all that was not, and stops at R6's limit. */
export const HEARD_EVERY_BYTES = 64 * 1024

/** An address behind `/sync/`, with its query. */
const MAX_OPENING_BYTES = 2_000

/**
 * What a record says of its session. The first of each opens it: `{documentId}` as behind `/sync/`, with the query. It ends by
 * `leave`, or by `move` when its person is about to be back over another transport, and is not to be shown as gone.
 */
export const RECORD = { open: 1, frame: 2, leave: 3, move: 4 } as const
export type RecordKind = keyof typeof RECORD

export interface LineRecord {
  readonly kind: RecordKind
  readonly body: Uint8Array
}

/** The body of a POST. A session's records are numbered from 0, and a repeat has the numbers that it had before. */
export interface Batch {
  /** Chosen by the client, from 1 on; 0: of none, the batch only says that the client is there and what it has heard. */
  readonly session: number
  /** The number of the first record. */
  readonly first: number
  /** The last event that the client has. */
  readonly heard: number
  readonly records: readonly LineRecord[]
}

/** Three numbers of 32 bits. */
export const BATCH_HEAD_BYTES = 12
/** Kind and length. */
export const RECORD_HEAD_BYTES = 5

export function writeBatch({ session, first, heard, records }: Batch): Uint8Array<ArrayBuffer> {
  const size = records.reduce((sum, { body }) => sum + RECORD_HEAD_BYTES + body.byteLength, BATCH_HEAD_BYTES)
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  for (const [n, number] of [session, first, heard].entries()) view.setUint32(n * 4, number)
  let at = BATCH_HEAD_BYTES
  for (const { kind, body } of records) {
    view.setUint8(at, RECORD[kind])
    view.setUint32(at + 1, body.byteLength)
    bytes.set(body, at + RECORD_HEAD_BYTES)
    at += RECORD_HEAD_BYTES + body.byteLength
  }
  return bytes
}

/** Looks at the body of a POST; undefined when it is none. What it answers are views of the bytes. */
export function readBatch(bytes: Uint8Array): Batch | undefined {
  if (bytes.byteLength < BATCH_HEAD_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [session, first, heard] = [view.getUint32(0), view.getUint32(4), view.getUint32(8)]
  const records: LineRecord[] = []
  let at = BATCH_HEAD_BYTES
  while (at < bytes.byteLength) {
    if (at + RECORD_HEAD_BYTES > bytes.byteLength) return undefined
    const kind = KINDS[view.getUint8(at)]
    const end = at + RECORD_HEAD_BYTES + view.getUint32(at + 1)
    if (kind === undefined || end > bytes.byteLength) return undefined
    // The first record of a session opens it, and no other does.
    if ((kind === 'open') !== (first + records.length === 0)) return undefined
    if (kind === 'open' && end - at > MAX_OPENING_BYTES) return undefined
    records.push({ kind, body: bytes.subarray(at + RECORD_HEAD_BYTES, end) })
    at = end
  }
  return session === 0 && records.length > 0 ? undefined : { session, first, heard, records }
}

const KINDS = Object.fromEntries(Object.entries(RECORD).map(([kind, number]) => [number, kind])) as Readonly<
  Record<number, RecordKind | undefined>
>

/**
 * Names of events. `line` is the first of all, so that a stream which is held back is known by its silence; `end` says with
 * which code a session ended; frames have no name. Others are skipped: what the relay has to say beside documents may come on
 * the same line one day.
 */
export const LINE_EVENT = { opened: 'line', ended: 'end' } as const

/** Several frames as the data of an event: each behind its length, in base64. */
export function packFrames(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, { byteLength }) => sum + 4 + byteLength, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const frame of frames) {
    view.setUint32(at, frame.byteLength)
    bytes.set(frame, at + 4)
    at += 4 + frame.byteLength
  }
  return bytes
}

/** The inverse, each frame with bytes of its own; undefined for what the relay has not written. */
export function unpackFrames(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const frames: Uint8Array<ArrayBuffer>[] = []
  let at = 0
  while (at < bytes.byteLength) {
    if (at + 4 > bytes.byteLength) return undefined
    const end = at + 4 + view.getUint32(at)
    if (end > bytes.byteLength) return undefined
    frames.push(bytes.slice(at + 4, end))
    at = end
  }
  return frames
}
