// K1, K2: comments in their Y.Doc. What is written is read, once; and whatever else stands there, reading never throws.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  MAX_COMMENT_CHARACTERS,
  MAX_COMMENTS_CHARACTERS,
  MAX_ENTRIES,
  MAX_ENTRIES_OF_DOCUMENT,
  MAX_THREADS,
} from '../../contracts/limits.ts'
import { readPlace, writePlace } from '../../document/comment-places.ts'
import { countOpen, type Entry, openThread, readThreads, reply, setResolved } from '../../document/comments.ts'

const ANCHOR = { from: 'AQ==', to: 'Ag==', quote: 'beans', before: 'plant ', after: ' in may' }
const entry = (id: string, text: string, at = 1): Entry => ({ id, author: 'guest', name: 'Ada', at, text })
const sync = (one: Y.Doc, other: Y.Doc): void => {
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one))
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
}
const kinds = (...written: readonly { readonly kind: string }[]): string[] => written.map(({ kind }) => kind)

test('K1: a thread is opened, answered, resolved and reopened, and each is read as it was written', () => {
  const doc = new Y.Doc()
  expect(readThreads(doc)).toEqual([])
  const first = entry('t1', 'Which ones?')
  expect(openThread(doc, 't1', ANCHOR, first)).toMatchObject({ kind: 'written', thread: { entries: [first] } })
  openThread(doc, 't0', null, entry('t0', 'Looks good', 5))
  const second = entry('e2', 'Runner beans', 7)
  expect(reply(doc, 't1', second)).toMatchObject({ kind: 'written', thread: { entries: [first, second] } })
  const by = { author: 'token:1', name: null, at: 9 }
  expect(setResolved(doc, 't1', by)).toMatchObject({ kind: 'written', thread: { resolved: by } })
  const other = new Y.Doc()
  sync(doc, other)
  expect(readThreads(other)).toEqual([
    { id: 't1', anchor: ANCHOR, createdAt: 1, resolved: by, entries: [first, second] },
    { id: 't0', anchor: null, createdAt: 5, resolved: null, entries: [entry('t0', 'Looks good', 5)] },
  ])
  expect(countOpen(readThreads(other))).toBe(1)
  expect(setResolved(other, 't1', null)).toMatchObject({ kind: 'written', thread: { resolved: null } })
  expect(countOpen(readThreads(other))).toBe(2)
})

test('K2: a repeat changes nothing, and what is not there is said to be absent', () => {
  const doc = new Y.Doc()
  openThread(doc, 't1', ANCHOR, entry('t1', 'Which ones?'))
  reply(doc, 't1', entry('e2', 'Runner beans'))
  const before = Y.encodeStateVector(doc)
  expect(
    kinds(
      openThread(doc, 't1', null, entry('t1', 'Others?')),
      reply(doc, 't1', entry('e2', 'Broad beans')),
      setResolved(doc, 't1', null),
      reply(doc, 't2', entry('e3', 'Nobody there')),
      setResolved(doc, 't2', null),
    ),
  ).toEqual(['there', 'there', 'there', 'absent', 'absent'])
  expect(Y.encodeStateVector(doc)).toEqual(before)
  setResolved(doc, 't1', { author: 'guest', name: 'Ada', at: 2 })
  expect(setResolved(doc, 't1', { author: 'guest', name: 'Ben', at: 3 })).toMatchObject({
    kind: 'there',
    thread: { resolved: { name: 'Ada' } },
  })
})

test('K1: people who answer at the same moment are both read, and an answer that came twice once', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  openThread(one, 't1', ANCHOR, entry('t1', 'Which ones?'))
  sync(one, other)
  reply(one, 't1', entry('e-ada', 'Runner beans'))
  reply(other, 't1', entry('e-ben', 'Broad beans'))
  // As by two relays that have carried out the same request.
  reply(one, 't1', entry('e-same', 'All of them'))
  reply(other, 't1', entry('e-same', 'All of them'))
  sync(one, other)
  expect(readThreads(one)).toEqual(readThreads(other))
  expect(
    readThreads(one)[0]!
      .entries.map(({ text }) => text)
      .toSorted(),
  ).toEqual(['All of them', 'Broad beans', 'Runner beans', 'Which ones?'])
})

