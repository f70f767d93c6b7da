// `npm run build`: the whole product into out/. Does nothing when out/ was built from exactly these sources; start.ts and
// test.ts call it for that reason. `--force` builds all the same.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from './root.ts'
import { say, step } from './terminal.ts'

const OUT = join(ROOT, 'out')
/** Written last, removed first: an interrupted build is never taken for a finished one. */
const STAMP = join(OUT, 'built-from.txt')

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
  const stamp = await readFile(STAMP, 'utf8').catch(() => '')
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

async function build(): Promise<void> {
  // electron-vite reads this when it chooses its presets; its own command line sets it too.
  process.env['NODE_ENV_ELECTRON_VITE'] = 'production'
  const before = await fingerprint()
  const [{ resolveConfig }, vite] = await Promise.all([import('electron-vite'), import('vite')])
  const { config } = await resolveConfig({ root: ROOT, logLevel: 'warn' }, 'build', 'production')
  await rm(OUT, { recursive: true, force: true })
  for (const [target, what] of TARGETS) {
    const targetConfig = config?.[target]
    if (targetConfig === undefined) throw new Error(`electron.vite.config.ts says nothing of "${target}"`)
    await step(what, () => vite.build(targetConfig))
  }
  await mkdir(OUT, { recursive: true })
  await writeFile(STAMP, before)
}
