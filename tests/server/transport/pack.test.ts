// What is packed by hand is what a WebSocket library reads (RFC 6455 §5.2), at every length where the header changes.
import { expect, test } from 'vitest'
import * as ws from 'ws'
import { packed } from '../../../server/transport/pack.ts'

const LENGTHS = [0, 1, 125, 126, 127, 255, 256, 65_535 - 10, 300, 125]

async function read(bytes: Uint8Array): Promise<Buffer[]> {
  const messages: Buffer[] = []
  const { Receiver } = ws as unknown as { Receiver: new (options: object) => NodeJS.WritableStream }
  const receiver = new Receiver({ isServer: false, maxPayload: 1_000_000 })
  receiver.on('message', (message: Buffer, isBinary: boolean) => {
    expect(isBinary).toBe(true)
    messages.push(message)
  })
  await new Promise<void>((resolve, reject) => {
    receiver.on('error', reject)
    receiver.write(Buffer.from(bytes), () => resolve())
  })
  return messages
}

test.each(LENGTHS)('a message of %i bytes arrives as it was', async (length) => {
  const message = Uint8Array.from({ length }, (_, at) => at * 7)
  const pack = packed([message])!
  expect(await read(pack)).toEqual([Buffer.from(message)])
})

test('several arrive in their order, and the same array is packed once', async () => {
  const messages = [125, 126, 0, 40_000].map((length) => new Uint8Array(length).fill(length))
  const pack = packed(messages)!
  expect(await read(pack)).toEqual(messages.map((message) => Buffer.from(message)))
  expect(packed(messages)).toBe(pack)
})

test('what is large is left to be sent without a copy', () => {
  expect(packed([new Uint8Array(64 * 1_024)])).toBeUndefined()
  expect(packed([new Uint8Array(40_000), new Uint8Array(40_000)])).toBeUndefined()
})
