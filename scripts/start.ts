// `npm start`: the editor, by the shortest way there is on this computer. With a display and Electron, the desktop app
// with its relay inside; otherwise the relay here and the same editor in the browser, until Ctrl-C.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { API_PREFIX } from '../contracts/api-prefix.ts'
import { DEFAULT_PORT } from '../contracts/limits.ts'
import { optionsOf } from './arguments.ts'
import { buildIfStale } from './build.ts'
import { dataFolder } from './data-folder.ts'
import { desktopRuntime, hasDisplay } from './desktop-runtime.ts'
import { RelayDidNotStart, startRelay } from './relay-process.ts'
import { ROOT } from './root.ts'
import { complain, say } from './terminal.ts'
import { whenTold } from './when-told.ts'

const FLAG = { type: 'boolean', default: false } as const

const HELP = `npm start [-- --browser] [-- --no-open]

Opens Ligature: the desktop app where there is a display, else the editor in a browser.

  --browser   the browser even where the desktop app could open
  --no-open   print the address, leave the browser alone

  LIGATURE_DATA   the folder for documents  [${dataFolder({})}]
  LIGATURE_PORT   the port of the editor    [${DEFAULT_PORT}]
`
/** An app that ends this soon and badly never opened a window: a missing system library, most often. */
const NEVER_OPENED_MS = 10_000

export async function run(args: readonly string[]): Promise<number> {
  const asked = optionsOf('start', args, { help: { ...FLAG, short: 'h' }, browser: FLAG, 'no-open': FLAG })
  if (asked.help) {
    say(HELP)
    return 0
  }
  const runtime = asked.browser ? { missing: 'you asked for the browser' } : await desktopRuntime()
  if ('program' in runtime) {
    await buildIfStale()
    const from = performance.now()
    const code = await runDesktop(runtime.program)
    if (code === 0 || performance.now() - from > NEVER_OPENED_MS) return code
    complain(`The desktop app ended with ${code} before it opened; the editor runs in the browser instead.`)
  } else {
    say(`The editor runs in the browser: ${runtime.missing}.`)
  }
  return runInBrowser({ open: hasDisplay() && !asked['no-open'] })
}

async function runDesktop(program: string): Promise<number> {
  const app = spawn(program, [ROOT], { stdio: ['ignore', 'ignore', 'inherit'] })
  const forward = (): void => void app.kill('SIGTERM')
  process.on('SIGINT', forward).on('SIGTERM', forward)
  try {
    const [code] = (await once(app, 'exit')) as [number | null]
    return code ?? 0
  } catch (error) {
    complain(`The desktop app did not start: ${(error as Error).message}.`)
    return 127
  } finally {
    process.off('SIGINT', forward).off('SIGTERM', forward)
  }
}

async function runInBrowser({ open }: { open: boolean }): Promise<number> {
  const already = await runningRelay()
  if (already !== undefined) {
    say('Ligature already runs on this computer, with the documents that it was started with:')
    say(already)
    if (open) openBrowser(already)
    return 0
  }
  // Only now: a build takes its time, and would put other files under the relay that runs.
  await buildIfStale()
  const folder = dataFolder()
  let relay
  try {
    relay = await startRelay(folder)
  } catch (error) {
    if (!(error instanceof RelayDidNotStart)) throw error
    complain(error.message)
    return 1
  }
  say(`Documents are kept in ${folder}. Ctrl-C ends Ligature.`)
  say(relay.url)
  if (open) openBrowser(relay.url)

  let asked = false
  const end = (): void => {
    asked = true
    relay.stop()
  }
  whenTold(end)
  const code = await relay.ended
  if (asked && code === 0) {
    say('Ligature has closed; everything it acknowledged is saved.')
    return 0
  }
  complain(`The relay ended with ${code}. What it acknowledged is saved in ${folder}; its log is ${relay.logFile}.`)
  return 1
}

/** The address of a Ligature relay on our port, started earlier and still there. */
async function runningRelay(): Promise<string | undefined> {
  const port = process.env['LIGATURE_PORT'] ?? String(DEFAULT_PORT)
  if (port === '0') return undefined
  const url = `http://127.0.0.1:${port}/`
  try {
    const answer = await fetch(new URL(`${API_PREFIX}/openapi.json`, url), { signal: AbortSignal.timeout(2_000) })
    const { info } = (await answer.json()) as { info?: { title?: unknown } }
    return info?.title === 'Ligature relay' ? url : undefined
  } catch {
    // Nobody listens, or somebody who is no relay: then the relay that we start says what is in its way.
    return undefined
  }
}

function openBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, [string, string[]]>> = {
    darwin: ['open', [url]],
    win32: ['cmd', ['/c', 'start', '', url]],
  }
  const [program, args] = openers[process.platform] ?? ['xdg-open', [url]]
  // The address is in the terminal already: that no browser opens is no failure.
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
