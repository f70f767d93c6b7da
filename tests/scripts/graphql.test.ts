// DESIGN §9: the editor's queries are typed by what its components ask for. Whoever takes a field out of a component's fragment that
// is used somewhere is told by tsc.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { binOf, type Ended, runBin } from '../../scripts/bins.ts'
import { ROOT } from '../../scripts/root.ts'

const ROWS = 'renderer/api/library-rows.graphql'
/** Who makes rows of what the query answers; below renderer/. */
const USER = 'api/relay-client.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-graphql-'))
  for (const part of ['contracts', 'document', 'renderer', 'tsconfig.base.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const generateHere = (): Promise<Ended> =>
  runBin(join(ROOT, 'scripts', 'run.mjs'), ['graphql', '--in', folder], { output: 'keep' })

test(
  'a field that a component does not ask for any more is missed by whoever uses it',
  { timeout: 120_000 },
  async () => {
    const rows = readFileSync(join(folder, ROWS), 'utf8')
    writeFileSync(join(folder, ROWS), rows.replace('  title\n', ''))
    expect(await generateHere()).toMatchObject({ code: 0 })
    const project = join(folder, 'renderer', 'tsconfig.user.json')
    writeFileSync(project, JSON.stringify({ extends: './tsconfig.json', include: [USER] }))
    const { code, output } = await runBin(binOf('typescript-native', 'tsc'), ['-p', project], { output: 'keep' })
    expect(code).not.toBe(0)
    const errors = output.split('\n').filter((line) => line.includes('error TS'))
    expect(errors).toEqual([expect.stringMatching(/relay-client\.ts.*is not assignable.*title: string/)])
  },
)

test('a query that asks for what is not there is refused before anything is written', { timeout: 60_000 }, async () => {
  const rows = readFileSync(join(folder, ROWS), 'utf8')
  writeFileSync(join(folder, ROWS), rows.replace('  title\n', '  headline\n'))
  expect(await generateHere()).toMatchObject({ code: 1, output: expect.stringMatching(/headline/) })
})