test('K3: there is an end to threads, to answers and to all that is said', () => {
  const doc = new Y.Doc()
  openThread(doc, 'long', null, entry('long', 'x'))
  for (let n = 1; n < MAX_ENTRIES; n++) reply(doc, 'long', entry(`e${n}`, 'x'))
  expect(kinds(reply(doc, 'long', entry('one-more', 'x')))).toEqual(['full'])
  const many = new Y.Doc()
  many.transact(() => {
    for (let n = 1; n < MAX_THREADS; n++)
      many.getMap('threads').set(
        `t${n}`,
        new Y.Map<unknown>([
          ['createdAt', n],
          ['entries', Y.Array.from([entry(`t${n}`, 'x')])],
        ]),
      )
  })
  expect(kinds(openThread(many, 'last', null, entry('last', 'x', MAX_THREADS)))).toEqual(['written'])
  expect(kinds(openThread(many, 'more', null, entry('more', 'x')))).toEqual(['full'])
  const wordy = new Y.Doc()
  const text = 'x'.repeat(MAX_COMMENT_CHARACTERS)
  for (let n = 0; n < MAX_COMMENTS_CHARACTERS / MAX_COMMENT_CHARACTERS; n++)
    if (n % MAX_ENTRIES === 0) openThread(wordy, `t${n}`, null, entry(`t${n}`, text))
    else reply(wordy, `t${n - (n % MAX_ENTRIES)}`, entry(`e${n}`, text))
  expect(kinds(reply(wordy, 't100', entry('more', 'x')), openThread(wordy, 'more', null, entry('more', 'x')))).toEqual([
    'full',
    'full',
  ])
})

test('K2, K4: what stands between the answers and is none takes no place of theirs, and no more is stored than is read', () => {
  const doc = new Y.Doc()
  openThread(doc, 't1', null, entry('t1', 'First'))
  const stored = (doc.getMap('threads').get('t1') as Y.Map<unknown>).get('entries') as Y.Array<unknown>
  stored.push(Array.from({ length: MAX_ENTRIES }, (_, n) => n))
  expect(reply(doc, 't1', entry('e2', 'Second'))).toMatchObject({ kind: 'written' })
  expect(readThreads(doc)[0]!.entries.map(({ id }) => id)).toEqual(['t1', 'e2'])
  stored.push(Array.from({ length: 10 * MAX_ENTRIES - stored.length }, () => null))
  expect(kinds(reply(doc, 't1', entry('e3', 'Third')))).toEqual(['full'])
})

test('K3: a document has an end of entries, whatever its threads have', () => {
  const doc = new Y.Doc()
  const entriesOf = (thread: number): Y.Array<Entry> =>
    Y.Array.from(Array.from({ length: MAX_ENTRIES }, (_, n) => entry(`${thread}-${n}`, 'x')))
  const write = (thread: number): void => {
    const stored = new Y.Map<unknown>([
      ['createdAt', thread],
      ['entries', entriesOf(thread)],
    ])
    doc.getMap('threads').set(`t${thread}`, stored)
  }
  for (let n = 1; n < MAX_ENTRIES_OF_DOCUMENT / MAX_ENTRIES; n++) write(n)
  openThread(doc, 'last', null, entry('last', 'x', 1_000))
  for (let n = 1; n < MAX_ENTRIES; n++) expect(kinds(reply(doc, 'last', entry(`e${n}`, 'x')))).toEqual(['written'])
  setResolved(doc, 't1', null)
  expect(kinds(openThread(doc, 'more', null, entry('more', 'x', 2_000)))).toEqual(['full'])
  const stored = (doc.getMap('threads').get('last') as Y.Map<unknown>).get('entries') as Y.Array<unknown>
  stored.delete(1)
  expect(kinds(openThread(doc, 'more', null, entry('more', 'x', 2_000)))).toEqual(['written'])
  expect(kinds(reply(doc, 'more', entry('one-too-many', 'x')))).toEqual(['full'])
  // By sync there may be more.
  write(999)
  expect(readThreads(doc).flatMap(({ entries }) => entries)).toHaveLength(MAX_ENTRIES_OF_DOCUMENT)
})

