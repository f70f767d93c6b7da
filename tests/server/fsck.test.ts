// `fsck` (issue "The relay"; R5, R7): what a real relay has written is sound; then somebody damages it, each time in one place,
// and is told where, what it means and what can be done. It writes nothing, and a relay may be running meanwhile.
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
import { damages, type Folded, IMAGE, imageFile, ROW, soundFolder } from '../support/damaged-folders.ts'
import { command, damage, fsck, look, seqsOf, withDatabase } from '../support/data-folder.ts'
import { FrameClient } from '../support/frame-client.ts'
import { structAt } from '../support/hostile-bytes.ts'
import { png, sha256Of } from '../support/images.ts'
import { TestRelay } from '../support/relay.ts'

const folder = mkdtempSync(join(tmpdir(), 'ligature-fsck-'))
const sound = join(folder, 'sound')
let folded: Folded

beforeAll(async () => {
  folded = await soundFolder(sound)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

let copies = 0
function copy(): string {
  const data = join(folder, `copy-${++copies}`)
  cpSync(sound, data, { recursive: true })
  return data
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

test.each(damages)('R5, R7: %s is found, and nothing else', async (_, hurt, expected) => {
  const data = copy()
  hurt(data, folded)
  const { code, problems, summary } = await fsck(data)
  const found = problems.map(({ kind, document, seq }) => [kind, document, seq])
  expect(found).toEqual(expected(folded).map(([kind, document, seq]) => [kind, document, seq]))
  expect({ code, counted: summary.problems }).toEqual({ code: 1, counted: problems.length })
})

test('T4: what a document said to searches is found where the document is no more', async () => {
  const data = copy()
  damage(data, `UPDATE projections SET document = 'nobody' WHERE document = 'tidy'`)
  withDatabase(data, (database) => database.exec(`INSERT INTO search (rowid, folded) VALUES (9999999, 'left behind')`))
  const { code, problems } = await fsck(data)
  expect(code).toBe(1)
  expect(problems).toMatchObject([
    { kind: 'rows-astray', what: expect.stringContaining('1 in projections') },
    { kind: 'rows-astray', what: expect.stringContaining('1 in search_docsize') },
  ])
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
    'problem: tidy (text): rows of the log are missing: 3. Their edits are lost, and the relay cannot open the document. Restore a backup; people who had the document open have their own copies of it.',
  )
  // Half a document does not say which images it shows.
  expect(note).toMatch(/^note: attachments\/.*: no document shows the image\. /)
  expect(sum).toMatch(/^2 documents with \d+ rows of log, 1 image: 1 problem, 1 note\.$/)
  expect(more).toEqual([''])
})

test('beside a running relay that saves all the while it finds nothing, and disturbs nobody', async () => {
  // She types faster than any person, whom it would warn about.
  const relay = await TestRelay.start({ data: copy(), env: { LIGATURE_RATE_FRAMES: '0' } })
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
    [
      nowhere,
      ['fsck'],
      /^There is no database .*nowhere\/ligature\.db\. Set LIGATURE_DATA to .* a relay that has never run makes one when it is started\.$/,
    ],
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
      code: 2,
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
  const commands = [[], ['fsck'], ['compact'], ['reset'], ['reset', '--from', nowhere], ['migrate']]
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
    ['migrate', /compares it there.*--with-damage.*all of it at once.*Ends with 0/s],
  ] as const) {
    const { code, stdout, lines } = await command(join(folder, 'nowhere'), name, '--help')
    expect({ code, stdout, lines }).toEqual({ code: 0, stdout: expect.stringMatching(words), lines: [] })
  }
  expect((await command(sound, '--help')).stdout).toMatch(/main\.js fsck \| compact/)
})
