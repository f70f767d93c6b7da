// The relay's entry, from source and built: reads the settings, picks the adapters, starts, and stops when told; or checks,
// compacts or moves a data folder, or resets a document in it. The desktop app runs this same file in a process of its own.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DocumentId } from '../contracts/ids.ts'
import { OpenAccess } from './access/access.ts'
import type { Bus } from './bus/bus.ts'
import { LocalBus } from './bus/local.ts'
import type { Cache } from './cache/cache.ts'
import { MemoryCache } from './cache/memory.ts'
import { machineClock } from './clock.ts'
import type { TokenTask } from './access/token-command.ts'
import { type Command, helpOf, readCommand } from './commands.ts'
import { type Config, helpText, readConfig } from './config.ts'
import { assertNever, CannotStart, cannotUsePostgres, messageOf, Unavailable } from './errors.ts'
import type { CheckParts, Summary } from './jobs/check.ts'
import { counted } from './jobs/counted.ts'
import type { Finding } from './jobs/findings.ts'
import { FoldLine, LONGEST_FOLD_MS, LONGEST_FOLD_OF_A_COMMAND_MS } from './jobs/fold-line.ts'
import { foldThread } from './jobs/fold-thread.ts'
import { createLog, type Log } from './log.ts'
import { requireNode } from './node-version.ts'
import { stopWhenTold } from './stopping.ts'
import { AttachmentFiles } from './store/files/attachment-files.ts'
import type { AttachmentStore, Store } from './store/store.ts'
import type { WorkspaceStore } from './store/workspace.ts'
import { Terminal } from './terminal.ts'

const FOLD_WORKER = beside('fold-worker.js', 'jobs/fold-worker.ts')
const PROJECTION_WORKER = beside('projection-worker.js', 'jobs/projection-worker.ts')
/** Of relays that only have a database in common. */
const COMPARE_EVERY_S = 2

/** What the process ends with when it could not do its work. */
let failed = 1

async function main(): Promise<void> {
  // Documents lie unencrypted in what this process makes; nobody else of this computer has a reason to read them.
  process.umask(0o077)
  const args = process.argv.slice(2)
  // Another code than that of a command that did its work and found something: also when it does not take its options.
  if (args.length > 0) failed = 2
  const command = readCommand(args)
  if (command.kind === 'help') {
    process.stdout.write(command.of === 'relay' ? helpText() : helpOf(command.of))
    return
  }
  if (command.kind === 'version') {
    process.stdout.write(`Ligature relay ${version()}\n`)
    return
  }
  requireNode(
    24,
    command.kind === 'serve' ? 'npm run relay' : `node_modules/.bin/node out/server/main.js ${args.join(' ')}`,
  )
  const config = readConfig(process.env)
  if ((command.kind === 'compact' || command.kind === 'reset') && config.databaseUrl !== undefined)
    throw new CannotStart(
      `${command.kind} works on a data folder, and DATABASE_URL says that documents are in a PostgreSQL. Leave DATABASE_URL out to name the folder by LIGATURE_DATA.`,
    )
  switch (command.kind) {
    case 'serve':
      return await serve(config).catch((error: unknown) => {
        throw config.databaseUrl !== undefined && error instanceof Unavailable ? cannotUsePostgres(error) : error
      })
    case 'fsck':
      process.exitCode = await fsck(config, command.json)
      return
    case 'compact':
      process.exitCode = await compact(config, command.document)
      return
    case 'reset':
      process.exitCode = await reset(config, command)
      return
    case 'migrate':
      process.exitCode = await migrate(config, command)
      return
    case 'tokens':
      process.exitCode = await tokens(config, command.task)
      return
    default:
      assertNever(command)
  }
}

async function serve(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  const instance = randomBytes(6).toString('base64url')
  const kept =
    config.databaseUrl === undefined
      ? await inFolder(config, log)
      : await inPostgres(config.databaseUrl, config, instance, log)
  // Imported only now: commands do without, and start in half the time.
  const { Relay } = await import('./relay.ts')
  const relay = new Relay({
    config: { ...config, relayName: config.relayName || hostname() },
    instance,
    store: kept.store,
    attachments: kept.attachments,
    bus: kept.bus,
    cache: kept.cache,
    access: new OpenAccess(),
    log,
    foldWorker: FOLD_WORKER,
    projectionWorker: PROJECTION_WORKER,
    editor: fileURLToPath(beside('../renderer', '../out/renderer')),
  })
  const { url, address } = await relay.start()
  kept.announce(address)
  log.info({ url, address, data: kept.where }, 'listening')
  stopWhenTold(config, log, async () => {
    await relay.close()
    kept.close()
  })
}

