// The entry of the relay where it ends by itself, by a setting it cannot work with or as a command: waits for that, and keeps
// what it printed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { BUILT_RELAY } from './built-relay.ts'

const DEADLINE_MS = 15_000

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  /** What it said, line by line. */
  readonly lines: readonly string[]
}

export async function startAndEnd(
  settings: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Ended> {
  return await runAndEnd(process.execPath, [BUILT_RELAY, ...args], settings)
}

/** No settings but these, whatever is set where the tests run. */
export const commandEnv = (settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  ...settings,
})

/** The same with another Node, or the bundle; killed without mercy when it takes longer, and then its code is null. */
export async function runAndEnd(
  node: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
  deadlineMs = DEADLINE_MS,
): Promise<Ended> {
  const child = spawn(node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: commandEnv(settings),
    timeout: Math.round(deadlineMs),
    killSignal: 'SIGKILL',
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, lines: stderr.split('\n').filter((line) => line !== '') }
}
