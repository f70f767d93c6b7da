// The built relay as a child of `npm start` or `npm run cluster`: its log goes to a file in the data folder, its address comes
// back.
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from './root.ts'

const LOG_FILE = 'relay.log'
const LOG_KEPT_BYTES = 8 * 1024 * 1024
const START_TIMEOUT_MS = 30_000

/** The relay could not start; the message is a sentence for the person. */
export class RelayDidNotStart extends Error {
  override readonly name = 'RelayDidNotStart'
}

export interface RunningRelay {
  /** Where the editor is served, with a slash at its end. */
  readonly url: string
  readonly logFile: string
  readonly pid: number
  /** Resolves with the exit code when the relay ends, whoever ended it. */
  readonly ended: Promise<number>
  /** Asks it to save and close; a second call ends it at once. */
  stop(): void
}

/** Starts `out/server/main.js`. Throws RelayDidNotStart with the relay's own sentence. `startWithinMs` bounds the start
 * and nothing else: a relay that listens lives until it is stopped. `settings` go before those of whoever runs this. `spawned` is
 * told of the process before it listens. */
export async function startRelay(
  folder: string,
  startWithinMs: number = START_TIMEOUT_MS,
  settings: Readonly<Record<string, string>> = {},
  spawned: (pid: number) => void = () => undefined,
): Promise<RunningRelay> {
  const logFile = join(folder, LOG_FILE)
  const log = openLog(folder, logFile)
  const child = spawn(process.execPath, [join(ROOT, 'out', 'server', 'main.js')], {
    env: {
      ...process.env,
      ...settings,
      LIGATURE_DATA: folder,
      LIGATURE_EXIT_WITH_PARENT: String(process.pid),
      // Anything quieter would leave out the line with the address.
      LIGATURE_LOG: process.env['LIGATURE_LOG'] === 'debug' ? 'debug' : 'info',
    },
    // The channel is there for its end: when this process is killed the relay notices and closes.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C reaches the whole group of the terminal; the relay hears it from us, once.
    detached: true,
  })
  if (child.pid !== undefined) spawned(child.pid)
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
    log.write(text)
  })
  const ended = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => {
      log.end()
      if (signal !== null) complaint ||= `The relay was ended by ${signal}; its log is ${logFile}.`
      resolve(code ?? 1)
    })
  })
  let late = false
  const tooLate = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, startWithinMs)
  const url = await Promise.race([
    addressIn(child, (line) => log.write(`${line}\n`)),
    ended.then((code) => {
      if (late)
        throw new RelayDidNotStart(`The relay did not answer within ${startWithinMs / 1000} s; its log is ${logFile}.`)
      throw new RelayDidNotStart(complaint.trim() || `The relay ended with ${code}; its log is ${logFile}.`)
    }),
  ]).finally(() => clearTimeout(tooLate))
  let asked = false
  const stop = (): void => {
    child.kill(asked ? 'SIGKILL' : 'SIGTERM')
    asked = true
  }
  return { url: url.endsWith('/') ? url : `${url}/`, logFile, pid: child.pid ?? 0, ended, stop }
}

/** The `url` of the log line with `"msg":"listening"`. Goes on reading afterwards, so that the pipe never fills. */
function addressIn(child: ChildProcess, keep: (line: string) => void): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  if (child.stdout === null) throw new Error('the relay was started without a pipe for its log')
  createInterface({ input: child.stdout }).on('line', (line) => {
    keep(line)
    const url = listeningAt(line)
    if (url !== undefined) resolve(url)
  })
  return promise
}

/** Looks at one line of the relay's log. */
export function listeningAt(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown }
    return msg === 'listening' && typeof url === 'string' ? url : undefined
  } catch {
    // A line cut short by a crash is no address.
    return undefined
  }
}

function openLog(folder: string, logFile: string): { write(text: string): void; end(): void } {
  try {
    mkdirSync(folder, { recursive: true })
    if (existsSync(logFile) && statSync(logFile).size > LOG_KEPT_BYTES) renameSync(logFile, `${logFile}.1`)
  } catch (error) {
    throw new RelayDidNotStart(
      `Nothing was lost, but documents cannot be kept in ${folder}: ${(error as Error).message}.`,
    )
  }
  const stream = createWriteStream(logFile, { flags: 'a' })
  // A full disk must not end the relay for the sake of its log; the relay itself refuses what it cannot save.
  stream.on('error', () => undefined)
  return stream
}
