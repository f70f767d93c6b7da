// What passes between relays through Redis, as bytes. A record begins with its kind; a relay skips a kind that it does not know, so
// that a newer one may run beside it. What changes the meaning of a kind is a new kind.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Address, DOCUMENT_ID, type DocumentId, type Epoch } from '../../contracts/ids.ts'
import { type Announcement, type Hint, type NewsOfOne, type OwnNews, type PresenceNews, STANDINGS } from './bus.ts'

const KIND = { hint: 1, news: 2, heartbeat: 3, goodbye: 4, grew: 5, counts: 6 } as const

/** Bits of one byte. */
const [ASKS, ALL] = [1, 2]

/** A larger commit is only told of: who needs it reads it. */
const MOST_BYTES = 64 * 1024

export type InstanceRecord =
  | { readonly kind: 'heartbeat' | 'goodbye'; readonly instance: string }
  | { readonly kind: 'announcement'; readonly instance: string; readonly news: Announcement }
export type DocumentRecord =
  | { readonly kind: 'hint'; readonly instance: string; readonly hint: Hint }
  | { readonly kind: 'news'; readonly instance: string; readonly news: PresenceNews }

const record = (kind: number, instance: string, write: (to: encoding.Encoder) => void): Buffer =>
  Buffer.from(
    encoding.encode((to) => {
      encoding.writeVarUint(to, kind)
      encoding.writeVarString(to, instance)
      write(to)
    }),
  )

export const writeHeartbeat = (instance: string): Buffer => record(KIND.heartbeat, instance, () => undefined)
export const writeGoodbye = (instance: string): Buffer => record(KIND.goodbye, instance, () => undefined)

export function writeAnnouncement(instance: string, news: Announcement): Buffer {
  return record(KIND[news.kind], instance, (to) => {
    if (news.kind === 'grew') return encoding.writeVarUint(to, news.upTo)
    encoding.writeUint8(to, (news.asks ? ASKS : 0) | (news.all ? ALL : 0))
    for (const [document, count] of news.counts) {
      encoding.writeVarString(to, document)
      encoding.writeVarUint(to, count)
    }
  })
}

export function writeHint(instance: string, { epoch, fromSeq, toSeq, updates }: Hint): Buffer {
  const bytes = updates?.reduce((sum, { byteLength }) => sum + byteLength, 0) ?? 0
  return record(KIND.hint, instance, (to) => {
    encoding.writeVarString(to, epoch)
    encoding.writeVarUint(to, fromSeq)
    encoding.writeVarUint(to, toSeq)
    for (const update of bytes > MOST_BYTES ? [] : (updates ?? [])) encoding.writeVarUint8Array(to, update)
  })
}

export function writeNews(instance: string, { epoch, room, head, asks, all, people }: OwnNews): Buffer {
  return record(KIND.news, instance, (to) => {
    encoding.writeVarString(to, epoch)
    encoding.writeVarUint(to, room)
    encoding.writeVarUint(to, head)
    encoding.writeUint8(to, (asks ? ASKS : 0) | (all ? ALL : 0))
    for (const { client, clock, state, standing } of people) {
      encoding.writeUint8(to, STANDINGS.indexOf(standing))
      encoding.writeVarUint(to, client)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, state)
    }
  })
}

/** Undefined for what this relay does not know: a newer one's, or somebody else's bytes. */
export function readDocumentRecord(message: Uint8Array, address: Address): DocumentRecord | undefined {
  return whole(() => {
    const from = decoding.createDecoder(message)
    const kind = decoding.readVarUint(from)
    if (kind !== KIND.hint && kind !== KIND.news) return undefined
    const instance = decoding.readVarString(from)
    if (kind === KIND.hint) {
      const hint = readHint(from, address)
      return hint && { kind: 'hint', instance, hint }
    }
    return { kind: 'news', instance, news: { ...readNews(from, address), instance } }
  })
}

export function readInstanceRecord(message: Uint8Array): InstanceRecord | undefined {
  return whole(() => {
    const from = decoding.createDecoder(message)
    const kind = decoding.readVarUint(from)
    if (kind !== KIND.heartbeat && kind !== KIND.goodbye && kind !== KIND.grew && kind !== KIND.counts) return undefined
    const instance = decoding.readVarString(from)
    switch (kind) {
      case KIND.heartbeat:
        return { kind: 'heartbeat', instance }
      case KIND.goodbye:
        return { kind: 'goodbye', instance }
      case KIND.grew:
        return { kind: 'announcement', instance, news: { kind: 'grew', upTo: decoding.readVarUint(from) } }
      case KIND.counts:
        return { kind: 'announcement', instance, news: readCounts(from) }
    }
  })
}

function readHint(from: decoding.Decoder, address: Address): Hint | undefined {
  const epoch = decoding.readVarString(from) as Epoch
  const [fromSeq, toSeq] = [decoding.readVarUint(from), decoding.readVarUint(from)]
  const updates: Uint8Array[] = []
  while (decoding.hasContent(from)) updates.push(decoding.readVarUint8Array(from).slice())
  if (fromSeq > toSeq) return undefined
  const complete = updates.length === toSeq - fromSeq + 1
  return { address, epoch, fromSeq, toSeq, updates: complete ? updates : undefined }
}

function readNews(from: decoding.Decoder, address: Address): OwnNews {
  const epoch = decoding.readVarString(from) as Epoch
  const [room, head] = [decoding.readVarUint(from), decoding.readVarUint(from)]
  const flags = decoding.readUint8(from)
  const people: NewsOfOne[] = []
  while (decoding.hasContent(from)) {
    const standing = STANDINGS[decoding.readUint8(from)]
    const [client, clock] = [decoding.readVarUint(from), decoding.readVarUint(from)]
    const state = decoding.readVarString(from)
    // Clients throw on a state that is not JSON.
    JSON.parse(state)
    if (standing !== undefined) people.push({ client, clock, state, standing })
  }
  return { address, epoch, room, head, asks: (flags & ASKS) !== 0, all: (flags & ALL) !== 0, people }
}

function readCounts(from: decoding.Decoder): Announcement {
  const flags = decoding.readUint8(from)
  const counts: [DocumentId, number][] = []
  while (decoding.hasContent(from)) {
    const [document, count] = [decoding.readVarString(from), decoding.readVarUint(from)]
    if (DOCUMENT_ID.test(document)) counts.push([document as DocumentId, count])
  }
  return { kind: 'counts', asks: (flags & ASKS) !== 0, all: (flags & ALL) !== 0, counts }
}

/** Undefined for bytes that end too soon. */
function whole<Record>(read: () => Record): Record | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
