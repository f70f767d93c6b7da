// Named versions of a document as whoever keeps them meets them (B): over HTTP, of a real relay, whatever becomes of the log, and put back
// while others type.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { MAX_VERSION_NAME_CHARACTERS, MAX_VERSIONS } from '../../contracts/limits.ts'
import { ContentClient } from '../support/content-client.ts'
import { command, damage, fsck, look, seqsOf } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { png, sha256Of } from '../support/images.ts'
import { seeded, seedOfThisRun } from '../support/random.ts'
import { TestRelay } from '../support/relay.ts'
import type { Answer } from '../support/rest-client.ts'
import { makeToken } from '../support/tokens.ts'
import { Typist } from '../support/typist.ts'
import { until } from '../support/until.ts'
import { VersionsClient } from '../support/versions-client.ts'

let relay: TestRelay
let script: ContentClient
let ada: VersionsClient
beforeAll(async () => {
  relay = await TestRelay.start()
  script = new ContentClient(relay)
  ada = new VersionsClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

const codeOf = ({ status, body }: Answer): unknown => [status, body?.['code']]
const GUEST = { id: 'guest', name: null }
const headOf = (document: string): { head: number; epoch: string } =>
  look<{ head: number; epoch: string }>(
    relay.data,
    `SELECT head, epoch FROM heads WHERE document = ? AND part = 'text'`,
    document,
  )[0]!

async function written(document: string, markdown: string): Promise<void> {
  await script.create(document, `Title of ${document}`)
  await script.write(document, 'append', markdown)
}

test('B1: what the document says is kept under a name, with who and when; what is written after is not in it', async () => {
  await written('kept', 'One.\n\n**Two.**')
  const from = Date.now()
  const kept = await ada.keep('kept', 'v1', '  As sent to Ben  ')
  expect(kept).toEqual({
    id: 'v1',
    name: 'As sent to Ben',
    seq: headOf('kept').head,
    epoch: headOf('kept').epoch,
    author: GUEST,
    createdAt: expect.any(String),
    size: expect.any(Number),
  })
  expect(Date.parse(kept.createdAt)).toBeGreaterThanOrEqual(from)
  await script.write('kept', 'append', 'Three.')
  expect(await ada.text('kept', 'v1')).toBe('One.\n\nTwo.')
  const [markdown, html, json] = await Promise.all(['md', 'html', 'json'].map((one) => ada.read('kept', 'v1', one)))
  expect(markdown!.text).toContain('**Two.**')
  expect(markdown!.headers['content-type']).toBe('text/markdown; charset=utf-8')
  expect([html!.text, html!.headers['content-security-policy']]).toEqual([
    expect.stringContaining('<strong>Two.</strong>'),
    expect.stringMatching(/default-src 'none'.*sandbox/),
  ])
  expect(JSON.parse(json!.text)).toMatchObject({ type: 'doc', content: [{}, {}] })
})

test('B1: a repeat answers what is there, and neither another name nor another text', async () => {
  await written('repeated', 'One.')
  const kept = await ada.keep('repeated', 'v1', 'First')
  await script.write('repeated', 'append', 'Two.')
  const again = await ada.put('repeated', 'v1', 'Second')
  expect([again.status, again.body]).toEqual([200, kept])
  expect(await ada.text('repeated', 'v1')).toBe('One.')
})

test('B1: what a session was told is saved is in the version, and it is on the disk before it is answered', async () => {
  await script.create('fresh')
  const ben = await FrameClient.join(relay, 'fresh')
  for (let n = 0; n < 10; n++) {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(`line ${n}`)])
    ben.doc.getXmlFragment(TEXT_FIELD).insert(n, [paragraph])
    await ben.allSaved()
    await ada.keep('fresh', `v${n}`)
    expect((await ada.text('fresh', `v${n}`)).split('\n').at(-1)).toBe(`line ${n}`)
  }
  ben.leave()
  await relay.kill()
  await relay.start()
  expect(await ada.text('fresh', 'v3')).toContain('line 3')
  expect(await ada.text('fresh', 'v3')).not.toContain('line 4')
  expect(await ada.list('fresh')).toHaveLength(10)
})

