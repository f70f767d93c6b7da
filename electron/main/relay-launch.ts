// Starts out/server/main.js, the same relay that people host, in a utility process with its data under userData.
import { utilityProcess } from 'electron'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { LOOPBACK, type LaunchRelay } from './embedded-relay.ts'
import { keepSmall } from './log.ts'

export interface RelayPlaces {
  /** The built entry of the relay. */
  readonly program: string
  readonly dataFolder: string
  readonly logFile: string
  /** Asked by it of everybody who comes: other programs find its port too. */
  readonly secret: string
}

export function relayLauncher({ program, dataFolder, logFile, secret }: RelayPlaces): LaunchRelay {
  return ({ port, listening, ended }) => {
    const child = utilityProcess.fork(program, [], {
      serviceName: 'Ligature relay',
      stdio: 'pipe',
      env: {
        ...withoutSettings(process.env),
        LIGATURE_DATA: dataFolder,
        LIGATURE_EXIT_WITH_PARENT: String(process.pid),
        LIGATURE_HOST: LOOPBACK,
        LIGATURE_PORT: String(port),
        LIGATURE_SECRET: secret,
      },
    })
    keepSmall(logFile)
    const log = createWriteStream(logFile, { flags: 'a' })
    // A full disk must not end the relay for the sake of its log; the relay itself refuses what it cannot save.
    log.on('error', () => undefined)
    let complaint = ''
    child.stderr?.on('data', (bytes: Buffer) => {
      complaint += bytes.toString()
      log.write(bytes)
    })
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        log.write(`${line}\n`)
        const url = listeningAt(line)
        if (url !== undefined) listening(url)
      })
    }
    child.once('exit', (code) => {
      log.end()
      ended(code, complaint)
    })
    return { kill: () => void child.kill() }
  }
}

/** The `url` of the log line with `"msg":"listening"`. */
function listeningAt(line: string): string | undefined {
  if (!line.includes('"listening"')) return undefined
  try {
    const { msg, url } = JSON.parse(line) as { msg?: unknown; url?: unknown }
    return msg === 'listening' && typeof url === 'string' ? url : undefined
  } catch {
    // A line cut short by a crash is no address.
    return undefined
  }
}

/** Settings for a relay that somebody hosts from this shell are not for the one inside the app. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(LIGATURE_|DATABASE_URL$|REDIS_URL$)/.test(name)))
}
