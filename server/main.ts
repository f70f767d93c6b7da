// The relay's entry, from source and built: reads the settings, picks the adapters, starts, and stops when told. The
// desktop app runs this same file in a process of its own.
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { OpenAccess } from './access/access.ts'
import { LocalBus } from './bus/local.ts'
import { type Config, helpText, readConfig } from './config.ts'
import { CannotStart, messageOf } from './errors.ts'
import { createLog, type Log } from './log.ts'
import { Relay } from './relay.ts'

/** A shutdown that takes longer than this is cut off; everything acknowledged is on disk anyway. */
const SHUTDOWN_MS = 10_000

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2)
  if (argument === '--help') {
    process.stdout.write(helpText())
    return
  }
  if (argument !== undefined)
    throw new CannotStart(`The relay does not take "${argument}": settings come from the environment; see --help.`)
  requireNode(24)
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  // Imported only now: an older Node has no node:sqlite and would fail before the sentence above is said.
  const { DataFolder } = await import('./store/sqlite/data-folder.ts')
  const { SqliteStore } = await import('./store/sqlite/store.ts')
  const folder = new DataFolder(config.dataFolder)
  const store = await SqliteStore.open({
    path: folder.databasePath,
    worker: beside('store-worker.js', 'store/sqlite/worker.ts'),
    log,
  })
  const relay = new Relay({
    config: { ...config, relayName: config.relayName || hostname() },
    store,
    bus: new LocalBus(),
    access: new OpenAccess(),
    log,
    foldWorker: beside('fold-worker.js', 'jobs/fold-worker.ts'),
    editor: fileURLToPath(beside('../renderer', '../out/renderer')),
  })
  const { url, address } = await relay.start()
  folder.announce(address)
  log.info({ url, address, data: config.dataFolder }, 'listening')
  stopWhenTold(config, log, async () => {
    await relay.close()
    folder.close()
  })
}

function requireNode(least: number): void {
  if (Number(process.versions.node.split('.')[0]) < least)
    throw new CannotStart(
      `The relay needs Node ${least} or newer; this is Node ${process.versions.node}. Inside the project, npm run relay uses the right one.`,
    )
}

/** A file next to this one: under its built name when this is the bundle, else its source. */
function beside(built: string, source: string): URL {
  const bundle = new URL(built, import.meta.url)
  return existsSync(fileURLToPath(bundle)) && import.meta.url.endsWith('.js')
    ? bundle
    : new URL(source, import.meta.url)
}

function stopWhenTold(config: Config, log: Log, close: () => Promise<void>): void {
  let stopping = false
  const stop = (why: string): void => {
    if (stopping) return
    stopping = true
    log.info({ why }, 'stopping')
    setTimeout(() => process.exit(1), SHUTDOWN_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('disconnect', () => stop('parent disconnected'))
  if (config.parentPid === 0) return
  // By its id, because who died while this process was still starting was never seen as its parent, and on Electron it is
  // not; and by the system's word, because the dead keep their id until somebody has asked after them.
  const { ppid } = process
  setInterval(() => (isAlive(config.parentPid) && process.ppid === ppid) || stop('parent gone'), 500).unref()
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

main().catch((error: unknown) => {
  // Before there is a log, and for whoever stands at the terminal: one sentence, or the stack of our own mistake.
  process.stderr.write(
    error instanceof CannotStart ? `${error.message}\n` : `${(error as Error).stack ?? messageOf(error)}\n`,
  )
  process.exit(1)
})