test('B2: the newest first, page by page; a service that kept one is named', async () => {
  await written('listed', 'One.')
  const nightly = new VersionsClient(relay, await makeToken(relay.data, 'nightly', 'content:read,content:write'))
  for (const id of ['a', 'b', 'c']) await ada.keep('listed', id)
  await nightly.keep('listed', 'd')
  expect((await ada.list('listed', 2)).map(({ id, author }) => [id, author.name])).toEqual([
    ['d', 'nightly'],
    ['c', null],
    ['b', null],
    ['a', null],
  ])
  expect(codeOf(await ada.ask('GET', 'listed', '?cursor=nonsense'))).toEqual([400, 'bad-request'])
})

test('B3: a version gets another name, and goes; neither touches the document', async () => {
  await written('named', 'One.')
  await ada.keep('named', 'v1')
  const { head } = headOf('named')
  const renamed = await ada.ask('PATCH', 'named', '/v1', { name: 'Other' })
  expect([renamed.status, renamed.body?.['name']]).toEqual([200, 'Other'])
  expect((await ada.list('named')).map(({ name }) => name)).toEqual(['Other'])
  expect((await ada.ask('DELETE', 'named', '/v1')).status).toBe(204)
  expect(await ada.list('named')).toEqual([])
  for (const answer of [
    await ada.ask('DELETE', 'named', '/v1'),
    await ada.ask('PATCH', 'named', '/v1', { name: 'x' }),
    await ada.read('named', 'v1'),
    await ada.putBack('named', 'v1', 'before'),
  ])
    expect(codeOf(answer)).toEqual([404, 'version-not-found'])
  expect([headOf('named').head, await script.text('named')]).toEqual([head, 'One.\n'])
})

