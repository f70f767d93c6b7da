// `fsck` (issue "The relay"; R5, R7): what a real relay has written is sound; then somebody damages it, each time in one place,
// and is told where, what it means and what can be done. It writes nothing, and a relay may be running meanwhile.
import { createHash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { attachmentPath } from '../../contracts/attachment-names.ts'
import { DocumentIndex } from '../../server/room/document-index.ts'
import { readUpdate } from '../../server/room/update.ts'
import { command, damage, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { foldedTwice } from '../support/folded.ts'
import { FrameClient } from '../support/frame-client.ts'
import { erasedAt, structAfter, structAt, unintegrable, updateOf } from '../support/hostile-bytes.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'

const IMAGE = png(2, 2, [10, 20, 30])
const NEWEST = `number = (SELECT number FROM heads WHERE document = 'folded') AND seq = (SELECT snapshot_seq FROM heads WHERE document = 'folded')`
const ROW = (seq: number): string => `number = (SELECT number FROM heads WHERE document = 'tidy') AND seq = ${seq}`
const BAD = unintegrable(20_261_128)

const folder = mkdtempSync(join(tmpdir(), 'ligature-fsck-'))
const sound = join(folder, 'sound')
let folded: { readonly older: number; readonly newest: number; readonly head: number }

beforeAll(async () => {
  const relay = await TestRelay.start({ data: sound })
  const ada = await FrameClient.join(relay, 'tidy')
  for (const word of ['one ', 'two ', 'three ', 'four ', 'five ']) ada.type(word)
  const image = new Y.XmlElement('image')
  image.setAttribute('src', attachmentPath(sha256Of(IMAGE)))
  ada.doc.getXmlFragment('default').insert(0, [image])
  await fetch(relay.url + attachmentPath(sha256Of(IMAGE)), { method: 'PUT', body: new Uint8Array(IMAGE) })
  await ada.allSaved()
  const ben = await foldedTwice(relay, 'folded')
  ben.type('the end')
  await ben.allSaved()
  await relay.stop()
  const { first, last } = seqsOf(sound, 'snapshots', 'folded')
  folded = { older: first, newest: last, head: seqsOf(sound, 'log', 'folded').last }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

let copies = 0
function copy(): string {
  const data = join(folder, `copy-${++copies}`)
  cpSync(sound, data, { recursive: true })
  return data
}

const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const imageFile = (data: string): string => {
  const name = sha256Of(IMAGE)
  return join(data, 'attachments', name.slice(0, 2), name)
}
/** The newest snapshot of `folded` becomes this, with the right hash. */
function replaceNewest(data: string, bytes: Uint8Array): void {
  damage(
    data,
    `UPDATE snapshots SET bytes = ?, sha256 = ?, held = NULL, held_sha256 = NULL WHERE ${NEWEST}`,
    bytes,
    hashOf(bytes),
  )
}

/** And its index this one. */
function replaceIndex(data: string, index: DocumentIndex): void {
  const held = index.encode()!
  const [{ sha256 }] = look<{ sha256: Uint8Array }>(data, `SELECT sha256 FROM snapshots WHERE ${NEWEST}`) as [
    { sha256: Uint8Array },
  ]
  damage(
    data,
    `UPDATE snapshots SET held = ?, held_sha256 = ? WHERE ${NEWEST}`,
    held,
    hashOf(Buffer.concat([sha256, held])),
  )
}

/** More rows at the end of a log. */
function append(data: string, document: string, ...updates: readonly Uint8Array[]): void {
  for (const update of updates) {
    damage(
      data,
      `INSERT INTO log SELECT number, head + 1, epoch, 'nobody', 0, ? FROM heads WHERE document = ?`,
      update,
      document,
    )
    damage(data, 'UPDATE heads SET head = head + 1 WHERE document = ?', document)
  }
}

test('R5: a folder that a relay has left is sound, and stays as it is to the byte', async () => {
  const data = copy()
  const before = readFileSync(join(data, 'ligature.db'))
  const { rows: foldedRows } = seqsOf(data, 'log', 'folded')
  const checked = await fsck(data)
  expect(checked).toEqual({
    code: 0,
    problems: [],
    notes: [],
    summary: { kind: 'summary', parts: 2, rows: 6 + foldedRows, images: 1, problems: 0, notes: 0 },
    stderr: [],
  })
  expect(folded.older).toBeLessThan(folded.newest)
  expect(folded.newest).toBeLessThan(folded.head)
  expect(readFileSync(join(data, 'ligature.db')).equals(before)).toBe(true)
})

type Where = readonly [kind: string, document?: string | undefined, seq?: number | undefined]

const damages: readonly (readonly [string, (data: string) => void, () => readonly Where[]])[] = [
  [
    'a snapshot whose bytes are not those that were hashed',
    (data) => damage(data, `UPDATE snapshots SET bytes = zeroblob(length(bytes)) WHERE ${NEWEST}`),
    () => [['snapshot-hash', 'folded', folded.newest]],
  ],
  [
    'both snapshots',
    (data) => damage(data, 'UPDATE snapshots SET bytes = zeroblob(9)'),
    () => [
      ['snapshot-hash', 'folded', folded.newest],
      ['snapshot-hash', 'folded', folded.older],
      ['snapshots-lost', 'folded'],
    ],
  ],
  [
    'an index whose bytes are not those that were hashed',
    (data) => damage(data, `UPDATE snapshots SET held = zeroblob(length(held)) WHERE ${NEWEST}`),
    () => [['index-hash', 'folded', folded.newest]],
  ],
  [
    'an index that claims more than its snapshot has',
    (data) => {
      const index = new DocumentIndex()
      index.add(readUpdate(updateOf('never stored'))!.claims)
      replaceIndex(data, index)
    },
    () => [['index-wrong', 'folded', folded.newest]],
  ],
  [
    'a snapshot that does not decode',
    (data) => replaceNewest(data, Buffer.of(9, 9)),
    () => [['snapshot-undecodable', 'folded', folded.newest]],
  ],
  [
    'a snapshot that decodes, and cannot be integrated with what comes behind it',
    (data) => {
      replaceNewest(data, structAfter(7, 8, 'both'))
      append(data, 'folded', erasedAt(7, 0, 2), structAt(8, 0, 'x'))
    },
    () => [
      ['snapshot-short', 'folded', folded.newest],
      ['fold-fails', 'folded'],
    ],
  ],
  [
    'a snapshot that is gone',
    (data) => damage(data, `DELETE FROM snapshots WHERE ${NEWEST}`),
    () => [['snapshot-missing', 'folded', folded.newest]],
  ],
  [
    'a snapshot of another epoch',
    (data) => damage(data, `UPDATE snapshots SET epoch = 'past' WHERE ${NEWEST}`),
    () => [['snapshot-epoch', 'folded', folded.newest]],
  ],
  [
    'a snapshot above the one that the head knows',
    (data) => damage(data, `UPDATE heads SET snapshot_seq = ? WHERE document = 'folded'`, folded.older),
    () => [['snapshot-misplaced', 'folded', folded.newest]],
  ],
  [
    'a snapshot that holds less than its log',
    (data) => replaceNewest(data, structAt(7, 0, 'something else')),
    () => [['snapshot-short', 'folded', folded.newest]],
  ],
  ['a log with a row missing', (data) => damage(data, `DELETE FROM log WHERE ${ROW(3)}`), () => [['log-gap', 'tidy']]],
  ['a log without its end', (data) => damage(data, `DELETE FROM log WHERE ${ROW(6)}`), () => [['log-gap', 'tidy']]],
  [
    'a log without its beginning',
    (data) => damage(data, `DELETE FROM log WHERE ${ROW(1)}`),
    () => [['log-gap', 'tidy']],
  ],
  [
    'a log without what lies between the snapshots',
    (data) => damage(data, `DELETE FROM log WHERE seq = ?`, folded.older + 1),
    () => [['log-gap-behind', 'folded']],
  ],
  [
    'a row above the head',
    (data) => damage(data, `UPDATE heads SET head = 5 WHERE document = 'tidy'`),
    () => [['row-above-head', 'tidy', 6]],
  ],
  [
    'a row of another epoch',
    (data) => damage(data, `UPDATE log SET epoch = 'past' WHERE ${ROW(4)}`),
    () => [['row-epoch', 'tidy', 4]],
  ],
  [
    'a row that does not decode',
    (data) => damage(data, `UPDATE log SET bytes = x'0909' WHERE ${ROW(6)}`),
    () => [['row-undecodable', 'tidy', 6]],
  ],
  [
    'a row that decodes, and cannot be integrated',
    (data) => append(data, 'tidy', BAD.before, BAD.poison),
    () => [['row-unintegrable', 'tidy', 8]],
  ],
  [
    'text of a document deleted for ever',
    (data) => damage(data, `UPDATE documents SET deleted_at = 1 WHERE id = 'tidy'`),
    () => [['not-deleted', 'tidy']],
  ],
  [
    'a document without metadata',
    (data) => damage(data, `DELETE FROM documents WHERE id = 'tidy'`),
    () => [['not-listed', 'tidy']],
  ],
  ['rows of no document', (data) => damage(data, `DELETE FROM heads WHERE document = 'tidy'`), () => [['rows-astray']]],
  ['an image of other bytes', (data) => writeFileSync(imageFile(data), IMAGE.subarray(0, 60)), () => [['image-hash']]],
  [
    'a file that is no image',
    (data) => writeFileSync(join(data, 'attachments', 'notes.txt'), 'mine'),
    () => [['image-stray']],
  ],
]

test.each(damages)('R5, R7: %s is found, and nothing else', async (_, hurt, expected) => {
  const data = copy()
  hurt(data)
  const { code, problems, summary } = await fsck(data)
  const found = problems.map(({ kind, document, seq }) => [kind, document, seq])
  expect(found).toEqual(expected().map(([kind, document, seq]) => [kind, document, seq]))
  expect({ code, counted: summary.problems }).toEqual({ code: 1, counted: problems.length })
})

test('R7: a damaged database is told of, and what can still be read in it is checked', async () => {
  const data = copy()
  const [page] = look<{ rootpage: number }>(data, `SELECT rootpage FROM sqlite_master WHERE name = 'snapshots'`)
  const [{ page_size: size }] = look<{ page_size: number }>(data, 'PRAGMA page_size') as [{ page_size: number }]
  const file = openSync(join(data, 'ligature.db'), 'r+')
  writeSync(file, Buffer.alloc(200, 0xff), 0, 200, (page!.rootpage - 1) * size)
  const { code, problems, summary } = await fsck(data)
  expect(code).toBe(1)
  expect(problems[0]).toMatchObject({ kind: 'database-damaged' })
  expect(problems.map(({ kind }) => kind)).toContain('unreadable')
  expect(summary.images).toBe(1)
})

test('H5: an image that has not come yet, and one that nobody shows any more, are notes: the folder is sound', async () => {
  const data = copy()
  rmSync(imageFile(data))
  const other = png(3, 3, [1, 1, 1])
  const place = join(data, 'attachments', sha256Of(other).slice(0, 2))
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, sha256Of(other)), other)
  const { code, problems, notes } = await fsck(data)
  expect({ code, problems }).toEqual({ code: 0, problems: [] })
  expect(notes).toMatchObject([
    { kind: 'image-unnamed', file: expect.stringContaining(sha256Of(other)) },
    { kind: 'image-missing', document: 'tidy', what: expect.stringContaining(sha256Of(IMAGE)) },
  ])
})

test('R3: edits above a hole are a note', async () => {
  const data = copy()
  damage(data, `UPDATE log SET bytes = ? WHERE ${ROW(6)}`, structAt(7, 10, 'later'))
  const { code, notes } = await fsck(data)
  expect(code).toBe(0)
  expect(notes.map(({ kind, document }) => [kind, document])).toContainEqual(['holes', 'tidy'])
})

test('for a person it is a line each: where, what, what it means, what can be done; and one for the whole', async () => {
  const data = copy()
  damage(data, `DELETE FROM log WHERE ${ROW(3)}`)
  const { code, stdout, lines } = await command(data, 'fsck')
  expect({ code, lines }).toEqual({ code: 1, lines: [] })
  const [problem, note, sum, ...more] = stdout.split('\n')
  expect(problem).toBe(
    'problem: tidy (text): rows of the log are missing: 3. Their edits are lost, and the relay cannot open the document. Restore a backup of the data folder; people who had the document open have their own copies of it.',
  )
  // Half a document does not say which images it shows.
  expect(note).toMatch(/^note: attachments\/.*: no document shows the image\. /)
  expect(sum).toMatch(/^2 documents with \d+ rows of log, 1 image: 1 problem, 1 note\.$/)
  expect(more).toEqual([''])
})

test('beside a running relay that saves all the while it finds nothing, and disturbs nobody', async () => {
  const relay = await TestRelay.start({ data: copy() })
  const ada = await FrameClient.join(relay, 'tidy')
  let typing = true
  let checks = 0
  const typist = (async () => {
    while (typing) {
      for (let n = 0; n < 20; n++) ada.type('x')
      await ada.allSaved()
    }
  })()
  try {
    for (; checks < 2; checks++)
      expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [], summary: { parts: 2 } })
  } finally {
    typing = false
    await typist
  }
  expect(ada.closeCode).toBeUndefined()
  expect(relay.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
  await relay.kill()
  // What a killed relay has left in the write-ahead log is read too.
  expect(await fsck(relay.data)).toMatchObject({ code: 0, problems: [] })
})

test('what cannot be checked is said in a sentence, and ends with 2', async () => {
  const nowhere = join(folder, 'nowhere')
  const newer = copy()
  withDatabase(newer, (database) => database.exec('PRAGMA user_version = 99'))
  const older = copy()
  withDatabase(older, (database) => database.exec('PRAGMA user_version = 1'))
  const letter = join(folder, 'letter')
  mkdirSync(letter)
  writeFileSync(join(letter, 'ligature.db'), 'Dear Ada, '.repeat(1_000))
  for (const [data, args, said] of [
    [nowhere, ['fsck'], /^There is no database .*nowhere\/ligature\.db\. Set LIGATURE_DATA/],
    [newer, ['fsck'], /was written by a newer relay \(version 99; /],
    [older, ['fsck'], /was written by an older relay \(version 1; .*Start this one with it once/],
    [
      letter,
      ['fsck'],
      /letter\/ligature\.db cannot be read: file is not a database\. Its file is damaged: restore a backup/,
    ],
    [sound, ['fsck', '--jsn'], /^fsck: .*'--jsn'.*; see fsck --help\.$/],
    [sound, ['fsk'], /^The relay does not take "fsk"/],
  ] as const) {
    const { code, stdout, lines } = await command(data, ...args)
    expect({ code, stdout, lines }).toEqual({
      code: args[0] === 'fsck' ? 2 : 1,
      stdout: '',
      lines: [expect.stringMatching(said)],
    })
  }
})

test('-h and --version are answered at every command, whatever else is given or missing, and start nothing', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  const nowhere = join(folder, 'nowhere')
  const commands = [[], ['fsck'], ['compact'], ['reset'], ['reset', '--from', nowhere]]
  const answers = async (asked: string): Promise<unknown[]> =>
    await Promise.all(commands.map(async (of) => await command(nowhere, ...of, asked)))
  const named = { code: 0, stdout: `Ligature relay ${version}\n`, lines: [] }
  expect(await answers('--version')).toEqual(commands.map(() => named))
  const short = await answers('-h')
  expect(short).toEqual(
    commands.map(() => ({ code: 0, stdout: expect.stringMatching(/^usage: /m) as string, lines: [] })),
  )
  expect(await answers('--help')).toEqual(short)
  expect(statSync(nowhere, { throwIfNoEntry: false })).toBeUndefined()
})

test('--help says what each command does, and starts nothing', async () => {
  for (const [name, words] of [
    ['fsck', /changes nothing.*--json.*Ends with 0/s],
    ['compact', /gives the room back.*--document ID.*make a backup first/s],
  ] as const) {
    const { code, stdout, lines } = await command(join(folder, 'nowhere'), name, '--help')
    expect({ code, stdout, lines }).toEqual({ code: 0, stdout: expect.stringMatching(words), lines: [] })
  }
  expect((await command(sound, '--help')).stdout).toMatch(/main\.js fsck \| compact/)
})
