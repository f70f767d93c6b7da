// The desktop app, put together: one instance, its relay, its pages, its windows. Reads as a list of what the app does.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, Menu, net, protocol, safeStorage, session, shell, type WebContents } from 'electron'
import { EMBEDDED_RELAY, LINK_SCHEME } from '../../contracts/desktop-names.ts'
import { pageAnswers } from './answers.ts'
import { answerCalls, tell } from './calls.ts'
import { EmbeddedRelay } from './embedded-relay.ts'
import { guardNavigation, guardSession } from './guard.ts'
import { jsonFile } from './json-file.ts'
import { wishesIn, type Wish } from './links.ts'
import { type Log, openLog } from './log.ts'
import { menuTemplate } from './menu.ts'
import { SCHEME } from './origin.ts'
import { Outside } from './outside.ts'
import { noteComplaints } from './page-complaints.ts'
import { servePages } from './pages.ts'
import { portMemory } from './port-memory.ts'
import { Recents, RecentsSchema } from './recent.ts'
import { RelayBook, RelayBookSchema, type SecretBox } from './relay-book.ts'
import { guardRelays } from './relay-gate.ts'
import { relayLauncher } from './relay-launch.ts'
import { Relays } from './relays.ts'
import { checkSpelling, showContextMenus } from './spelling.ts'
import { WindowStatesSchema } from './window-places.ts'
import { Windows } from './windows.ts'
import { speak, startWords, t } from './words/words.ts'

/** This file is out/main/main.js; what it starts and serves lies beside it. */
const built = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

const HOME = '/'
const IS_MAC = process.platform === 'darwin'

function run(): void {
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
  const userData = app.getPath('userData')
  mkdirSync(userData, { recursive: true })
  const logs = app.getPath('logs')
  mkdirSync(logs, { recursive: true })
  const log = openLog(logs)
  const fromOutside = outsideWishes()

  // Never awaited at the top level: in an ES module that would keep `ready` from ever coming.
  void app.whenReady().then(async () => {
    startWords(app.getPreferredSystemLanguages())
    const windows = new Windows({
      preload: built('preload/preload.cjs'),
      file: jsonFile(join(userData, 'windows.json'), WindowStatesSchema),
      opened(page) {
        showContextMenus(page)
        noteComplaints(page, log)
      },
    })
    const secret = randomBytes(32).toString('base64url')
    const embedded = embeddedRelay({ userData, logs, secret, log, windows })
    const book = new RelayBook(jsonFile(join(userData, 'relays.json'), RelayBookSchema), secretBox)
    const relays = new Relays(embedded, book, (url, init) => net.fetch(url, init))
    const open = async (relay: string, path: string): Promise<WebContents | undefined> => {
      if (path !== HOME && windows.reveal(relay, path)) return windows.front
      return await windows.open(relay, path).catch((error: unknown) => {
        log.warn('a window could not open', { error: String(error) })
        dialog.showErrorBox(t('windowFailed.title'), t('windowFailed.body', { why: String(error) }))
        return undefined
      })
    }
    const openHome = (): void => {
      const front = windows.front
      void open(front === undefined ? EMBEDDED_RELAY : windows.relayOf(front), HOME)
    }
    const recents = new Recents(jsonFile(join(userData, 'recent.json'), RecentsSchema), () => showMenu())
    const outside = new Outside({ relays, open, front: () => windows.front })
    const showMenu = (): void =>
      Menu.setApplicationMenu(
        Menu.buildFromTemplate(
          menuTemplate({
            isMac: IS_MAC,
            recent: recents.all,
            newWindow: openHome,
            openRecent: ({ relay, document }) => {
              if (relays.isKnown(relay)) void open(relay, `/d/${document}`)
            },
            clearRecent: () => recents.clear(),
            showLogs: () => shell.showItemInFolder(log.file),
            command: (command) => {
              const page = windows.front
              if (page !== undefined) tell(page, { is: 'command', command })
              else openHome()
            },
          }),
        ),
      )

    embedded.start()
    guardSession(session.defaultSession)
    guardRelays(session.defaultSession, {
      embedded: () => embedded.told,
      embeddedListens: () => embedded.listens,
      embeddedSecret: secret,
      secretOf: (origin) => book.secretOf(origin),
    })
    guardNavigation(app, (from, path) => void open(windows.relayOf(from), path))
    checkSpelling(session.defaultSession, app.getPreferredSystemLanguages(), IS_MAC)
    protocol.handle(
      SCHEME,
      servePages(built('renderer'), () => {
        // A page that is opened or reloaded is a wish to try again.
        embedded.start()
        return relays.reachable()
      }),
    )
    answerCalls(
      pageAnswers({
        windows,
        relays,
        recents,
        outside,
        speak: (language) => {
          if (speak(language)) showMenu()
        },
      }),
    )
    app.on('activate', () => {
      if (windows.pages.length === 0) openHome()
    })
    closeBeforeQuit(windows, embedded)
    showMenu()
    if (!(await windows.restore((relay) => relays.isKnown(relay)).catch(() => false)) && windows.pages.length === 0)
      await open(EMBEDDED_RELAY, HOME)
    fromOutside((wishes) => {
      const front = windows.front
      if (wishes.length === 0) openHome()
      else if (front !== undefined) windows.bringForward(front)
      void outside.grant(wishes)
    })
  })
}

