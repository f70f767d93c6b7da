// docs/recipes.md, run as it is printed: each block by `sh`, against a real relay, with the two variables that the page names. Where
// there is no curl, tests/support/curl.ts stands in for it.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { CommentsClient } from '../support/comments-client.ts'
import { ContentClient } from '../support/content-client.ts'
import { command } from '../support/data-folder.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const PAGE = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8')
const RECIPES = new Map(
  [...PAGE.matchAll(/^## (\d+)\. .*\n[\s\S]*?^```sh\n([\s\S]*?)^```$/gm)].map(([, number, script]) => [
    Number(number),
    script!,
  ]),
)
const today = new Date().toISOString().slice(0, 10)

let relay: TestRelay
let script: ContentClient
let token: string
let programs: string
let folder: string
beforeAll(async () => {
  relay = await TestRelay.start({
    env: { LIGATURE_SECRET: 'k3-0f_this-launch-and-of-no-other-one', LIGATURE_LOG: 'debug' },
  })
  const scopes = /--scopes (\S+)/.exec(PAGE)![1]!
  token = (await command(relay.data, 'tokens', 'create', '--name', 'scripts', '--scopes', scopes)).stdout.trim()
  script = new ContentClient(relay, token)
  programs = mkdtempSync(join(tmpdir(), 'ligature-programs-'))
  const curl = fileURLToPath(new URL('../support/curl.ts', import.meta.url))
  writeFileSync(join(programs, 'curl'), `#!/bin/sh\nexec '${process.execPath}' '${curl}' "$@"\n`)
  chmodSync(join(programs, 'curl'), 0o755)
})
afterAll(async () => {
  await relay.dispose()
  rmSync(programs, { recursive: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-recipe-'))
  return () => rmSync(folder, { recursive: true })
})

const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** The stand-in also where there is a curl. */
  readonly withStandIn?: boolean
}

/** Answers what it printed. Fails with what it said when it ends with anything but 0. */
async function run(recipe: number, options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await ended(recipe, options)
  expect({ recipe, code, stderr }).toEqual({ recipe, code: 0, stderr: '' })
  return stdout
}

async function ended(
  recipe: number,
  { env = {}, input = '', withStandIn = !has('curl') }: RunOptions,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const path = process.env['PATH'] ?? ''
  const child = spawn('sh', ['-eu', '-c', RECIPES.get(recipe)!], {
    cwd: folder,
    env: {
      PATH: withStandIn ? `${programs}:${path}` : path,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      LIGATURE_URL: relay.url,
      LIGATURE_TOKEN: token,
      ...env,
    },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

const titled = async (id: string, title: string, markdown: string): Promise<void> => {
  await script.create(id, title)
  await script.write(id, 'replace', markdown)
}
const file = (path: string): string => readFileSync(join(folder, path), 'utf8')

test('there are thirteen, numbered, and each is run below', () => {
  expect([...RECIPES.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8')
  for (const number of RECIPES.keys()) expect(source).toContain(`run(${number}`)
})

test('a recipe that writes where no document is ends with an error, and prints what the relay says of it', async () => {
  for (const withStandIn of [!has('curl'), true])
    expect(await ended(1, { withStandIn })).toMatchObject({
      code: 22,
      stdout: expect.stringContaining('no document has the id journal'),
    })
})

test('1: a line from cron is there once, however often it runs', async () => {
  await titled('journal', 'Journal', '- begun')
  await run(1)
  await run(1)
  await run(1, { withStandIn: true })
  expect(await script.text('journal')).toBe(`- begun\n- ${today}: backup done\n`)
})

test('2: every document becomes a file, over several pages of the list', async () => {
  await Promise.all(Array.from({ length: 51 }, (_, n) => script.create(`page-${n}`, `Page "${n}"`)))
  await titled('exported', 'A "title"', 'Hello.')
  await run(2)
  expect(file('export/exported.md')).toBe('---\ntitle: "A \\"title\\""\n---\n\nHello.\n')
  expect(readdirSync(join(folder, 'export')).length).toBe((await listed()).length)
  expect(existsSync(join(folder, 'export/page-50.md'))).toBe(true)
  for (const id of await listed()) if (id.startsWith('page-')) await remove(id)
}, 60_000)

test('3: meeting notes come from the template once, and what was written since stays', async () => {
  await titled('meeting-template', 'Template', '# Meeting of DATE\n\n- [ ] Agenda')
  expect(await run(3)).not.toContain('title-not-taken')
  await script.write(`meeting-${today}`, 'append', 'Written since.')
  await run(3)
  const { text } = await script.read(`meeting-${today}`)
  expect(text).toBe(
    `---\ntitle: "Meeting of ${today}"\n---\n\n# Meeting of ${today}\n\n- [ ] Agenda\n\nWritten since.\n`,
  )
})

test('4: the state of a build replaces what stood below its heading', async () => {
  await titled('project', 'Project', '# Project\n\n## Build\n\nNothing yet.\n\n## Next\n\nMore.')
  await run(4, { env: { COMMIT: 'f06a938', RESULT: 'green' } })
  await run(4, { env: { COMMIT: '2eba947', RESULT: 'red' } })
  expect(await script.text('project')).toBe(
    '# Project\n\n## Build\n\nCommit `2eba947` is **red**.\n\n## Next\n\nMore.\n',
  )
})

test('5: the words of all documents are counted, the longest first', async () => {
  await titled(
    'long',
    '',
    'one two three **four** five six seven eight nine ten eleven twelve thirteen fourteen fifteen',
  )
  const lines = (await run(5)).trimEnd().split('\n')
  expect(lines[0]).toBe('      15  long')
  expect(lines).toHaveLength((await listed()).length)
})

test('6: it waits until the document changes, and prints it then', async () => {
  await titled('plan', '', 'Before.')
  const printed = run(6, { env: { EVERY: '0.1' } })
  let over = false
  void printed.then(() => (over = true))
  await until('it to have been told that nothing changed', () =>
    relay.log.some(({ status, url }) => status === 304 && String(url).includes('/plan/')),
  )
  expect(over).toBe(false)
  await script.write('plan', 'replace', 'After.')
  expect(await printed).toBe('After.\n')
})

test('7: each file of a folder becomes a document; done again, it follows the files', async () => {
  mkdirSync(join(folder, 'notes'))
  writeFileSync(join(folder, 'notes', 'To do "now".md'), '# Now\n\n- [ ] Write\n')
  writeFileSync(join(folder, 'notes', 'Ideas.md'), '---\ntitle: Ideas\ntags: [a]\n---\n\nMany.\n')
  // One name for `tr`, which knows bytes.
  writeFileSync(join(folder, 'notes', '日本.md'), 'Nihon.\n')
  writeFileSync(join(folder, 'notes', '東京.md'), 'Tokyo.\n')
  await run(7)
  writeFileSync(join(folder, 'notes', 'Ideas.md'), 'Few.\n')
  await run(7)
  const { documents } = await script.list()
  const textOf = async (title: string): Promise<string> =>
    (await script.read(documents.find((one) => one.title === title)!.id)).text
  expect(await textOf('To do "now"')).toBe('---\ntitle: "To do \\"now\\""\n---\n\n# Now\n\n- [ ] Write\n')
  expect(await textOf('Ideas')).toBe('---\ntitle: "Ideas"\n---\n\nFew.\n')
  expect([await textOf('日本'), await textOf('東京')]).toEqual([
    expect.stringContaining('Nihon.'),
    expect.stringContaining('Tokyo.'),
  ])
})

test('8: the digest has a link to each document that changed', async () => {
  await titled('digest', 'Digest', '# Digest')
  await titled('odd', 'Odd [title] "here" \\ there', 'x')
  await run(8)
  const text = await script.text('digest')
  expect(text).toContain(`## Week to ${today}`)
  expect(text).toContain(`](${relay.url}/d/odd)`)
  expect(text.split('\n').filter((line) => line.startsWith('- ['))).toHaveLength((await listed()).length)
})

test('9: a change of a document is a commit, and no change is none', async () => {
  expect(has('git'), 'the ninth recipe needs git').toBe(true)
  await titled('kept', 'Kept', 'First.')
  await run(9)
  await run(9)
  await script.write('kept', 'replace', 'Second.')
  await run(9)
  const log = spawnSync('git', ['-C', join(folder, 'backup'), 'log', '--format=%s', '-p', '--', 'kept.md'])
  expect(log.stdout.toString().match(/^(\+|-)(First|Second)\.$/gm)).toEqual(['-First.', '+Second.', '+First.'])
})

test('10: a delivery is written once, as what it is', async () => {
  await titled('inbox', 'Inbox', '# Inbox')
  for (let n = 0; n < 2; n++) await run(10, { env: { DELIVERY_ID: 'delivery-1' }, input: '# Not a heading\nof ours\n' })
  await run(10, { env: { DELIVERY_ID: 'delivery-2' }, input: 'Another.\n' })
  const text = await script.text('inbox')
  expect(text.match(/^#/gm)).toHaveLength(1)
  expect([text.split('Not a heading').length, text.split('Another.').length]).toEqual([2, 2])
})

test('11: all of it becomes one file, which gets its name once it is whole', async () => {
  await titled('kept', 'Kept', 'Hello.')
  const nightly = await command(relay.data, 'tokens', 'create', '--name', 'nightly', '--scopes', 'workspace:export')
  await run(11, { env: { LIGATURE_TOKEN: nightly.stdout.trim() } })
  expect(readdirSync(join(folder, 'workspace'))).toEqual([`${today}.ndjson`])
  const lines = file(`workspace/${today}.ndjson`).trimEnd().split('\n')
  const documents = lines.filter((line) => line.startsWith('{"kind":"document"')).length
  expect(documents).toBeGreaterThanOrEqual((await listed()).length)
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ kind: 'end', documents, damaged: 0 })
  expect(lines.some((line) => line.includes('"title":"Kept"'))).toBe(true)
})

test('12: documents are found by what is in them, whatever letters it has', async () => {
  await titled('beds', 'Über "Beete"', 'Zwölf Boxkämpfer jagen Viktor')
  for (const withStandIn of [!has('curl'), true]) {
    const options: RunOptions = { env: { WORDS: 'zwölf boxkämpfer' }, withStandIn }
    await until('the search to know it', async () => (await run(12, options)) !== '')
    expect(await run(12, options)).toBe(`${relay.url}/d/beds  Über \\"Beete\\"\n`)
    expect(await run(12, { env: { WORDS: 'nowhere & everywhere' }, withStandIn })).toBe('')
  }
})

test('13: a comment is there once, and what is open is listed', async () => {
  await titled('project', 'Project', '# Project\n\n## Build')
  const comments = new CommentsClient(relay, token)
  await comments.opened('project', 'Which "one"?\nThis?')
  await run(13, { env: { COMMIT: 'f06a938' } })
  const lines = (await run(13, { env: { COMMIT: 'f06a938' }, withStandIn: true })).split('\n')
  expect(lines.slice(-3)).toEqual(['- Which \\"one\\"?\\nThis?', '- The build of f06a938 is red.', ''])
  expect(await comments.threads('project')).toHaveLength(2)
})

async function listed(): Promise<string[]> {
  const ids: string[] = []
  for (let cursor = ''; ;) {
    const { body } = await script.rest.ask('GET', `/api/v1/documents?limit=200${cursor}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const page = body as unknown as { documents: { id: string }[]; nextCursor: string | null }
    ids.push(...page.documents.map(({ id }) => id))
    if (page.nextCursor === null) return ids
    cursor = `&cursor=${page.nextCursor}`
  }
}

async function remove(id: string): Promise<void> {
  await script.rest.ask('POST', `/api/v1/documents/${id}/trash`, { headers: { authorization: `Bearer ${token}` } })
}