/** How a relay has to do with others. */
interface Company {
  readonly bus: Bus
  /** Undefined: others write to the store, and cannot say so. */
  readonly cache: Cache | undefined
}

/** Where documents and images are. */
interface Kept extends Company {
  readonly store: Store & WorkspaceStore
  readonly attachments: AttachmentStore
  /** For the log. */
  readonly where: string
  /** The relay listens there. */
  readonly announce: (address: string) => void
  /** After the store. */
  readonly close: () => void
}

async function inFolder({ dataFolder }: Config, log: Log): Promise<Kept> {
  // Imported only now: an older Node has no node:sqlite and would fail before it is told which it needs.
  const { DataFolder } = await import('./store/sqlite/data-folder.ts')
  const folder = new DataFolder(dataFolder)
  const store = await openStore(folder.databasePath, log)
  const attachments = await AttachmentFiles.open(folder.attachmentsPath)
  return {
    store,
    attachments,
    bus: new LocalBus(),
    cache: new MemoryCache({ clock: machineClock }),
    where: dataFolder,
    announce: (address) => folder.announce(address),
    close: () => folder.close(),
  }
}

async function inPostgres(url: string, { dataFolder, redisUrl }: Config, instance: string, log: Log): Promise<Kept> {
  // Set for another program, perhaps: a relay that starts empty would look as if everything were lost.
  if (existsSync(join(dataFolder, 'ligature.db')))
    log.warn({ data: dataFolder }, 'documents are in DATABASE_URL; what is in the data folder is not looked at')
  const { PostgresStore } = await import('./store/postgres/store.ts')
  const store = await PostgresStore.open({ url, log })
  // They hear of each other, with Redis sooner.
  const company: Company =
    redisUrl === undefined
      ? { bus: new LocalBus(COMPARE_EVERY_S), cache: undefined }
      : await overRedis(redisUrl, await store.identity(), instance, log)
  const nothing = (): void => undefined
  return { ...company, store, attachments: store.attachments, where: 'PostgreSQL', announce: nothing, close: nothing }
}

async function overRedis(url: string, database: string, instance: string, log: Log): Promise<Company> {
  const { RedisBus } = await import('./bus/redis.ts')
  const { RedisCache } = await import('./cache/redis.ts')
  const parts = { url, database, instance, clock: machineClock, log }
  return { bus: new RedisBus(parts), cache: new RedisCache(parts) }
}

/** It holds no lock: a relay may be running, and whoever doubts its data should not have to stop it. */
async function fsck(config: Config, json: boolean): Promise<number> {
  const { summed } = await import('./jobs/check.ts')
  const { sentence } = await import('./jobs/findings.ts')
  const terminal = new Terminal('checking')
  const say = (found: Finding): void => terminal.say(json ? JSON.stringify(found) : sentence(found))
  const stored =
    config.databaseUrl === undefined ? await storedIn(config.dataFolder) : await storedAt(config.databaseUrl)
  const summary = await checkAll(stored, (done) => terminal.progress(done), say)
  terminal.say(json ? JSON.stringify({ kind: 'summary', ...summary }) : summed(summary))
  return summary.problems === 0 ? 0 : 1
}

/** What is stored, to be checked. What only a command needs is imported by it: the relay starts without. */
interface Stored extends Pick<CheckParts, 'inspection' | 'files'> {
  close(): void | Promise<void>
}

async function storedIn(path: string): Promise<Stored> {
  const { existingFolder } = await import('./store/sqlite/data-folder.ts')
  const { SqliteInspection } = await import('./store/sqlite/inspection.ts')
  const { readAttachments } = await import('./store/files/attachment-inspection.ts')
  const { databasePath, attachmentsPath } = existingFolder(path)
  const inspection = new SqliteInspection(databasePath)
  return { inspection, files: readAttachments(attachmentsPath), close: () => inspection.close() }
}

async function storedAt(url: string): Promise<Stored> {
  const { PostgresInspection } = await import('./store/postgres/inspection.ts')
  const inspection = await PostgresInspection.open(url, createLog('warn', 2))
  return { inspection, files: inspection.files(), close: () => inspection.close() }
}

async function checkAll(
  stored: Stored,
  progress: (done: string) => void,
  found: (finding: Finding) => void,
): Promise<Summary> {
  const { check } = await import('./jobs/check.ts')
  const start = foldThread(FOLD_WORKER, createLog('warn', 2))
  const line = new FoldLine({ start, clock: machineClock, longestMs: LONGEST_FOLD_MS })
  const summary = await check({ ...stored, line, found, progress })
  line.close()
  await stored.close()
  return summary
}

