// The sync wire: every frame that passes between a client and the relay, as bytes. One frame is one binary WebSocket
// message and starts with a varUint type. 0-3 are y-protocols' numbers, which a stock y-websocket client speaks; 100 and
// above exist only on the subprotocol `ligature.v1`. docs/protocol.md gives the clauses in prose.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { z } from 'zod'
import { DocumentIdSchema } from './id-schemas.ts'
import type { Epoch } from './ids.ts'

/** Offered by our client, chosen by our relay. Without it only the stock frames 0-3 are sent. */
export const SUBPROTOCOL = 'ligature.v1'

/** `/sync/{documentId}` and `/sync/{documentId}/comments`. */
export const SYNC_PATH = '/sync/'

/** y-protocols/PROTOCOL.md. */
export const FRAME = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  hello: 100,
  cursor: 101,
  saved: 102,
  refused: 103,
  head: 104,
  role: 105,
  goaway: 106,
  ping: 107,
  pong: 108,
} as const

/** From here on a frame type is an extension: a receiver that does not know it skips it. */
const FIRST_EXTENSION = 100
const LAST_EXTENSION = 127

/** The second varUint of a sync frame. */
export const SYNC = { step1: 0, step2: 1, update: 2 } as const

export const ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const
export const RoleSchema = z.enum(ROLES)
export type Role = z.infer<typeof RoleSchema>

/** Why an update frame was not accepted. What the client does about each stands in docs/protocol.md, clause F5. */
export const REFUSALS = ['read-only', 'too-large', 'malformed', 'gap', 'epoch', 'quota', 'diverged'] as const
export const RefusalSchema = z.enum(REFUSALS)
export type Refusal = z.infer<typeof RefusalSchema>

/** The first frame a `ligature.v1` session hears, and the only proof that the other side is our relay. */
export const HelloSchema = z.object({
  document: DocumentIdSchema,
  epoch: z.string().transform((epoch) => epoch as Epoch),
  /** Seq of the last committed update. */
  head: z.number().int().nonnegative(),
  role: RoleSchema,
  schemaVersion: z.number().int().positive(),
  relay: z.object({ name: z.string(), instance: z.string() }),
  limits: z.object({ maxFrameBytes: z.number().int().positive() }),
  /** Milliseconds since 1970 by the relay's clock. */
  serverTime: z.number(),
})
export type Hello = z.infer<typeof HelloSchema>

/** What one binary message says, once looked at. Payloads are views into the message, not copies. */
export type Frame =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'update'; readonly step2: boolean; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'auth' }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'cursor'; readonly epoch: Epoch; readonly seq: number }
  | { readonly kind: 'saved'; readonly count: number }
  | {
      readonly kind: 'refused'
      readonly nth: number
      readonly reason: Refusal
      /** What it was larger than; undefined where no number of bytes says that. */
      readonly limitBytes: number | undefined
    }
  | { readonly kind: 'head'; readonly seq: number }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'goaway'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'ping' | 'pong'; readonly nonce: number }
  | { readonly kind: 'unknown'; readonly type: number; readonly extension: boolean }

/** Thrown for bytes that are no frame. */
export class MalformedFrame extends Error {
  override readonly name = 'MalformedFrame'
}

/** Looks at the bytes of one message. Throws MalformedFrame; an unknown type is not malformed. */
export function readFrame(bytes: Uint8Array): Frame {
  try {
    return read(decoding.createDecoder(bytes))
  } catch (cause) {
    if (cause instanceof MalformedFrame) throw cause
    throw new MalformedFrame(`a frame of ${bytes.byteLength} bytes does not decode`, { cause })
  }
}

