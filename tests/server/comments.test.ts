// K1–K4: comments over REST, on a real relay that is killed: what was answered is on the disk, under the name of whoever wrote it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_COMMENT_CHARACTERS, MAX_ENTRIES, MAX_QUOTE_CHARACTERS } from '../../contracts/limits.ts'
import * as Y from 'yjs'
import { CommentsClient } from '../support/comments-client.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestRelay } from '../support/relay.ts'
import type { Answer } from '../support/rest-client.ts'
import { makeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'

let relay: TestRelay
let ada: CommentsClient
beforeAll(async () => {
  relay = await TestRelay.start()
  ada = new CommentsClient(relay)
})
afterAll(() => relay.dispose())

const ANCHOR = { from: 'AAEBfw==', to: 'AAEFfw==', quote: 'beans', before: 'plant ', after: ' in may' }
const answered = ({ status, body }: Answer): unknown => [status, body?.['code']]

test('K1: a thread is opened, answered, resolved and reopened, and everybody reads who did so and when', async () => {
  const before = Date.now()
  await ada.rest.create('garden', 'Garden')
  expect(await ada.threads('garden')).toEqual([])
  const thread = await ada.opened('garden', '  Which ones? ', { name: 'Ada', anchor: ANCHOR })
  const other = await ada.opened('garden', 'Looks good')
  expect((await ada.reply('garden', thread, 'Runner beans', { name: 'Ben' })).status).toBe(201)
  const [first, second] = await ada.threads('garden')
  expect(first).toMatchObject({
    id: thread,
    anchor: ANCHOR,
    resolved: null,
    entries: [
      { id: thread, author: 'guest', name: 'Ada', text: 'Which ones?' },
      { author: 'guest', name: 'Ben', text: 'Runner beans' },
    ],
  })
  expect(second).toMatchObject({ id: other, anchor: null, entries: [{ author: 'guest', name: null }] })
  for (const { at } of first!.entries) expect(Date.parse(at)).toBeGreaterThanOrEqual(before - 1)
  expect((await ada.resolve('garden', thread, true, 'Ben')).body).toMatchObject({
    resolved: { author: 'guest', name: 'Ben' },
  })
  const ids = async (state?: string): Promise<unknown> => (await ada.threads('garden', state)).map(({ id }) => id)
  // Open ones come first, however old the others are.
  expect(await Promise.all(['all', 'open', 'resolved'].map(ids))).toEqual([[other, thread], [other], [thread]])
  expect((await ada.resolve('garden', thread, false)).body).toMatchObject({ resolved: null })
  expect(await ids('open')).toEqual([thread, other])
})

test('K1: a token comments under its own name, whatever it says, and only where it may', async () => {
  await ada.rest.create('kitchen')
  const scopes = 'comments:read,comments:write'
  const robot = new CommentsClient(relay, await makeToken(relay.data, 'Robot', scopes, '--document', 'kitchen'))
  const thread = await robot.opened('kitchen', 'The build is red', { name: 'Ada' })
  expect((await robot.resolve('kitchen', thread)).status).toBe(200)
  expect((await ada.threads('kitchen'))[0]).toMatchObject({
    resolved: { author: expect.stringMatching(/^token:/), name: 'Robot' },
    entries: [{ author: expect.stringMatching(/^token:/), name: 'Robot' }],
  })
  expect(answered(await robot.open('garden', 'Here, too'))).toEqual([403, 'forbidden'])
  expect(answered(await robot.list('garden'))).toEqual([403, 'forbidden'])
})

test('R1, K2: what was answered is there after kill -9, and a repeat of it does nothing', async () => {
  await ada.rest.create('lasting')
  const thread = await ada.opened('lasting', 'Remember me', { name: 'Ada', anchor: ANCHOR })
  await ada.reply('lasting', thread, 'And me', { entry: 'second' })
  await ada.resolve('lasting', thread)
  const before = await ada.threads('lasting')
  await relay.kill()
  await relay.start()
  expect(await ada.threads('lasting')).toEqual(before)
  const [opened, replied, resolved] = [
    await ada.open('lasting', 'Other words', { thread, name: 'Ben' }),
    await ada.reply('lasting', thread, 'Other words', { entry: 'second' }),
    await ada.resolve('lasting', thread, true, 'Ben'),
  ]
  expect([opened, replied, resolved].map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await ada.threads('lasting')).toEqual(before)
})

test('R1, K2: of a rush of comments, all that were answered by the moment of the kill are there', async () => {
  const names = Array.from({ length: 30 }, (_, n) => `rush-${n}`)
  for (const name of names) await ada.rest.create(name)
  // Rooms and worker are there already.
  await Promise.all(names.map((name) => ada.opened(name, 'First')))
  const answered: string[] = []
  const enough = Promise.withResolvers<void>()
  const asking = names.map(async (name) => {
    if ((await ada.open(name, 'Second')).status === 201) answered.push(name)
    if (answered.length >= names.length / 2) enough.resolve()
  })
  // Some are cut off.
  const over = Promise.allSettled(asking)
  await enough.promise
  await relay.kill()
  await over
  await relay.start()
  const texts = async (name: string): Promise<unknown> =>
    (await ada.threads(name)).flatMap(({ entries }) => entries.map(({ text }) => text))
  for (const name of answered) expect([name, await texts(name)]).toEqual([name, ['First', 'Second']])
})

test('K2: of the same request made ten times at once one does something, and different ones all do', async () => {
  await ada.rest.create('busy')
  const same = await Promise.all(Array.from({ length: 10 }, () => ada.open('busy', 'Once', { thread: 'once' })))
  expect(same.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
  const texts = Array.from({ length: 20 }, (_, n) => `Answer ${n}`)
  const replies = await Promise.all(texts.map((text) => ada.reply('busy', 'once', text)))
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]))
  const [thread] = await ada.threads('busy')
  expect(thread!.entries.map(({ text }) => text).toSorted()).toEqual(['Once', ...texts].toSorted())
})