/** It holds the folder: a running relay folds by itself, and its readers would lose the log under their feet. */
async function compact({ dataFolder }: Config, document: DocumentId | undefined): Promise<number> {
  const { compactAll, CompactionReport } = await import('./jobs/compact-all.ts')
  const { DataFolder, ownFolder } = await import('./store/sqlite/data-folder.ts')
  const { bytesOnDisk, damageOf, lookUp, SqliteInspection, vacuum } = await import('./store/sqlite/inspection.ts')
  const { databasePath } = ownFolder(dataFolder)
  const folder = new DataFolder(dataFolder)
  // Before the store is opened, which would bring an older database up to date.
  if (document !== undefined && lookUp(databasePath, document).epochs.size === 0) throw noDocument(document)
  const [damage] = damageOf(databasePath)
  if (damage !== undefined)
    // What SQLite takes for free may be a document's: to write there costs text that no fold has looked at.
    throw new CannotStart(
      `SQLite finds the database ${databasePath} damaged (${damage.replace(/\s+/g, ' ')}), so nothing is folded: what is written now may go over text that is still whole. Copy the data folder away before anything else, see with fsck what is damaged, and restore a backup.`,
    )
  const before = bytesOnDisk(databasePath)
  // What the report does not say: rows that were set aside, say.
  const log = createLog('warn', 2)
  const store = await openStore(databasePath)
  const measure = new SqliteInspection(databasePath)
  const terminal = new Terminal('folding')
  const report = new CompactionReport()
  const startFold = foldThread(FOLD_WORKER, log)
  const parts = { store, bus: new LocalBus(), clock: machineClock, log, startFold, measure, document }
  for await (const compacted of compactAll(parts)) {
    terminal.say(report.add(compacted))
    terminal.progress(counted(report.documents, 'document'))
  }
  measure.close()
  await store.close()
  const kept = giveBack(databasePath, vacuum)
  if (kept !== undefined) terminal.say(`What was folded is folded, but its room is not given back: ${kept}.`)
  terminal.say(report.summary(before, bytesOnDisk(databasePath)))
  folder.close()
  return report.failures === 0 && kept === undefined ? 0 : 1
}

const noDocument = (document: DocumentId): CannotStart => new CannotStart(`There is no document "${document}" here.`)