test('B5: a name is 1 to 200 characters, ids are ids, and a document that is full says so', async () => {
  await written('bounds', 'One.')
  for (const name of ['', '   ', 'x'.repeat(MAX_VERSION_NAME_CHARACTERS + 1), 'a\0b'])
    expect(codeOf(await ada.put('bounds', 'v1', name))).toEqual([400, 'bad-request'])
  expect(codeOf(await ada.put('bounds', 'v.1', 'x'))).toEqual([400, 'bad-request'])
  expect(codeOf(await ada.put('b.unds', 'v1', 'x'))).toEqual([400, 'bad-document-id'])
  await ada.keep('bounds', 'v1', 'x'.repeat(MAX_VERSION_NAME_CHARACTERS))
  damage(
    relay.data,
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${MAX_VERSIONS})
     INSERT INTO versions SELECT number, 'more-' || i, name, epoch, seq, author, created_at, bytes, sha256 FROM versions, n
     WHERE number = (SELECT number FROM heads WHERE document = 'bounds')`,
  )
  expect(codeOf(await ada.put('bounds', 'one-more', 'x'))).toEqual([409, 'versions-full'])
  // What cannot be kept is not replaced.
  await script.write('bounds', 'append', 'Two.')
  expect(codeOf(await ada.putBack('bounds', 'v1', 'before'))).toEqual([409, 'versions-full'])
  expect(await script.text('bounds')).toBe('One.\n\nTwo.\n')
})

test('B2: unknown is 404, deleted for ever 410 and its versions are gone; in the trash they are there', async () => {
  expect(codeOf(await ada.ask('GET', 'never-made'))).toEqual([404, 'document-not-found'])
  expect(codeOf(await ada.put('never-made', 'v1', 'x'))).toEqual([404, 'document-not-found'])
  await written('ended', 'One.')
  await ada.keep('ended', 'v1')
  await script.rest.trash('ended')
  expect(await ada.list('ended')).toHaveLength(1)
  await script.rest.deleteForEver('ended')
  expect(codeOf(await ada.ask('GET', 'ended'))).toEqual([410, 'document-gone'])
  expect(codeOf(await ada.read('ended', 'v1'))).toEqual([410, 'document-gone'])
  const left = `SELECT count(*) AS rows FROM versions WHERE number NOT IN (SELECT number FROM heads)`
  await until('its versions to be gone', () => look<{ rows: number }>(relay.data, left)[0]!.rows === 0)
  expect((await fsck(relay.data)).problems).toEqual([])
})

test('B6: a restore is a new edit under who asked, everybody sees it, and what was there before is a version', async () => {
  await written('restored', 'One.\n\nTwo.')
  await ada.keep('restored', 'v1')
  const ben = await Typist.join(relay, 'restored', 'ben', 1)
  await script.write('restored', 'replace', 'Only *this*.')
  const { head } = headOf('restored')
  const restored = await ada.restore('restored', 'v1', 'before')
  expect(restored).toMatchObject({
    seq: head + 1,
    changed: true,
    repeated: false,
    before: { id: 'before', name: 'Before restoring v1', seq: head, author: GUEST },
  })
  await ben.sees('what was there at first', (words) => words === 'One.\nTwo.')
  expect(
    look(
      relay.data,
      `SELECT author FROM log WHERE seq = ? AND number = (SELECT number FROM heads WHERE document = 'restored')`,
      head + 1,
    ),
  ).toEqual([{ author: 'guest' }])
  expect((await ada.read('restored', 'before', 'md')).text).toContain('Only *this*.')
  // The way back is the same.
  await ada.restore('restored', 'before', 'before-undo')
  await ben.sees('what was there before', (words) => words === 'Only this.')
  expect((await ada.list('restored')).map(({ id }) => id)).toEqual(['before-undo', 'before', 'v1'])
  ben.leave()
})

test('B7: a restore is carried out once, also when it is asked again and at the same time', async () => {
  await written('once', 'One.')
  await ada.keep('once', 'v1')
  await script.write('once', 'append', 'Two.')
  const answers = await Promise.all([1, 2, 3].map(() => ada.restore('once', 'v1', 'before')))
  expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1)
  expect(answers.map(({ before }) => before?.id)).toEqual(['before', 'before', 'before'])
  // Somebody has gone on meanwhile: the answer was lost, and is asked for again.
  await script.write('once', 'append', 'Three.')
  expect(await ada.restore('once', 'v1', 'before')).toMatchObject({ changed: false, repeated: true })
  expect(await script.text('once')).toBe('One.\n\nThree.\n')
  expect(await ada.text('once', 'before')).toBe('One.\n\nTwo.')
})

test('B7: what is replaced is never kept under an id that is taken: neither that of the version itself, nor of a try that was cut off', async () => {
  await written('taken', 'One.')
  await ada.keep('taken', 'v1')
  await script.write('taken', 'append', 'Two.')
  expect(codeOf(await ada.putBack('taken', 'v1', 'v1'))).toEqual([409, 'version-id-taken'])
  expect(await script.text('taken')).toBe('One.\n\nTwo.\n')
  // As a relay leaves it that was killed between the version and the edit.
  await ada.keep('taken', 'before')
  await script.write('taken', 'append', 'Three.')
  expect(codeOf(await ada.putBack('taken', 'v1', 'before'))).toEqual([409, 'version-id-taken'])
  expect(await script.text('taken')).toBe('One.\n\nTwo.\n\nThree.\n')
  expect((await ada.list('taken')).map(({ id }) => id)).toEqual(['before', 'v1'])
  // Where nobody has typed since, it is what is replaced.
  await ada.keep('taken', 'at-once')
  expect(await ada.restore('taken', 'v1', 'at-once')).toMatchObject({ changed: true, before: { id: 'at-once' } })
  expect(await script.text('taken')).toBe('One.\n')
  expect(await ada.text('taken', 'at-once')).toBe('One.\n\nTwo.\n\nThree.')
})

test('B6: what the document says already is restored without an edit, and nothing is kept', async () => {
  await written('same', 'One.')
  await ada.keep('same', 'v1')
  expect(await ada.restore('same', 'v1', 'before')).toMatchObject({ changed: false, before: null })
  expect(await ada.list('same')).toHaveLength(1)
})

test('B6: seeded: versions are restored while people type; no letter that is typed is lost', async () => {
  const random = seeded(seedOfThisRun('restores'))
  await written('busy', 'ada:\n\nben:\n\n# Status\n\nold')
  await ada.keep('busy', 'old')
  await script.write('busy', 'replace-section', 'new\n\n- with a list', { section: ['Status'] })
  await ada.keep('busy', 'new')
  const people = await Promise.all(['ada', 'ben'].map((name, at) => Typist.join(relay, 'busy', name, at + 1)))
  for (const person of people) person.begin()
  let words = 0
  const typing = setInterval(() => people[random() < 0.5 ? 0 : 1]!.type(`w${++words} `), 7)
  const restores = 12
  for (let n = 1; n <= restores; n++) await ada.restore('busy', n % 2 === 1 ? 'old' : 'new', `before-${n}`)
  clearInterval(typing)
  const [one, other] = people as [Typist, Typist]
  await one.sees('the same as the other', (text) => text === other.words && text.includes('with a list'))
  const kept = await Promise.all(Array.from({ length: restores }, (_, n) => ada.text('busy', `before-${n + 1}`)))
  expect(words).toBeGreaterThan(restores)
  // Each letter is in the version that was kept before it was replaced, or is there still: once, and in its place.
  for (const { name, typed } of people) {
    const line = new RegExp(`^${name}:(.*)$`, 'm')
    expect([...kept, one.words].map((text) => line.exec(text)?.[1]).join('')).toBe(typed)
  }
  for (const person of people) person.leave()
})

test('B4: folds leave a version as it is, and so does a reset, after which it can be restored all the same', async () => {
  const writer = await foldedTwice(relay, 'folded')
  writer.leave()
  await script.create('folded', 'Folded')
  await script.write('folded', 'append', 'Here to stay.')
  const { epoch } = await ada.keep('folded', 'v1')
  const again = await FrameClient.join(relay, 'folded')
  const folds = relay.log.filter(({ msg }) => msg === 'compacted').length
  for (let n = 0; relay.log.filter(({ msg }) => msg === 'compacted').length === folds; n++) {
    again.type(`${n} `)
    if (n % 500 === 0) await again.allSaved()
  }
  again.leave()
  await script.write('folded', 'replace', 'Something else.')
  expect(seqsOf(relay.data, 'snapshots', 'folded').last).toBeGreaterThan(0)
  expect(await ada.text('folded', 'v1')).toBe('Here to stay.')
  await relay.stop()
  expect((await command(relay.data, 'reset', '--document', 'folded')).code).toBe(0)
  await relay.start()
  expect(headOf('folded').epoch).not.toBe(epoch)
  expect((await ada.list('folded')).map((version) => [version.id, version.epoch])).toEqual([['v1', epoch]])
  await ada.restore('folded', 'v1', 'before')
  expect(await script.text('folded')).toBe('Here to stay.\n')
  expect(await ada.text('folded', 'before')).toBe('Something else.')
})

test('B4: a version that was damaged says so, and fsck finds it; the document and the others are whole', async () => {
  await written('damaged', 'One.')
  await ada.keep('damaged', 'v1')
  await ada.keep('damaged', 'v2')
  const of = `number = (SELECT number FROM heads WHERE document = 'damaged')`
  damage(relay.data, `UPDATE versions SET bytes = zeroblob(9) WHERE id = 'v1' AND ${of}`)
  expect(codeOf(await ada.read('damaged', 'v1'))).toEqual([500, 'document-damaged'])
  expect(codeOf(await ada.putBack('damaged', 'v1', 'before'))).toEqual([500, 'document-damaged'])
  expect(await ada.text('damaged', 'v2')).toBe('One.')
  expect((await fsck(relay.data)).problems).toMatchObject([
    { kind: 'version-hash', document: 'damaged', what: expect.stringContaining('v1') },
  ])
  expect((await ada.ask('DELETE', 'damaged', '/v1')).status).toBe(204)
  const bytes = new Uint8Array([255, 255])
  damage(
    relay.data,
    `UPDATE versions SET bytes = ?, sha256 = ? WHERE id = 'v2' AND ${of}`,
    bytes,
    createHash('sha256').update(bytes).digest(),
  )
  expect((await fsck(relay.data)).problems).toMatchObject([{ kind: 'version-undecodable', document: 'damaged' }])
  expect((await ada.ask('DELETE', 'damaged', '/v2')).status).toBe(204)
  expect((await fsck(relay.data)).problems).toEqual([])
})

test('B4: an image that only a version shows is not told of as one that nobody needs', async () => {
  const image = png(2, 2, [1, 2, 3])
  const address = attachmentPath(sha256Of(image))
  await fetch(relay.url + address, { method: 'PUT', body: new Uint8Array(image) })
  await written('pictured', `![A picture](${address})`)
  await ada.keep('pictured', 'v1')
  await script.write('pictured', 'replace', 'Without.')
  expect((await fsck(relay.data)).notes).toEqual([])
  await ada.ask('DELETE', 'pictured', '/v1')
  expect((await fsck(relay.data)).notes).toMatchObject([{ kind: 'image-unnamed' }])
})
