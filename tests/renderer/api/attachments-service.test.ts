// An image that was put in is on this computer at once and on the relay as soon as there is one (protocol H1 to H5). The relay
// is the real one and is really killed; IndexedDB is a stand-in, and fetch sends where a page has XMLHttpRequest.
import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { attachmentPath, type Sha256 } from '../../../contracts/attachment-names.ts'
import { problem } from '../../../contracts/problem.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { AttachmentShelf } from '../../../renderer/api/attachment-shelf.ts'
import type { Upload } from '../../../renderer/api/attachment-transfer.ts'
import { AttachmentsService } from '../../../renderer/api/attachments-service.ts'
import type { ImageState } from '../../../renderer/api/image-state.ts'
import { RelayUnreachable } from '../../../renderer/api/relay-errors.ts'
import { refusalFor } from '../../../renderer/api/relay-request.ts'
import { LIES, png, sha256Of } from '../../support/images.ts'
import { TestRelay } from '../../support/relay.ts'
import { until } from '../../support/until.ts'

const LIMIT = 40_000
const DOCUMENT = 'letter' as DocumentId
const ANOTHER = 'minutes' as DocumentId

let relay: TestRelay
let disk: IDBFactory
const open: AttachmentsService[] = []
const reported: unknown[] = []
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_MAX_ATTACHMENT_BYTES: String(LIMIT) } })
  // A page reports what nobody caught; Node has no such function.
  vi.stubGlobal('reportError', (cause: unknown) => reported.push(cause))
})
afterAll(() => relay.dispose())
beforeEach(() => {
  disk = new IDBFactory()
})
afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
  if (!relay.running) await relay.start()
  expect(reported.splice(0)).toEqual([])
})

async function byFetch({ relay: url, sha256, bytes, signal, progress }: Upload): Promise<void> {
  const address = url + attachmentPath(sha256)
  const answer = await fetch(address, { method: 'PUT', body: bytes, signal }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw new RelayUnreachable('no answer', { cause })
  })
  progress(bytes.byteLength)
  if (!answer.ok) throw refusalFor(answer.status, await answer.json())
}

/** The app on one computer. Opening it twice on the same disk is a restart, or a second window. */
async function app(computer: IDBFactory = disk, send = byFetch, at = relay.url): Promise<AttachmentsService> {
  const shelf = await AttachmentShelf.open(relay.url, computer)
  const service = new AttachmentsService({ relay: at, identity: relay.url, shelf, firstWaitMs: 30, send })
  open.push(service)
  return service
}

const file = (bytes: Uint8Array, type = ''): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>], { type })
const onRelay = async (sha256: Sha256, at = relay.url): Promise<boolean> =>
  (await fetch(at + attachmentPath(sha256))).ok
const put = async (service: AttachmentsService, bytes: Uint8Array, document = DOCUMENT): Promise<Sha256> =>
  (await service.put(file(bytes), { document })).sha256

/** Watches until the image is in that state. */
async function seen(
  service: AttachmentsService,
  sha256: Sha256,
  kind: string,
  document = DOCUMENT,
): Promise<ImageState> {
  const image = service.watch(sha256, document, () => undefined)
  const word = (): string => {
    const state = image.get()
    return state.kind === 'here' ? state.saving.kind : state.kind
  }
  try {
    await until(`the image to be ${kind}`, () => word() === kind)
    return image.get()
  } finally {
    image.close()
  }
}

test('H5: an image that was put in is sent, shown from this computer, and seen by others', async () => {
  const bytes = png(2, 2, [1, 2, 3])
  const ada = await app()
  const sha256 = await put(ada, bytes)
  expect(sha256).toBe(sha256Of(bytes))
  const shown = await seen(ada, sha256, 'saved')
  expect(shown).toMatchObject({ kind: 'here', url: expect.stringMatching(/^blob:/) })
  expect(await onRelay(sha256)).toBe(true)
  const ben = await app(new IDBFactory())
  await seen(ben, sha256, 'saved')
  expect(Buffer.from((await ben.bytes(sha256))!)).toEqual(bytes)
})

test(
  'H5: with the relay away it waits, is counted, outlives a restart, and goes when the relay is back',
  { timeout: 60_000 },
  async () => {
    await relay.kill()
    const before = await app()
    const sha256 = await put(before, png(2, 2, [9, 9, 9]))
    await seen(before, sha256, 'waiting')
    expect(before.waitingIn(DOCUMENT)).toEqual({ count: 1, oldestAt: expect.any(Number), refusals: [] })
    expect(before.waitingIn('another' as DocumentId).count).toBe(0)
    await before.close()
    open.splice(0)

    const after = await app()
    await until('the debt to be known', () => after.waitingIn(DOCUMENT).count === 1)
    await seen(after, sha256, 'waiting')
    await relay.start()
    await until('the debt to be paid', () => after.waitingIn(DOCUMENT).count === 0)
    expect(await onRelay(sha256)).toBe(true)
  },
)

