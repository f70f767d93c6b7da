// What people install, really packed: electron-builder makes app.asar out of electron-builder.yml, with a stub in the place of
// Electron's binary, and every file in it is looked at. Installers need the real binary; the workflow builds those.
import { execFile } from 'node:child_process'

import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { binOf } from '../../scripts/bins.ts'
import { ROOT } from '../../scripts/root.ts'
import { filesInAsar, type PackedFile } from '../support/packaging/asar.ts'
import { fusesOf, stubElectron } from '../support/packaging/stub-electron.ts'

const run = promisify(execFile)
const PACK_MS = 240_000
const MOST_BYTES = 30 * 1024 * 1024

/** Packages for who has them, asked for in a `try` or by a getter that nobody calls. */
const WITHOUT = ['bufferutil', 'node-libcurl', 'pg-native', 'utf-8-validate']

let folder: string
let app: string
let files: PackedFile[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ligature-package-'))
  const electron = JSON.parse(await readFile(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string
  }
  const dist = join(folder, 'electron')
  await stubElectron(dist, electron.version)
  const output = join(folder, 'dist')
  const args = ['--linux', '--x64', '--dir', '--publish', 'never']
  const settings = [`-c.electronDist=${dist}`, `-c.directories.output=${output}`]
  await run(process.execPath, [binOf('electron-builder'), ...args, ...settings], { cwd: ROOT, timeout: PACK_MS })
  app = join(output, 'linux-unpacked')
  files = await filesInAsar(join(app, 'resources', 'app.asar'))
}, PACK_MS)
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('app.asar', () => {
  test('holds the programs and the editor', () => {
    const paths = new Set(files.map(({ path }) => path))
    for (const path of [
      'package.json',
      'out/main/main.js',
      'out/preload/preload.cjs',
      'out/server/main.js',
      'out/server/store-worker.js',
      'out/server/fold-worker.js',
      'out/server/projection-worker.js',
      'out/renderer/index.html',
    ])
      expect(paths).toContain(path)
    expect([...paths].some((path) => /^out\/renderer\/assets\/.+\.js$/.test(path))).toBe(true)
  })

  test('holds nothing but out/ and package.json', () => {
    const outside = files.filter(({ path }) => !/^(out\/|package\.json$)/.test(path))
    expect(outside.map(({ path }) => path)).toEqual([])
  })

  test('imports nothing but Node, Electron and itself, and names whose work it has taken in', () => {
    const programs = files.filter(({ path }) => /^out\/(main|preload|server|shared)\/.+\.c?js$/.test(path))
    const named = (pattern: RegExp): string[] =>
      [
        ...new Set(
          programs.flatMap(({ content }) =>
            [...content.toString('utf8').matchAll(pattern)].map(([, name = '']) => name),
          ),
        ),
      ]
        .filter((name) => !isBuiltin(name))
        .toSorted()
    expect(named(/^import\s(?:[^'"]*?\sfrom\s)?["']([^./"'][^"']*)["']/gm)).toEqual(['electron'])
    expect(named(/\b__require\(["']([^"']+)["']\)/g)).toEqual(WITHOUT)
    const licenses = (path: string): string =>
      files.find((file) => file.path === path)?.content.toString('utf8') ?? 'missing'
    for (const name of ['fastify', 'yjs', 'zod', 'ioredis', 'graphql-yoga'])
      expect(licenses('out/server/licenses.txt')).toContain(`## ${name} - `)
    for (const name of ['react', 'yjs', '@tiptap/core'])
      expect(licenses('out/renderer/licenses.txt')).toContain(`## ${name} - `)
  })

  test('holds every thread and program that the programs start', () => {
    const there = new Set(files.map(({ path }) => path))
    // Beside the program that names it, or, in main, below out/.
    const started = files
      .filter(({ path }) => /^out\/(main|server|shared)\/.+\.js$/.test(path))
      .flatMap(({ path, content }) =>
        [...content.toString('utf8').matchAll(/["'`]([\w./-]*(?:-worker|main|preload)\.c?js)["'`]/g)].map(
          ([, to = '']) => (/^\w.*\//.test(to) ? `out/${to}` : join(path, '..', to)),
        ),
      )
    expect(started).toEqual(expect.arrayContaining(['out/server/main.js', 'out/server/store-worker.js']))
    expect(started.filter((path) => !there.has(path))).toEqual([])
  })

  test('holds no sources, no tests, no maps, no build stamp', () => {
    const strange = files.filter(({ path }) =>
      /\.(ts|tsx|mts|cts|map|md)$|(^|\/)(tests?|__tests__|\.github|\.git|coverage)\/|built-from\.txt|\.env/.test(path),
    )
    expect(strange.map(({ path }) => path)).toEqual([])
  })

  test('holds no secret, and no path of the machine that packed it', () => {
    const telling = /-----BEGIN [A-Z ]*PRIVATE KEY|\b(?:ghp|gho|npm)_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}/
    for (const { path, content } of files) {
      const text = content.toString('latin1')
      expect(telling.test(text), path).toBe(false)
      if (path.startsWith('out/')) expect(text.includes(ROOT), path).toBe(false)
    }
  })

  test('is no larger than 30 MB', async () => {
    const { size } = await stat(join(app, 'resources', 'app.asar'))
    console.log(`app.asar: ${(size / 1024 / 1024).toFixed(1)} MB, ${files.length} files`)
    expect(size).toBeLessThanOrEqual(MOST_BYTES)
  })
})

describe('the binary', () => {
  test('has its fuses set: it is no Node, and loads nothing but the app', async () => {
    expect(await fusesOf(join(app, 'ligature'))).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      wasmTrapHandlers: true,
    })
  })
})

describe('what is configured for each system', () => {
  test('names every target, the link scheme and Markdown files', async () => {
    const config = await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')
    for (const target of ['AppImage', 'deb', 'rpm', 'dmg', 'nsis']) expect(config).toContain(target)
    expect(config).toMatch(/schemes: \[ligature\]/)
    expect(config).toMatch(/ext: \[md, markdown\]/)
  })

  test('its icons are drawings of one source, in the sizes that each system asks for', async () => {
    const at = (path: string) => readFile(join(ROOT, path))
    expect(await at('renderer/public/icon.svg')).toEqual(await at('resources/icon.svg'))
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      const png = await at(`resources/icons/${size}x${size}.png`)
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
    }
    const ico = await at('resources/icon.ico')
    expect([ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([1, 7])
    const icns = await at('resources/icon.icns')
    expect(icns.toString('latin1', 0, 4)).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    for (const type of ['ic07', 'ic08', 'ic09', 'ic10', 'ic11', 'ic14']) expect(icns.includes(type)).toBe(true)
  })
})