/** Answers why it cannot be done. */
function giveBack(databasePath: string, vacuum: (path: string) => void): string | undefined {
  try {
    vacuum(databasePath)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

type ResetCommand = Extract<Command, { kind: 'reset' }>

/**
 * It holds the folder, too: a room that is open would go on with what is no more. `from` is only read, and a dry run only
 * reads: it asks no more of the folder than fsck does.
 */
async function reset({ dataFolder }: Config, { document, from, dryRun }: ResetCommand): Promise<number> {
  const { reset: resetDocument, UNWRITTEN } = await import('./jobs/reset.ts')
  const { DataFolder, existingFolder, ownFolder } = await import('./store/sqlite/data-folder.ts')
  const { lookUp, SqliteInspection } = await import('./store/sqlite/inspection.ts')
  const here = dryRun ? existingFolder(dataFolder) : ownFolder(dataFolder)
  const there = from === undefined ? here : existingFolder(from, 'Name the data folder of a relay, or a copy of one.')
  const folder = dryRun ? undefined : new DataFolder(dataFolder)
  const { state, title, epochs } = lookUp(here.databasePath, document)
  if (state === 'absent') throw noDocument(document)
  if (state === 'gone')
    throw new CannotStart(
      `The document "${document}" was deleted for ever; that stays so, and its id is never used again.`,
    )
  if (!lookUp(there.databasePath, document).epochs.has('text'))
    throw new CannotStart(`There is no text of the document "${document}" in ${from ?? dataFolder}; it stays as it is.`)
  // One that it cannot read ends it before the store here is opened, which would bring an older one up to date.
  const backup = from === undefined ? undefined : new SqliteInspection(there.databasePath)
  const log = createLog('warn', 2)
  const store = dryRun ? undefined : await openStore(here.databasePath)
  const source = backup ?? new SqliteInspection(there.databasePath)
  const start = foldThread(FOLD_WORKER, log)
  const line = new FoldLine({ start, clock: machineClock, longestMs: LONGEST_FOLD_OF_A_COMMAND_MS })
  const measure = new SqliteInspection(here.databasePath)
  const terminal = new Terminal('copying')
  const name = title === '' ? document : `${document}, “${title}”,`
  terminal.say(`${name} is to begin anew with what it shows ${from === undefined ? 'now' : `in ${from}`}.`)
  const done = await resetDocument({
    document,
    source,
    line,
    store: store ?? UNWRITTEN,
    measure,
    dryRun,
    imagesThere: AttachmentFiles.reading(there.attachmentsPath),
    imagesHere: dryRun ? UNWRITTEN : await AttachmentFiles.open(here.attachmentsPath),
    say: (words) => terminal.say(words),
  })
  const epoch = epochs.get('text')
  if (dryRun && done && epoch !== undefined)
    terminal.say(`Nothing is changed. Now its epoch is ${epoch}, and a reset gives it a new one.`)
  line.close()
  source.close()
  measure.close()
  await store?.close()
  folder?.close()
  return done ? 0 : 1
}

type MigrateCommand = Extract<Command, { kind: 'migrate' }>

/** It holds the folder: what a relay saves meanwhile would be left behind. A dry run only reads. */
async function migrate({ dataFolder, databaseUrl }: Config, { dryRun, withDamage }: MigrateCommand): Promise<number> {
  if (databaseUrl === undefined)
    throw new CannotStart(
      'migrate: DATABASE_URL is missing: it names the PostgreSQL that everything is to be moved to.',
    )
  const { moveFolder } = await import('./jobs/move-folder.ts')
  const { DataFolder, existingFolder, ownFolder } = await import('./store/sqlite/data-folder.ts')
  const { SqliteTables } = await import('./store/sqlite/tables.ts')
  const { PostgresDestination } = await import('./store/postgres/tables.ts')
  const { attachmentNames } = await import('./store/files/attachment-inspection.ts')
  const paths = dryRun ? existingFolder(dataFolder) : ownFolder(dataFolder)
  const folder = dryRun ? undefined : new DataFolder(dataFolder)
  const log = createLog('warn', 2)
  const result = await moveFolder({
    folder: dataFolder,
    check: async (talk, found) => await checkAll(await storedIn(dataFolder), (done) => talk.progress(done), found),
    withDamage,
    source: () => new SqliteTables(paths.databasePath),
    images: () => attachmentNames(paths.attachmentsPath),
    imagesThere: AttachmentFiles.reading(paths.attachmentsPath),
    holdsAnything: () => PostgresDestination.holdsAnything(databaseUrl, log),
    destination: dryRun ? undefined : () => PostgresDestination.open(databaseUrl, log),
    talk: (doing) => new Terminal(doing),
  })
  folder?.close()
  return result
}

/** It holds no lock: relays may be running. */
async function tokens({ dataFolder, databaseUrl }: Config, task: TokenTask): Promise<number> {
  const { doTokenTask } = await import('./access/token-command.ts')
  const kept = databaseUrl === undefined ? await tokensIn(dataFolder) : await tokensAt(databaseUrl)
  const code = await doTokenTask(task, kept, Date.now())
  await kept.close()
  return code
}

const tokensIn = async (path: string) =>
  (await import('./store/sqlite/tokens-table.ts')).openTokens(
    (await import('./store/sqlite/data-folder.ts')).ownFolder(path).databasePath,
  )
const tokensAt = async (url: string) =>
  await (await import('./store/postgres/tokens-table.ts')).openTokens(url, createLog('warn', 2))

/** For a command: that a database was brought up to date is said beside its report. */
async function openStore(path: string, log = createLog('info', 2)): Promise<Store & WorkspaceStore> {
  const { SqliteStore } = await import('./store/sqlite/store.ts')
  return await SqliteStore.open({ path, worker: beside('store-worker.js', 'store/sqlite/worker.ts'), log })
}

function version(): string {
  const project = readFileSync(beside('../../package.json', '../package.json'), 'utf8')
  return (JSON.parse(project) as { readonly version: string }).version
}

/** A file next to this one: under its built name when this is the bundle, else its source. */
function beside(built: string, source: string): URL {
  const bundle = new URL(built, import.meta.url)
  return existsSync(fileURLToPath(bundle)) && import.meta.url.endsWith('.js')
    ? bundle
    : new URL(source, import.meta.url)
}

main().catch((error: unknown) => {
  // Before there is a log, and for whoever stands at the terminal: one sentence, or the stack of our own mistake.
  process.stderr.write(
    error instanceof CannotStart ? `${error.message}\n` : `${(error as Error).stack ?? messageOf(error)}\n`,
  )
  process.exit(failed)
})
