// WebSocket messages as they stand on the wire (RFC 6455 §5.2), several in one piece of memory. A server's frames are not masked, so
// one commit is the same bytes for every socket: packed once, it costs each of them one small write.

/** FIN, and the opcode of a binary message. */
const BINARY = 0x82
const LENGTH_IN_16_BITS = 126
const LENGTH_IN_64_BITS = 127
/** More is not worth the copy. */
const MOST_BYTES = 64 * 1024

const packs = new WeakMap<readonly Uint8Array[], Buffer>()

/** The same array is packed once: keep it as it is. Undefined when the messages are better sent one by one. */
export function packed(messages: readonly Uint8Array[]): Buffer | undefined {
  const known = packs.get(messages)
  if (known !== undefined) return known
  let size = 0
  for (const { byteLength } of messages) size += headerBytes(byteLength) + byteLength
  if (size > MOST_BYTES) return undefined
  const pack = Buffer.allocUnsafe(size)
  let at = 0
  for (const message of messages) {
    at = writeHeader(pack, at, message.byteLength)
    pack.set(message, at)
    at += message.byteLength
  }
  packs.set(messages, pack)
  return pack
}

const headerBytes = (length: number): number => (length < LENGTH_IN_16_BITS ? 2 : length < 0x1_00_00 ? 4 : 10)

function writeHeader(into: Buffer, at: number, length: number): number {
  into[at] = BINARY
  if (length < LENGTH_IN_16_BITS) return into.writeUInt8(length, at + 1)
  if (length < 0x1_00_00) {
    into[at + 1] = LENGTH_IN_16_BITS
    return into.writeUInt16BE(length, at + 2)
  }
  into[at + 1] = LENGTH_IN_64_BITS
  return into.writeBigUInt64BE(BigInt(length), at + 2)
}
