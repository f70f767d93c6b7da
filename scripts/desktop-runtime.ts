// Is there a desktop to open a window on, and Electron to open it with? Never imports `electron`: in plain Node that
// starts a download of its own.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binOf, runBin } from './bins.ts'
import { ROOT } from './root.ts'
import { step } from './terminal.ts'

const INSTALL_TIMEOUT_MS = 60_000

/** The program to start, or the reason why there is none, as the middle of a sentence. */
export type DesktopRuntime = { readonly program: string } | { readonly missing: string }

export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

/** Finds Electron, installing it when this computer can show it. */
export async function desktopRuntime(): Promise<DesktopRuntime> {
  if (!hasDisplay()) return { missing: 'there is no display here' }
  if (process.platform === 'linux' && process.getuid?.() === 0) return { missing: 'a desktop app must not run as root' }
  const named = process.env['ELECTRON_EXEC_PATH']
  if (named) return { program: named }
  const present = installedElectron()
  if (present !== undefined) return { program: present }
  const installed = await step('Installing the desktop runtime', install).then(
    () => true,
    () => false,
  )
  const program = installed ? installedElectron() : undefined
  return program === undefined ? { missing: 'the desktop runtime could not be downloaded' } : { program }
}

/** Rejects where the download is impossible: that is an answer, not a failure of ours. */
async function install(): Promise<void> {
  const { code, output } = await runBin(binOf('electron', 'install-electron'), [], {
    output: 'keep',
    timeoutMs: INSTALL_TIMEOUT_MS,
  })
  if (code !== 0) throw new Error(output)
}

/** electron writes path.txt once its download is unpacked. */
export function installedElectron(): string | undefined {
  const folder = join(ROOT, 'node_modules', 'electron')
  const note = join(folder, 'path.txt')
  if (!existsSync(note)) return undefined
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim())
  return existsSync(program) ? program : undefined
}