/**
 * Everything asked of the app from outside: by its own arguments, by a second launch, by macOS. Kept until somebody takes it.
 * A second launch that asks for nothing is a wish for a window: while the app starts, the one that is on its way is it.
 */
function outsideWishes(): (take: (wishes: readonly Wish[]) => void) => void {
  const kept: Wish[] = wishesIn(process.argv.slice(app.isPackaged ? 0 : 1), process.cwd())
  let taker: ((wishes: readonly Wish[]) => void) | undefined
  const ask = (wishes: readonly Wish[]): void => {
    if (taker !== undefined) taker(wishes)
    else kept.push(...wishes)
  }
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  app.on('second-instance', (_event, args, folder) => ask(wishesIn(args, folder)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    ask(wishesIn(['', url], ''))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    ask(wishesIn(['', path], ''))
  })
  app.on('window-all-closed', () => {
    if (!IS_MAC) app.quit()
  })
  return (take) => {
    taker = take
    if (kept.length > 0) take(kept.splice(0))
  }
}

interface EmbeddedParts {
  readonly userData: string
  readonly logs: string
  readonly secret: string
  readonly log: Log
  readonly windows: Windows
}

function embeddedRelay({ userData, logs, secret, log, windows }: EmbeddedParts): EmbeddedRelay {
  const dataFolder = join(userData, 'relay')
  mkdirSync(dataFolder, { recursive: true })
  const places = { program: built('server/main.js'), dataFolder, logFile: join(logs, 'relay.log'), secret }
  return new EmbeddedRelay(relayLauncher(places), portMemory(join(dataFolder, 'port.txt')), {
    gaveUp(complaint) {
      log.warn('the relay does not start', { complaint })
      for (const page of windows.pages) tell(page, { is: 'relay-died', again: false })
      dialog.showErrorBox(t('relayFailed.title'), t('relayFailed.body', { log: places.logFile, why: complaint }))
    },
    died(complaint) {
      log.warn('the relay died and is started again', { complaint })
      for (const page of windows.pages) tell(page, { is: 'relay-died', again: true })
    },
    moved: () => windows.reloadAll(),
  })
}

const secretBox: SecretBox = {
  isAvailable: () => safeStorage.isEncryptionAvailable(),
  seal: (secret) => safeStorage.encryptString(secret).toString('base64'),
  open: (sealed) => safeStorage.decryptString(Buffer.from(sealed, 'base64')),
}

/** The relay gets the time to commit and close before the app is gone, and the pages the same time for their last letters. */
function closeBeforeQuit(windows: Windows, relay: EmbeddedRelay): void {
  let closed = false
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    windows.leave()
    void relay.close().then(() => {
      closed = true
      app.quit()
    })
  })
}

if (app.requestSingleInstanceLock()) run()
else app.quit()
