// The built desktop app on the stand-in for Electron (docs/decisions/0004): its real main, preload, relay and pages, in a
// real Chromium.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { DESKTOP_CALLS, type DesktopApi } from '../../contracts/desktop.ts'
import { TEXT_FIELD } from '../../document/schema.ts'
import { DesktopApp, isAlive } from '../support/electron-stand-in/desktop-app.ts'
import { until } from '../support/until.ts'

/** Ample on a machine that does other work too. */
const STORY_MS = 120_000

let app: DesktopApp

/** Everything in a document, as another client of the embedded relay sees it: one that knows its secret. */
async function textOnRelay(relay: string, document: string, wanted: string): Promise<string> {
  const doc = new Y.Doc()
  const headers = { authorization: `Bearer ${app.secret}` }
  class WithSecret extends WebSocket {
    constructor(url: string) {
      super(url, { headers })
    }
  }
  const provider = new WebsocketProvider(`${relay.replace('http', 'ws')}/sync`, document, doc, {
    WebSocketPolyfill: WithSecret as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  try {
    const text = (): string => doc.getXmlFragment(TEXT_FIELD).toString()
    await until(`"${wanted}" on the relay`, () => text().includes(wanted))
    return text()
  } finally {
    provider.destroy()
    doc.destroy()
  }
}

async function write(page: Page, text: string): Promise<void> {
  const editor = page.locator('[contenteditable="true"]')
  await editor.waitFor()
  await until('a document to be open', () => page.url().includes('/d/'))
  await editor.press('Control+End')
  await page.keyboard.type(text)
}

async function answers(relay: string): Promise<boolean> {
  return await fetch(`${relay}/healthz`, { headers: { authorization: `Bearer ${app.secret}` } }).then(
    (answer) => answer.ok,
    () => false,
  )
}

/** As a relay of that folder does, until closed. */
function holdDataFolder({ folder }: DesktopApp): DatabaseSync {
  const lock = new DatabaseSync(join(folder, 'user-data', 'relay', 'lock.db'))
  lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  return lock
}

describe('the pages of the desktop app', { timeout: STORY_MS }, () => {
  beforeAll(async () => {
    app = await DesktopApp.open()
  }, STORY_MS)
  afterAll(async () => {
    await app.dispose()
  }, STORY_MS)
  afterEach(async () => {
    await Promise.all(app.windows.slice(1).map((page) => page.close()))
  })

  test('opens a window; what is typed there reaches the relay inside the app', async () => {
    const page = await app.window()
    await write(page, 'A first sentence.')
    const { url } = await page.evaluate(desktopRelay)
    const document = new URL(page.url()).pathname.replace('/d/', '')
    expect(await textOnRelay(url, document, 'A first sentence.')).toContain('A first sentence.')
    expect(app.errors).toBe('')
  })

  test('gives its pages one object, and no Node', async () => {
    const page = await app.window()
    await until('the preload', () => page.evaluate(() => 'ligature' in globalThis))
    const seen = await page.evaluate(() => ({
      calls: Object.keys((globalThis as unknown as { ligature: object }).ligature),
      node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    }))
    expect(seen).toEqual({ calls: [...Object.keys(DESKTOP_CALLS), 'listen'], node: [] })
  })

  test('grants its pages what they need, and nothing else', async () => {
    await app.window()
    const [told] = app.told.filter((one) => one.is === 'permissions')
    expect(told).toEqual({ is: 'permissions', granted: ['clipboard-sanitized-write', 'local-network-access'] })
  })

  test('opens a second window on a page of ours, and refuses any other address', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    await page.evaluate(openWindow, '/d/second')
    expect((await app.window(1)).url()).toMatch(/\/d\/second$/)
    for (const address of ['https://example.org', '//example.org/d/x', 'javascript:alert(1)', 'd/x']) {
      await expect(page.evaluate(openWindow, address)).rejects.toThrow('is not a page of the app')
    }
    expect(app.windows).toHaveLength(2)
  })

  test('refuses arguments that are not of the contract', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    const far = page.evaluate(openWindow, `/${'x'.repeat(500)}`)
    await expect(far).rejects.toThrow()
    expect(app.windows).toHaveLength(1)
  })

  test('stays in the app; web addresses open in the browser', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    await page.evaluate(() => void window.open('https://example.org/a', '_blank', 'noopener'))
    await until('the address to be opened outside', () => app.told.find((one) => one.is === 'opened-outside'))
    expect(app.told).toContainEqual({ is: 'opened-outside', url: 'https://example.org/a' })
    const before = page.url()
    await page.evaluate(() => location.assign('https://example.org/b'))
    await page.evaluate(() => void window.open('file:///etc/passwd'))
    await page.evaluate(() => document.title)
    expect(page.url()).toBe(before)
    expect(app.told.filter((one) => one.is === 'opened-outside')).toHaveLength(1)
  })

  test('copies text for its pages', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    await page.evaluate((text) => (globalThis as unknown as { ligature: DesktopApi }).ligature.copyText(text), 'a link')
    expect(app.told).toContainEqual({ is: 'copied', text: 'a link' })
  })

  test('started a second time, the app opens a window of the first', async () => {
    await (await app.window()).waitForLoadState()
    app.ask({ ask: 'second-instance', args: [], folder: '/' })
    await app.window(1)
  })
})