test('K4: what does not fit the shape is left out, and the rest is read', () => {
  const doc = new Y.Doc()
  const threads = doc.getMap('threads')
  const stored = (entries: unknown, more: readonly (readonly [string, unknown])[] = []): Y.Map<unknown> =>
    new Y.Map<unknown>([['createdAt', 1], ['entries', entries], ...more])
  openThread(doc, 'whole', ANCHOR, entry('whole', 'fine'))
  const misfits: unknown[] = [null, 7, 'words', [], {}, new Uint8Array([1]), new Y.Array(), new Y.Map()]
  for (const [n, misfit] of misfits.entries()) threads.set(`thread-${n}`, misfit)
  for (const [n, entries] of [null, 'words', [], {}].entries()) threads.set(`entries-${n}`, stored(entries))
  for (const id of ['a/b', '', 'x'.repeat(65), '\u0001'.repeat(1_000_000)])
    threads.set(id, stored(Y.Array.from([entry('a', 'x')])))
  threads.set('empty', stored(new Y.Array()))
  threads.set('late', stored(Y.Array.from([entry('late', 'x')]), [['createdAt', Infinity]]))
  threads.set('never', stored(Y.Array.from([entry('never', 'x', 9e15)])))
  threads.set('year-10000', stored(Y.Array.from([entry('year-10000', 'x', 253_402_300_800_000)])))
  threads.set('before-1970', stored(Y.Array.from([entry('before-1970', 'x', -1)])))
  const halves: unknown[] = [
    ...[null, 7, 'words', [], {}],
    ...[{ id: 'a' }, { ...entry('b', ''), text: 7 }, entry('c', ''), entry('d/d', 'x')],
    ...[{ ...entry('d', 'x'), at: 'today' }, entry('e', 'x'.repeat(MAX_COMMENT_CHARACTERS + 1))],
    ...[
      { ...entry('f', 'nameless'), name: 7 },
      { ...entry('g', 'authorless'), author: undefined },
    ],
  ]
  threads.set(
    'half',
    stored(Y.Array.from(halves as object[]), [
      ['anchor', { from: 1 }],
      ['resolved', 'yes'],
    ]),
  )
  const read = readThreads(doc)
  expect(read.map(({ id }) => id)).toEqual(['half', 'whole'])
  expect(read[0]).toMatchObject({
    anchor: null,
    resolved: { author: '', name: null, at: 1 },
    entries: [{ id: 'f', name: null, text: 'nameless' }],
  })
  // And where something else has the name of the root.
  const foreign = new Y.Doc()
  foreign.getArray('threads').push(['words'])
  const heard = new Y.Doc()
  Y.applyUpdate(heard, Y.encodeStateAsUpdate(foreign))
  expect(readThreads(heard)).toEqual([])
})

test('K5: a place is the same once it was written and read, and what is none is none', () => {
  const doc = new Y.Doc()
  const text = doc.getText('default')
  text.insert(0, 'plant beans in may')
  const place = Y.createRelativePositionFromTypeIndex(text, 6, -1)
  const read = readPlace(writePlace(place))
  expect(read).toMatchObject({ item: place.item, assoc: -1 })
  text.insert(0, 'we ')
  expect(Y.createAbsolutePositionFromRelativePosition(read!, doc)?.index).toBe(9)
  for (const none of ['', '%', 'AA==', '/////w==']) expect([none, readPlace(none)]).toEqual([none, null])
})
