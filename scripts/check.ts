// `npm run check`: everything that can be wrong without running the product: types per folder, lint, format, layers, dead code, and whether
// what is generated is what would be. Two checks run at a time; a check that finds nothing is one line, one that finds something shows all
// of it. `npm run check -- types lint` runs only those.
import { availableParallelism } from 'node:os'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { binOf, runBin } from './bins.ts'
import { ROOT } from './root.ts'
import { complain, say, secondsSince } from './terminal.ts'

interface Check {
  readonly kind: 'types' | 'lint' | 'format' | 'layers' | 'dead-code' | 'generated'
  readonly name: string
  readonly bin: string
  readonly args: readonly string[]
}

export interface CheckResult {
  readonly passed: number
  readonly failed: number
}

/** Each is its own program with its own globals: contracts/ and document/ know neither Node nor DOM. */
const FOLDERS = ['contracts', 'document', 'server', 'electron', 'renderer', 'tests', 'scripts', 'bench']
const CACHE = join('node_modules', '.cache', 'ligature')

export async function run(args: readonly string[]): Promise<number> {
  const { failed } = await check(args)
  return failed === 0 ? 0 : 1
}

/** Runs the checks of these kinds, or all. */
export async function check(kinds: readonly string[] = []): Promise<CheckResult> {
  const chosen = checks().filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
  if (chosen.length === 0) throw new Error(`no check is called "${kinds.join(' ')}"`)
  const queue = chosen.values()
  let failed = 0
  const work = async (): Promise<void> => {
    for (const one of queue) {
      const from = performance.now()
      const { code, output } = await runBin(one.bin, one.args, { output: 'keep' })
      if (code === 0) {
        say(`${one.name}: right, ${secondsSince(from)}`)
        continue
      }
      failed += 1
      complain(`${one.name}: WRONG, ${secondsSince(from)}`)
      say(output.trim())
    }
  }
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
  return { passed: chosen.length - failed, failed }
}

function checks(): Check[] {
  const folders = FOLDERS.filter((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }).length > 0)
  return [
    {
      kind: 'lint',
      name: 'lint',
      bin: binOf('oxlint'),
      args: ['--type-aware', '--deny-warnings', '--report-unused-disable-directives'],
    },
    { kind: 'format', name: 'format', bin: binOf('oxfmt'), args: ['--check'] },
    {
      kind: 'layers',
      name: 'layers',
      bin: binOf('dependency-cruiser', 'depcruise'),
      args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...folders, 'electron.vite.config.ts'],
    },
    { kind: 'dead-code', name: 'dead code', bin: binOf('knip'), args: ['--no-progress'] },
    {
      kind: 'generated',
      name: 'generated queries',
      bin: join(ROOT, 'scripts', 'run.mjs'),
      args: ['graphql', '--check'],
    },
    ...folders.map((folder): Check => {
      const remembered = ['--incremental', '--tsBuildInfoFile', join(CACHE, `${folder}.tsbuildinfo`)]
      return {
        // What `typescript` is imported for, its successor cannot do yet; this takes it a third of the time.
        kind: 'types',
        name: `types of ${folder}`,
        bin: binOf('typescript-native', 'tsc'),
        args: ['-p', folder, ...remembered],
      }
    }),
  ]
}