function read(from: decoding.Decoder): Frame {
  const type = decoding.readVarUint(from)
  switch (type) {
    case FRAME.sync:
      return readSync(from)
    case FRAME.awareness:
      return { kind: 'awareness', update: decoding.readVarUint8Array(from) }
    case FRAME.auth:
      return { kind: 'auth' }
    case FRAME.queryAwareness:
      return { kind: 'queryAwareness' }
    case FRAME.hello:
      return { kind: 'hello', hello: HelloSchema.parse(JSON.parse(decoding.readVarString(from))) }
    case FRAME.cursor:
      return { kind: 'cursor', epoch: decoding.readVarString(from) as Epoch, seq: decoding.readVarUint(from) }
    case FRAME.saved:
      return { kind: 'saved', count: decoding.readVarUint(from) }
    case FRAME.refused:
      return {
        kind: 'refused',
        nth: decoding.readVarUint(from),
        reason: RefusalSchema.parse(decoding.readVarString(from)),
        limitBytes: decoding.hasContent(from) ? decoding.readVarUint(from) : undefined,
      }
    case FRAME.head:
      return { kind: 'head', seq: decoding.readVarUint(from) }
    case FRAME.role:
      return { kind: 'role', role: RoleSchema.parse(decoding.readVarString(from)) }
    case FRAME.goaway:
      return { kind: 'goaway', afterMs: decoding.readVarUint(from), reason: decoding.readVarString(from) }
    case FRAME.ping:
      return { kind: 'ping', nonce: decoding.readVarUint(from) }
    case FRAME.pong:
      return { kind: 'pong', nonce: decoding.readVarUint(from) }
    default:
      return { kind: 'unknown', type, extension: type >= FIRST_EXTENSION && type <= LAST_EXTENSION }
  }
}

function readSync(from: decoding.Decoder): Frame {
  const step = decoding.readVarUint(from)
  switch (step) {
    case SYNC.step1:
      return { kind: 'step1', stateVector: decoding.readVarUint8Array(from) }
    case SYNC.step2:
    case SYNC.update:
      return { kind: 'update', step2: step === SYNC.step2, update: decoding.readVarUint8Array(from) }
    default:
      throw new MalformedFrame(`sync frame with step ${step}, expected 0, 1 or 2`)
  }
}

const frame = (type: number, write: (to: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((to) => {
    encoding.writeVarUint(to, type)
    write(to)
  })

const syncFrame = (step: number, body: Uint8Array): Uint8Array =>
  frame(FRAME.sync, (to) => {
    encoding.writeVarUint(to, step)
    encoding.writeVarUint8Array(to, body)
  })

/** One writer for each frame; the reader above is their inverse. */
export const write = {
  step1: (stateVector: Uint8Array) => syncFrame(SYNC.step1, stateVector),
  step2: (update: Uint8Array) => syncFrame(SYNC.step2, update),
  update: (update: Uint8Array) => syncFrame(SYNC.update, update),
  awareness: (update: Uint8Array) => frame(FRAME.awareness, (to) => encoding.writeVarUint8Array(to, update)),
  queryAwareness: () => frame(FRAME.queryAwareness, () => undefined),
  hello: (hello: Hello) => frame(FRAME.hello, (to) => encoding.writeVarString(to, JSON.stringify(hello))),
  cursor: (epoch: Epoch, seq: number) =>
    frame(FRAME.cursor, (to) => {
      encoding.writeVarString(to, epoch)
      encoding.writeVarUint(to, seq)
    }),
  saved: (count: number) => frame(FRAME.saved, (to) => encoding.writeVarUint(to, count)),
  refused: (nth: number, reason: Refusal, limitBytes?: number) =>
    frame(FRAME.refused, (to) => {
      encoding.writeVarUint(to, nth)
      encoding.writeVarString(to, reason)
      if (limitBytes !== undefined) encoding.writeVarUint(to, limitBytes)
    }),
  head: (seq: number) => frame(FRAME.head, (to) => encoding.writeVarUint(to, seq)),
  role: (role: Role) => frame(FRAME.role, (to) => encoding.writeVarString(to, role)),
  goaway: (afterMs: number, reason: string) =>
    frame(FRAME.goaway, (to) => {
      encoding.writeVarUint(to, afterMs)
      encoding.writeVarString(to, reason)
    }),
  ping: (nonce: number) => frame(FRAME.ping, (to) => encoding.writeVarUint(to, nonce)),
  pong: (nonce: number) => frame(FRAME.pong, (to) => encoding.writeVarUint(to, nonce)),
} as const