test('K3: what is too much, or nothing, is refused with its reason, and changes nothing', async () => {
  await ada.rest.create('limits')
  const longest = 'ä'.repeat(MAX_COMMENT_CHARACTERS)
  const thread = await ada.opened('limits', longest)
  const refused = [
    await ada.open('limits', `${longest}x`),
    await ada.open('limits', ' \n '),
    await ada.open('limits', 'x', { anchor: { ...ANCHOR, quote: 'x'.repeat(MAX_QUOTE_CHARACTERS + 1) } }),
    await ada.open('limits', 'x', { anchor: { ...ANCHOR, from: 'not base64' } }),
    await ada.open('limits', 'x', { name: 'n'.repeat(61) }),
    await ada.open('limits', 'x', { thread: 'no.id' }),
    await ada.reply('limits', thread, 'x', { entry: 'no.id' }),
    await ada.reply('limits', thread, `${longest}x`),
  ]
  for (const answer of refused) expect(answered(answer)).toEqual([400, 'bad-request'])
  expect(refused[0]!.body!['detail']).toContain(`a comment may have ${MAX_COMMENT_CHARACTERS} characters`)
  expect(answered(await ada.reply('limits', 'unknown', 'x'))).toEqual([404, 'thread-not-found'])
  expect(answered(await ada.resolve('limits', 'unknown'))).toEqual([404, 'thread-not-found'])
  expect(answered(await ada.open('nowhere', 'x'))).toEqual([404, 'document-not-found'])
  expect(answered(await ada.list('nowhere'))).toEqual([404, 'document-not-found'])
  expect(answered(await ada.list('no.id'))).toEqual([400, 'bad-document-id'])
  for (let n = 1; n < MAX_ENTRIES; n++) expect((await ada.reply('limits', thread, `${n}`)).status).toBe(201)
  expect(answered(await ada.reply('limits', thread, 'one more'))).toEqual([409, 'comments-full'])
  expect((await ada.threads('limits'))[0]!.entries).toHaveLength(MAX_ENTRIES)
  await ada.rest.trash('limits')
  await ada.rest.deleteForEver('limits')
  expect(answered(await ada.open('limits', 'x'))).toEqual([410, 'document-gone'])
})

test('K4: whoever has the comments open by sync sees them come, and what they write that is none disturbs nobody', async () => {
  await ada.rest.create('synced')
  const ben = await FrameClient.join(relay, 'synced/comments')
  const thread = await ada.opened('synced', 'Do you see this?')
  await until('him to see it', () => ben.doc.getMap('threads').has(thread))
  ben.doc.getMap('threads').set('junk', 'no thread')
  ben.doc.getMap('threads').set('more junk', [1, 2, 3])
  // A Date could say when it was, and the date of an API could not.
  const late = { id: 'late', author: 'guest', name: null, at: 253_402_300_800_000, text: 'From the year 10000' }
  const thing = new Y.Map<unknown>([
    ['createdAt', 1],
    ['entries', Y.Array.from([late])],
  ])
  ben.doc.getMap('threads').set('late', thing)
  await ben.allSaved()
  ben.leave()
  expect((await ada.threads('synced')).map(({ id }) => id)).toEqual([thread])
  expect((await ada.reply('synced', thread, 'Yes')).status).toBe(201)
})