describe('the relay of the desktop app', { timeout: STORY_MS }, () => {
  beforeEach(async () => {
    app = await DesktopApp.open()
  }, STORY_MS)
  afterEach(async () => {
    await app.dispose()
  }, STORY_MS)

  test('a relay that is killed comes back at the same address', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    const { url } = await page.evaluate(desktopRelay)
    const [first] = app.relays
    if (first === undefined) throw new Error('no relay was started')
    process.kill(first, 'SIGKILL')
    await until('another relay', () => app.relays.length === 2)
    await until('an answer at the same address', () => answers(url))
  })

  test('waits for the previous relay, which still closes, and listens where it did', async () => {
    const { url } = await (await app.window()).evaluate(desktopRelay)
    const previous = Promise.withResolvers<DatabaseSync>()
    app = await app.reopen(() => previous.resolve(holdDataFolder(app)))
    const page = await app.window()
    await page.locator('[contenteditable="true"]').waitFor()
    await until('a second relay after one that found the folder held', () => app.relays.length >= 2)
    ;(await previous.promise).close()
    await until('the relay where it was', () => answers(url))
    expect(app.told.filter((told) => told.is === 'dialog')).toEqual([])
  })

  test('listens elsewhere when somebody has its port', async () => {
    const { url } = await (await app.window()).evaluate(desktopRelay)
    const stranger = createServer()
    app = await app.reopen(() => void stranger.listen(Number(new URL(url).port), '127.0.0.1'))
    const page = await app.window()
    const elsewhere = await until('another address', async () => {
      const now = await page.evaluate(desktopRelay).catch(() => undefined)
      return now !== undefined && now.url !== url ? now.url : undefined
    })
    await until('the relay to answer there', () => answers(elsewhere))
    await until('the page to reach it', () => page.evaluate(reaches, elsewhere).catch(() => false))
    stranger.close()
    expect(app.told.filter((told) => told.is === 'dialog')).toEqual([])
  })

  test('without its relay it opens what was open before, keeps what is typed, and says so', async () => {
    const before = await app.window()
    await write(before, 'Before the fault. ')
    await before
      .getByText(/^Saved on this computer and on/)
      .first()
      .waitFor()
    const damaged = join(app.folder, 'user-data', 'relay', 'ligature.db')
    app = await app.reopen(async () => {
      await rm(damaged)
      await mkdir(damaged)
    })
    const page = await app.window()
    await page.getByText('Before the fault.').waitFor()
    await write(page, 'After it. ')
    const told = await until('what the person is told', () => app.told.find((one) => one.is === 'dialog'), STORY_MS)
    expect(told.content).toMatch(/^What you wrote is on this computer/)
    expect(told.content).toContain('Quit Ligature and open it again')
    await page.reload()
    await page.getByText('After it.').waitFor()
  })

  test('a first start without a relay says so, and tries again when asked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-desktop-'))
    const damaged = join(folder, 'user-data', 'relay', 'ligature.db')
    await mkdir(damaged, { recursive: true })
    await app.dispose()
    app = await DesktopApp.open({ folder })
    const page = await app.window()
    await page.getByRole('heading', { name: 'The relay inside Ligature does not start' }).waitFor()
    expect(await page.locator('#root').textContent()).toContain('Nothing you wrote has been touched')
    await rm(damaged, { recursive: true })
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('[contenteditable="true"]').waitFor()
  })

  test('quits with its relay closed', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    await page.evaluate(desktopRelay)
    expect(await app.quit()).toBe(0)
    expect(app.relays.filter(isAlive)).toEqual([])
  })

  test('its relay ends with it when it is killed', async () => {
    const page = await app.window()
    await page.waitForLoadState()
    await page.evaluate(desktopRelay)
    expect(app.relays.every(isAlive)).toBe(true)
    app.kill()
    await until('the relay to end', () => !app.relays.some(isAlive))
  })
})

describe('the stand-in', { timeout: STORY_MS }, () => {
  test('fails aloud for what it does not model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-entry-'))
    const entry = join(folder, 'main.mjs')
    await writeFile(entry, `import { app } from 'electron'\napp.whenReady().then(() => app.setBadgeCount(1))\n`)
    app = await DesktopApp.open({ entry })
    await until('the app to end', () => app.ended)
    expect(app.errors).toContain('the Electron stand-in does not model app.setBadgeCount')
    await app.dispose()
    await rm(folder, { recursive: true })
  })

  test('hangs on a top-level await of ready, as Electron does', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-entry-'))
    const entry = join(folder, 'main.mjs')
    await writeFile(
      entry,
      `import { app } from 'electron'\nsetTimeout(() => { console.error('still waiting'); process.exit(3) }, 300)\nawait app.whenReady()\nprocess.exit(0)\n`,
    )
    app = await DesktopApp.open({ entry })
    await until('the app to end', () => app.ended)
    expect(app.errors).toContain('still waiting')
    await app.dispose()
    await rm(folder, { recursive: true })
  })
})

// Run in the page, where only their own text goes: they cannot call one another.
async function desktopRelay(): Promise<{ url: string }> {
  return await (globalThis as unknown as { ligature: DesktopApi }).ligature.relay()
}
async function openWindow(path: string): Promise<void> {
  await (globalThis as unknown as { ligature: DesktopApi }).ligature.newWindow(path)
}
async function reaches(relay: string): Promise<boolean> {
  return (await fetch(`${relay}/healthz`)).ok
}
