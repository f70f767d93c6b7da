// Content asked for by many at once: one conversion for all who want the same, and a bound on those who wait.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import { machineClock } from '../../../server/clock.ts'
import { Unavailable } from '../../../server/errors.ts'
import { contentOf } from '../../../server/jobs/content-of.ts'
import { Content, type PutRequest, type StoredUpdate } from '../../../server/jobs/content.ts'
import { Fold } from '../../../server/jobs/fold.ts'
import { DocumentIndex } from '../../../server/room/document-index.ts'
import type { Commit, Member } from '../../../server/room/member.ts'
import type { Room } from '../../../server/room/room.ts'
import type { Rooms } from '../../../server/room/rooms.ts'
import { readUpdate } from '../../../server/room/update.ts'

const MINUTES = 'minutes' as DocumentId

const notAsked = (): Promise<never> => Promise.reject(new Error('none is asked for'))
const NOT_ASKED = { contentOfOne: notAsked, snapshot: notAsked }

/** One room, and a worker that answers when it is told to. */
function stage() {
  const room = { epoch: 'e' as Epoch, head: 7, snapshotBytes: 0, tail: { rows: 7, bytes: 70 }, broken: false }
  const asked: string[] = []
  const answers: (() => void)[] = []
  const content = new Content({
    rooms: { get: async () => room as unknown as Room, upToDate: async () => undefined } as unknown as Rooms,
    folder: {
      content: async (_, wanted) => {
        const seq = room.head
        asked.push(wanted.kind === 'read' ? wanted.format : wanted.kind)
        await new Promise<void>((resolve) => answers.push(resolve))
        return { values: [new Uint8Array([seq])], seq }
      },
      ...NOT_ASKED,
      contentOfOne: async (update) => [update],
      close: () => undefined,
    },
    alone: async (_, work) => await work(),
    clock: machineClock,
    maxFrameBytes: 1_000,
  })
  const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))
  return { room, asked, answers, content, settle }
}

test('the same document at the same place is converted once; at another, in another format or under another title anew', async () => {
  const { room, asked, answers, content, settle } = stage()
  const reads = [1, 2, 3].map(() => content.read(MINUTES, 'markdown', 'Minutes'))
  await settle()
  reads.push(content.read(MINUTES, 'html', 'Minutes'), content.read(MINUTES, 'markdown', 'Other'))
  await settle()
  room.head = 8
  reads.push(content.read(MINUTES, 'markdown', 'Minutes'))
  await settle()
  expect(asked).toEqual(['markdown', 'html', 'markdown', 'markdown'])
  for (const answer of answers) answer()
  expect((await Promise.all(reads)).map(({ seq }) => seq)).toEqual([7, 7, 7, 7, 7, 8])
  void content.read(MINUTES, 'markdown', 'Minutes')
  await settle()
  expect(asked).toHaveLength(5)
})

test('R6: who would be too many is told to come again, and the others are answered', async () => {
  const { answers, content, settle } = stage()
  const reads = Array.from({ length: 101 }, (_, n) => content.read(MINUTES, 'text', `Title ${n}`))
  const settled = Promise.allSettled(reads)
  await settle()
  expect(answers).toHaveLength(100)
  for (const answer of answers) answer()
  const refused = (await settled).filter(({ status }) => status === 'rejected')
  expect(refused).toEqual([{ status: 'rejected', reason: expect.any(Unavailable) }])
})

test('a version is read when its turn has come, once for all who want the same of it, and not when it is too large', async () => {
  const { content, settle, answers } = stage()
  let read = 0
  const stored = (key: string, size = 1): StoredUpdate => ({
    key,
    size,
    bytes: async () => new Uint8Array([++read]),
  })
  const waiting = Array.from({ length: 100 }, (_, n) => content.read(MINUTES, 'text', `Title ${n}`))
  await settle()
  await expect(content.convert(stored('a'), 'text', '')).rejects.toThrow(Unavailable)
  await expect(content.convert(stored('a', 64 * 1024 * 1024 + 1), 'text', '')).rejects.toMatchObject({
    code: 'too-large',
  })
  expect(read).toBe(0)
  for (const answer of answers) answer()
  await Promise.all(waiting)
  const asked = ['a', 'a', 'b'].map((key) => content.convert(stored(key), 'text', ''))
  asked.push(content.convert(stored('a'), 'html', ''))
  expect((await Promise.all(asked)).map(([byte]) => byte)).toEqual([1, 1, 2, 3])
})

test('a document that is too large is not converted', async () => {
  const { room, asked, content } = stage()
  room.snapshotBytes = 64 * 1024 * 1024
  await expect(content.read(MINUTES, 'text', '')).rejects.toMatchObject({ code: 'too-large' })
  expect(asked).toEqual([])
})

/** Two relays over one log: the first of them waits in the line before its worker for as long as it is told. */
function relays() {
  const log: Uint8Array[] = []
  const relay = (line: Promise<void>): Content => {
    const room = {
      address: { document: MINUTES, part: 'text' },
      epoch: 'e' as Epoch,
      ...{ broken: false, unsettled: false, snapshotBytes: 0, tail: { rows: 0, bytes: 0 }, maxBytes: 1e9 },
      get head() {
        return log.length
      },
      get committed() {
        const index = new DocumentIndex()
        for (const update of log) index.add(readUpdate(update)!.claims)
        return index
      },
      enter: () => undefined,
      leave: () => undefined,
      submit: (member: Member, update: Uint8Array) => {
        log.push(update)
        setImmediate(() => {
          member.deliver({ fromSeq: log.length, writers: [member] } as unknown as Commit)
          member.durable(1)
        })
        return 'queued'
      },
    }
    return new Content({
      rooms: { get: async () => room as unknown as Room, upToDate: async () => undefined } as unknown as Rooms,
      folder: {
        content: async (_, asked) => {
          await line
          const fold = new Fold()
          fold.add(log.map((update, nth) => ({ seq: nth + 1, update })))
          return { values: fold.use((doc) => contentOf(doc, asked)), seq: log.length }
        },
        ...NOT_ASKED,
        close: () => undefined,
      },
      alone: async (_, work) => await work(),
      clock: machineClock,
      maxFrameBytes: 1_000_000,
    })
  }
  return { log, relay }
}

test('P4: a key is carried out once, also by a relay that has waited until nobody kept the name for it', async () => {
  const { log, relay } = relays()
  let go = (): void => undefined
  const line = new Promise<void>((resolve) => (go = resolve))
  const request: PutRequest = {
    document: MINUTES,
    author: 'token:1',
    put: { kind: 'markdown', mode: 'append', section: [], markdown: 'Once.', title: '' },
    ifAt: undefined,
    key: 'job-1',
  }
  const first = relay(line).write(request)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await relay(Promise.resolve()).write(request)).toMatchObject({ changed: true, repeated: false })
  go()
  expect(await first).toMatchObject({ changed: false, repeated: true })
  const doc = new Y.Doc()
  for (const update of log) Y.applyUpdate(doc, update)
  expect(doc.getXmlFragment(TEXT_FIELD).toString()).toBe('<paragraph>Once.</paragraph>')
})
