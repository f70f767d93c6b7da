// What every store of attachments must do (DESIGN §11): content-addressed, whole or not at all, the same after a restart.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseSha256, type Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentStore, Chunks } from '../../server/store/store.ts'

export interface AttachmentStoreUnderTest {
  readonly store: AttachmentStore
  /** Opens the same data again. */
  reopen(): Promise<void>
}

const nameOf = (bytes: Uint8Array): Sha256 => parseSha256(createHash('sha256').update(bytes).digest('hex'))!

async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size)
}

async function all(chunks: Chunks): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  return Buffer.concat(pieces)
}

export function testsOfAttachmentStore(lent: AttachmentStoreUnderTest): void {
  const found = (sha256: Sha256, startBytes = 8) => lent.store.findAttachment(sha256, startBytes)

  test('§11: what was kept is there, byte for byte, after a restart too', async () => {
    const bytes = new Uint8Array(10_007).map((_, at) => at % 251)
    const sha256 = nameOf(bytes)
    expect(await found(sha256)).toBeUndefined()
    expect(await lent.store.keepAttachment(sha256, inPieces(bytes))).toBe('kept')
    expect(await found(sha256)).toEqual({ size: 10_007, start: bytes.slice(0, 8) })
    await lent.reopen()
    expect(await found(sha256)).toEqual({ size: 10_007, start: bytes.slice(0, 8) })
    expect(await all(lent.store.readAttachment(sha256))).toEqual(Buffer.from(bytes))
  })

  test('§11: the start of a short one is all of it', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    await lent.store.keepAttachment(nameOf(bytes), inPieces(bytes))
    expect(await found(nameOf(bytes), 64)).toEqual({ size: 3, start: bytes })
  })

  test('§11: bytes that are not what the name says leave nothing', async () => {
    const sha256 = nameOf(Buffer.from('promised'))
    expect(await lent.store.keepAttachment(sha256, inPieces(Buffer.from('delivered')))).toBe('mismatch')
    expect(await lent.store.keepAttachment(sha256, inPieces(Buffer.from('promise')))).toBe('mismatch')
    expect(await found(sha256)).toBeUndefined()
  })

  test('§11: a sender that breaks off leaves nothing, and may begin anew', async () => {
    const bytes = Buffer.from('half of it came, and then the line went dead')
    const brokenOff = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 10)
      throw new Error('the line went dead')
    }
    await expect(lent.store.keepAttachment(nameOf(bytes), brokenOff())).rejects.toThrow('the line went dead')
    expect(await found(nameOf(bytes))).toBeUndefined()
    expect(await lent.store.keepAttachment(nameOf(bytes), inPieces(bytes, 3))).toBe('kept')
    expect(await all(lent.store.readAttachment(nameOf(bytes)))).toEqual(bytes)
  })

  test('§11: many who bring the same at once keep it once', async () => {
    const bytes = new Uint8Array(50_000).fill(7)
    const outcomes = await Promise.all(
      [1, 2, 3, 4, 5].map(() => lent.store.keepAttachment(nameOf(bytes), inPieces(bytes))),
    )
    expect(outcomes).toEqual(['kept', 'kept', 'kept', 'kept', 'kept'])
    expect(await all(lent.store.readAttachment(nameOf(bytes)))).toEqual(Buffer.from(bytes))
  })

  test('W3: what is staged nobody finds before it is settled, and all of it after that, also once more', async () => {
    const [one, two] = [Buffer.from('staged, one'), new Uint8Array(5_000).fill(2)]
    for (const bytes of [one, two])
      expect(await lent.store.stageAttachment(7, nameOf(bytes), inPieces(bytes))).toBe('kept')
    expect(await lent.store.stageAttachment(7, nameOf(one), inPieces(one))).toBe('kept')
    expect(await lent.store.stageAttachment(7, nameOf(one), inPieces(two))).toBe('mismatch')
    await lent.reopen()
    expect(await found(nameOf(one))).toBeUndefined()
    expect(await listed()).not.toContain(nameOf(one))
    await lent.store.settleStaged(7)
    expect(await all(lent.store.readAttachment(nameOf(one)))).toEqual(one)
    expect(await found(nameOf(two))).toMatchObject({ size: 5_000 })
    await lent.store.settleStaged(7)
    await lent.store.forgetStaged(7)
    expect(await all(lent.store.readAttachment(nameOf(one)))).toEqual(one)
  })

  test('W6: what is forgotten leaves nothing, but for what was kept before', async () => {
    const [kept, staged] = [Buffer.from('kept before'), Buffer.from('only staged')]
    await lent.store.keepAttachment(nameOf(kept), inPieces(kept))
    for (const bytes of [kept, staged]) await lent.store.stageAttachment(8, nameOf(bytes), inPieces(bytes))
    await lent.store.stageAttachment(9, nameOf(staged), inPieces(staged))
    await lent.store.forgetStaged(8)
    await lent.store.settleStaged(8)
    expect(await found(nameOf(staged))).toBeUndefined()
    expect(await all(lent.store.readAttachment(nameOf(kept)))).toEqual(kept)
    await lent.store.settleStaged(9)
    expect(await all(lent.store.readAttachment(nameOf(staged)))).toEqual(staged)
  })

  test('W1: all that are kept are listed, in order, with their sizes', async () => {
    const names = await listed()
    expect(names.length).toBeGreaterThan(3)
    expect(names).toEqual(names.toSorted())
    for await (const { sha256, size } of lent.store.listAttachments())
      expect(await found(sha256)).toMatchObject({ size })
  })

  async function listed(): Promise<readonly Sha256[]> {
    const names: Sha256[] = []
    for await (const { sha256 } of lent.store.listAttachments()) names.push(sha256)
    return names
  }
}