test('H5: who looks before it has arrived sees that it is coming, and then the image', async () => {
  const bytes = png(3, 3, [7, 7, 7])
  const ben = await app()
  const image = ben.watch(sha256Of(bytes), DOCUMENT, () => undefined)
  await until('the relay to have said no', () => image.get().kind === 'coming')
  await put(await app(new IDBFactory()), bytes)
  await until('the image to be there', () => image.get().kind === 'here')
  image.close()
})

test('H5: an image that was seen once is shown with the relay away', { timeout: 60_000 }, async () => {
  const bytes = png(3, 3, [8, 8, 8])
  const sha256 = await put(await app(), bytes)
  const computer = new IDBFactory()
  const ben = await app(computer)
  await until('the relay to have it', () => onRelay(sha256))
  await seen(ben, sha256, 'saved')
  await relay.kill()
  await seen(await app(computer), sha256, 'saved')
  await seen(await app(new IDBFactory()), sha256, 'unreachable')
})

test.each(Object.entries(LIES))('H2: %s is refused before anything is kept', async (_, bytes) => {
  const ada = await app()
  await expect(ada.put(file(bytes, 'image/png'), { document: DOCUMENT })).rejects.toMatchObject({ name: 'NotKept' })
  expect(ada.waitingIn(DOCUMENT).count).toBe(0)
})

test('H3: what is larger than any relay takes is not even read', async () => {
  const ada = await app()
  const huge = {
    size: 21 * 1024 * 1024,
    arrayBuffer: () => Promise.reject(new Error('it was read')),
  } as unknown as Blob
  await expect(ada.put(huge, { document: DOCUMENT })).rejects.toMatchObject({ reason: 'too-large' })
})

test('H3: what this relay finds too large stays here, says why, and does not keep others from being sent', async () => {
  const ada = await app()
  const large = await put(ada, png(2, 2, [1, 1, 1], LIMIT))
  const small = await put(ada, png(2, 2, [2, 2, 2]))
  expect(await seen(ada, large, 'refused')).toMatchObject({ saving: { problem: { code: 'too-large' } } })
  await seen(ada, small, 'saved')
  expect(ada.waitingIn(DOCUMENT)).toEqual({ count: 0, oldestAt: null, refusals: [] })
  const shown = ada.watch(large, DOCUMENT, () => undefined)
  const told = { code: 'too-large', limitBytes: LIMIT }
  expect(ada.waitingIn(DOCUMENT)).toEqual({ count: 0, oldestAt: null, refusals: [expect.objectContaining(told)] })
  await ada.sendRefusedAgain(DOCUMENT)
  expect(ada.waitingIn(DOCUMENT)).toMatchObject({ count: 1, refusals: [] })
  await until('it to be refused again', () => {
    const state = shown.get()
    return state.kind === 'here' && state.saving.kind === 'refused'
  })
  shown.close()
})

test('H5: images that never get through hold up no other, and are tried again', async () => {
  const tried: Sha256[] = []
  const bad = [png(2, 2, [6, 1, 1]), png(2, 2, [6, 2, 2]), png(2, 2, [6, 3, 3]), png(2, 2, [6, 4, 4])]
  // A proxy's page, a relay that fails at it, bytes that come damaged each time, and a line that is cut.
  const answers = [
    () => refusalFor(403, undefined),
    () => refusalFor(500, undefined),
    () => refusalFor(422, problem('hash-mismatch')),
    () => new RelayUnreachable('it did not get through'),
  ]
  const ada = await app(disk, async (upload) => {
    tried.push(upload.sha256)
    const answer = answers[bad.map(sha256Of).indexOf(upload.sha256)]
    if (answer !== undefined) throw answer()
    await byFetch(upload)
  })
  for (const bytes of bad) await put(ada, bytes)
  const good = await put(ada, png(2, 2, [6, 9, 9]))
  await seen(ada, good, 'saved')
  const times = (bytes: Uint8Array): number => tried.filter((sha256) => sha256 === sha256Of(bytes)).length
  await until('each of the others to be tried again', () => bad.every((bytes) => times(bytes) >= 2))
  expect(ada.waitingIn(DOCUMENT).count).toBe(bad.length)
})

test('H3: what a proxy before the relay finds too large is refused like what the relay does', async () => {
  const ada = await app(disk, () => Promise.reject(refusalFor(413, undefined)))
  const large = await put(ada, png(2, 2, [5, 1, 1]))
  expect(await seen(ada, large, 'refused')).toMatchObject({ saving: { problem: { code: 'too-large' } } })
})

