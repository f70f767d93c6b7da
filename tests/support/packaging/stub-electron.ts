// A folder that electron-builder takes for Electron where the real one cannot be downloaded: an executable with the place
// where the real one keeps its fuses, and nothing else.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What @electron/fuses looks for in the binary; behind it stand a version, a count, and one character a fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const
/** As Electron ships them. */
const SHIPPED = '101100011'

export async function stubElectron(folder: string, version: string): Promise<void> {
  await mkdir(join(folder, 'locales'), { recursive: true })
  await mkdir(join(folder, 'resources'), { recursive: true })
  const fuses = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, FUSES.length]), Buffer.from(SHIPPED)])
  await writeFile(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/false\n'), fuses, Buffer.alloc(64)]))
  await chmod(join(folder, 'electron'), 0o755)
  await writeFile(join(folder, 'chrome-sandbox'), '')
  await writeFile(join(folder, 'version'), version)
  await writeFile(join(folder, 'LICENSE'), '')
  await writeFile(join(folder, 'LICENSES.chromium.html'), '')
}

/** The fuses of a binary, by name. */
export async function fusesOf(binary: string): Promise<Record<string, boolean>> {
  const bytes = await readFile(binary)
  const at = bytes.indexOf(SENTINEL)
  if (at === -1) throw new Error(`${binary} has no fuses`)
  const states = bytes.subarray(at + SENTINEL.length + 2).toString('latin1')
  return Object.fromEntries(FUSES.map((name, index) => [name, states[index] === '1']))
}
