// `npm run build`: the whole product into out/. Does nothing when out/ was built from exactly these sources; start.ts and
// test.ts call it for that reason. `--force` builds all the same.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './root.ts'
import { say, step } from './terminal.ts'

const OUT = join(ROOT, 'out')
/** Which sources out/ was built from. */
const STAMP = 'built-from.txt'

/** All that a build reads. Tests, docs and scripts may change without one. */
const SOURCES = [
  'contracts/**',
  'document/**',
  'server/**',
  'electron/**',
  'renderer/**',
  '*.json',
  'electron.vite.config.ts',
]
/** The files without which out/ is not whole. */
const RESULTS = ['main/main.js', 'server/main.js', 'preload/preload.cjs', 'renderer/index.html']

/** Two builds that end together swap in turn. */
const MOST_SWAPS = 3

const TARGETS = [
  ['main', 'Building the relay and the desktop app'],
  ['preload', 'Building the preload'],
  ['renderer', 'Building the editor'],
] as const

export async function run(args: readonly string[]): Promise<number> {
  if (!args.includes('--force') && (await isFresh())) {
    say('The build is up to date.')
    return 0
  }
  await build()
  return 0
}

/** Builds unless out/ is already what these sources give. */
export async function buildIfStale(): Promise<void> {
  if (!(await isFresh())) await build()
}

async function isFresh(): Promise<boolean> {
  if (!RESULTS.every((file) => existsSync(join(OUT, file)))) return false
  const stamp = await readFile(join(OUT, STAMP), 'utf8').catch(() => '')
  return stamp === (await fingerprint())
}

/** SHA-256 over every source's path and content. Reading a few hundred small files takes some 30 ms. */
async function fingerprint(): Promise<string> {
  const files = await Array.fromAsync(glob([...SOURCES], { cwd: ROOT, withFileTypes: true }))
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const hash = createHash('sha256')
  for (const path of paths.sort()) {
    const content = await readFile(path)
    hash.update(`${path.slice(ROOT.length)}\0${content.byteLength}\0`).update(content)
  }
  return `${hash.digest('hex')}\n`
}

/** Builds aside and swaps at the end: a relay that serves from out/, or a second build, never meets half of one. */
async function build(): Promise<void> {
  const aside = join(ROOT, 'node_modules', '.cache', 'ligature', `build-${process.pid}`)
  const environment = { ...process.env }
  process.env['BUILD_INTO'] = aside
  // electron-vite reads this when it chooses its presets; its own command line sets it too.
  process.env['NODE_ENV_ELECTRON_VITE'] = 'production'
  const sources = await fingerprint()
  const [{ resolveConfig }, vite] = await Promise.all([import('electron-vite'), import('vite')])
  const { config } = await resolveConfig({ root: ROOT, logLevel: 'warn' }, 'build', 'production')
  try {
    for (const [target, what] of TARGETS) {
      const targetConfig = config?.[target]
      if (targetConfig === undefined) throw new Error(`electron.vite.config.ts says nothing of "${target}"`)
      await step(what, () => vite.build(targetConfig))
    }
    await writeFile(join(aside, STAMP), sources)
    await swap(aside)
  } finally {
    // Vite sets NODE_ENV: the tests that come next in this process would meet React as it is for production.
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
    await rm(aside, { recursive: true, force: true })
  }
}

/** Puts a finished build in the place of out/, whatever stands there; another build may be doing the same. */
async function swap(aside: string): Promise<void> {
  const before = `${aside}-before`
  for (let tries = 1; ; tries++) {
    await rename(OUT, before).catch(ignoreMissing)
    try {
      await rename(aside, OUT)
      break
    } catch (error) {
      if (tries === MOST_SWAPS) throw error
    } finally {
      await rm(before, { recursive: true, force: true })
    }
  }
}

/** The first build finds no out/. */
function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