test('what was called off halfway is not sent, until it is shown again', async () => {
  let calls = 0
  const ada = await app(disk, async (upload) => {
    calls++
    if (calls > 1) return await byFetch(upload)
    await new Promise((_, reject) =>
      upload.signal.addEventListener('abort', () => reject(upload.signal.reason as Error)),
    )
  })
  const sha256 = await put(ada, png(4, 4, [4, 4, 4]))
  await until('it to be on its way', () => calls === 1)
  await ada.callOff(sha256, DOCUMENT)
  expect(ada.waitingIn(DOCUMENT).count).toBe(0)
  expect(await onRelay(sha256)).toBe(false)
  await seen(ada, sha256, 'saved')
  expect(await onRelay(sha256)).toBe(true)
})

test('H5: an image of two documents waits in both, and is called off for one', { timeout: 60_000 }, async () => {
  await relay.kill()
  const ada = await app()
  const bytes = png(4, 4, [4, 1, 1])
  const sha256 = await put(ada, bytes)
  await put(ada, bytes, ANOTHER)
  const waiting = (): number[] => [DOCUMENT, ANOTHER].map((document) => ada.waitingIn(document).count)
  expect(waiting()).toEqual([1, 1])
  await ada.callOff(sha256, ANOTHER)
  expect(waiting()).toEqual([1, 0])
  // Copied there from the other one.
  await seen(ada, sha256, 'waiting', ANOTHER)
  await until('it to wait in both', () => waiting().join() === '1,1')
  await ada.callOff(sha256, DOCUMENT)
  expect(waiting()).toEqual([0, 1])
  await ada.callOff(sha256, ANOTHER)
  expect(waiting()).toEqual([0, 0])

  await put(ada, bytes)
  await put(ada, bytes, ANOTHER)
  await ada.callOff(sha256, ANOTHER)
  await relay.start()
  await until('it to be there', () => onRelay(sha256))
})

test('H5: what an older version has put on the shelf waits where it was put in', { timeout: 60_000 }, async () => {
  await relay.kill()
  const bytes = png(4, 4, [4, 2, 2])
  const shelf = await AttachmentShelf.open(relay.url, disk)
  const row = {
    sha256: sha256Of(bytes),
    type: 'image/png',
    size: bytes.byteLength,
    state: 'waiting',
    problem: null,
  } as const
  await shelf.keep({ ...row, document: DOCUMENT, keptAt: 1, shownAt: 1 }, bytes)
  shelf.close()
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = disk.open('ligature-attachments')
    request.onsuccess = () => resolve(request.result)
  })
  const old = { ...row, relay: relay.url, document: DOCUMENT, keptAt: 1, shownAt: 1 }
  database.transaction('about', 'readwrite').objectStore('about').put(old)
  database.close()
  const ada = await app()
  await until('the debt to be known', () => ada.waitingIn(DOCUMENT).count === 1)
  await put(ada, bytes, ANOTHER)
  expect(ada.waitingIn(DOCUMENT).count).toBe(1)
  // An older window beside this one goes by the first.
  expect(await (await AttachmentShelf.open(relay.url, disk)).about(row.sha256)).toMatchObject({ document: DOCUMENT })
})

test(
  'H5: a relay that has another database gets what was sent to the one before, when it is shown or put in again',
  {
    timeout: 60_000,
  },
  async () => {
    const [shown, again] = [png(4, 4, [4, 3, 3]), png(4, 4, [4, 4, 3], 70_000)]
    const before = await app(disk, async (upload) => byFetch({ ...upload, relay: large.url }))
    const large = await TestRelay.start()
    const empty = await TestRelay.start()
    try {
      for (const bytes of [shown, again]) await seen(before, await put(before, bytes), 'saved')
      await before.close()
      open.splice(0)

      const sent: Sha256[] = []
      const after = await app(
        disk,
        async (upload) => {
          sent.push(upload.sha256)
          await byFetch(upload)
        },
        empty.url,
      )
      const image = after.watch(sha256Of(shown), ANOTHER, () => undefined)
      await until('it to be sent where it is missing', () => onRelay(sha256Of(shown), empty.url))
      image.close()
      await put(after, again, ANOTHER)
      await until('the other to be sent too', () => onRelay(sha256Of(again), empty.url))
      // One that it has is not sent whole again.
      await until('nothing to wait', () => after.waitingIn(ANOTHER).count === 0)
      await put(after, again, ANOTHER)
      await until('nothing to wait', () => after.waitingIn(ANOTHER).count === 0)
      expect(sent).toEqual([shown, again].map(sha256Of))
    } finally {
      await large.dispose()
      await empty.dispose()
    }
  },
)

test('without SubtleCrypto (plain http on a LAN) the name is the same', async () => {
  const subtle = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(crypto), 'subtle')!
  const bytes = png(5, 5, [5, 5, 5])
  Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true })
  try {
    expect(await put(await app(), bytes)).toBe(sha256Of(bytes))
  } finally {
    Object.defineProperty(crypto, 'subtle', subtle)
  }
})
