// How the app begins and ends: a second launch, links and files among the arguments, letters typed just before the end, a
// process that is killed. The built bundles on the stand-in; the relays are real.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, test } from 'vitest'
import type { DesktopApi, KnownRelay } from '../../contracts/desktop.ts'
import { DesktopApp } from '../support/electron-stand-in/desktop-app.ts'
import { until } from '../support/until.ts'

const STORY_MS = 180_000
const SOON_MS = 60_000

let app: DesktopApp

const soon: typeof until = (what, look) => until(what, look, SOON_MS)
const paths = (): string[] => app.windows.map((page) => new URL(page.url()).pathname).sort()

async function write(page: Page, text: string): Promise<void> {
  const editor = page.locator('[contenteditable="true"]')
  await editor.waitFor({ timeout: SOON_MS })
  await soon('a document to be open', () => page.url().includes('/d/'))
  await editor.press('Control+End')
  await page.keyboard.type(text)
}

afterEach(async () => {
  await app.dispose()
}, STORY_MS)

describe('the desktop app', { timeout: STORY_MS }, () => {
  test('a second launch has no window and no relay: it hands over and ends', async () => {
    app = await DesktopApp.open({ env: { STAND_IN_INSTANCE: 'second' }, args: ['ligature://open/embedded/x'] })
    await soon('its end', () => app.ended)
    expect([app.errors, app.told]).toEqual(['', []])
  })

  test('launched with a link and a file it opens both; what else stands there asks for nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-launch-'))
    const file = join(folder, '-- "quoted" $(touch x) ; <i>.md')
    await writeFile(file, 'Out of a file with a name.\n')
    const hostile = [
      '/etc/hostname',
      '../../etc/passwd',
      '--inspect.md',
      'file:///etc/passwd.txt',
      'https://example.org/x',
      'LIGATURE://open/embedded/%2e%2e%2fetc',
      'ligature:open',
    ]
    app = await DesktopApp.open({
      folder,
      args: ['ligature://open/embedded/from-the-launch', file, ...hostile],
      env: { STAND_IN_LANGUAGES: 'de-AT,en-GB' },
    })
    await soon('the document of the link', () => paths().includes('/d/from-the-launch'))
    await soon('both broken links to be said', () => app.told.filter(({ is }) => is === 'dialog').length === 2)
    const texts = () => Promise.all(app.windows.map(async (page) => await page.locator('body').textContent()))
    await soon('the text of the file', async () =>
      (await texts()).some((text) => text?.includes('Out of a file with a name.') ?? false),
    )
    expect(app.windows).toHaveLength(2)
    // The languages of the system, before any page has said another.
    expect(app.told.find((told) => told.is === 'spelling')).toEqual({ is: 'spelling', languages: ['de', 'en-GB'] })
    expect(app.told.find((told) => told.is === 'menu')?.items[0]).toBe('Datei')
    expect(app.errors).toBe('')
  })

  test('a link that names the address of the relay inside the app opens there, under the name that it has', async () => {
    app = await DesktopApp.open()
    const { url } = await (await app.window()).evaluate(desktopRelay)
    const link = `ligature://open/${encodeURIComponent(url)}/by-its-address`
    app.ask({ ask: 'second-instance', args: [link], folder: '/' })
    const opened = await soon('its document', () =>
      app.windows.find((page) => page.url().endsWith('/d/by-its-address')),
    )
    expect(await opened.evaluate(desktopRelay)).toEqual({ identity: 'embedded', url })
    expect(app.told.filter(({ is }) => is === 'asked' || is === 'dialog')).toEqual([])
  })

  test('what is typed and quit at once is there again, in both windows, where they stood', async () => {
    app = await DesktopApp.open()
    await write(await app.window(), 'The last letters.')
    app.ask({ ask: 'second-instance', args: ['ligature://open/embedded/other'], folder: '/' })
    await soon('the other document', () => paths().includes('/d/other'))
    const bounds = { x: 300, y: 200, width: 1000, height: 640 }
    app.ask({ ask: 'move', window: 1, bounds, maximised: true })
    const other = await app.window(1)
    await write(other, 'And these.')
    const before = paths()
    app = await app.reopen()
    await soon('the same pages', () => paths().join() === before.join())
    const shown = async (text: string): Promise<boolean> =>
      (await Promise.all(app.windows.map((page) => page.getByText(text).count()))).some((count) => count > 0)
    await soon('what was typed first', () => shown('The last letters.'))
    await soon('what was typed last', () => shown('And these.'))
    await soon('the window where it stood', () =>
      app.told.some((told) => told.is === 'window' && told.maximised && told.bounds.x === bounds.x),
    )
    expect(app.told.filter(({ is }) => is === 'dialog')).toEqual([])
  })

  test('killed, it starts again with what was said to be saved', async () => {
    app = await DesktopApp.open()
    const page = await app.window()
    await write(page, 'Before the power went.')
    const saved = page.getByText(/^Saved on this computer and on/).first()
    await saved.waitFor({ timeout: SOON_MS })
    const before = paths()
    app.kill()
    await soon('its end', () => app.ended)
    app = await app.reopen()
    // A kill may come before the place of a window is on the disk: it starts at the root then, which goes on to the document.
    await soon('the same page', () => paths().join() === before.join())
    await (await app.window()).getByText('Before the power went.').waitFor({ timeout: SOON_MS })
  })
})

// Run in the page, where only its own text goes.
async function desktopRelay(): Promise<KnownRelay> {
  return await (globalThis as unknown as { ligature: DesktopApi }).ligature.relay()
}
