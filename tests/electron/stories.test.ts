// What a person does with the desktop app, from its menus, from the system and from links: on the real Electron where there is
// one, else on the stand-in (tests/support/desktop/host.ts). The relays are real.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DesktopApi } from '../../contracts/desktop.ts'
import { type DesktopHost, openDesktop } from '../support/desktop/host.ts'
import { TEST_ORIGIN } from '../support/electron-stand-in/origin.ts'
import type { Told } from '../support/electron-stand-in/to-the-test.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const STORY_MS = 180_000
const SOON_MS = 60_000
const SECRET = 'the-secret-of-the-garden-club-2026'

let app: DesktopHost
let page: Page
let folder: string

const text = (of: Page = page) => of.locator('[contenteditable="true"]')
const last = async <Kind extends Told['is']>(kind: Kind): Promise<Extract<Told, { is: Kind }> | undefined> =>
  (await app.told()).findLast((told): told is Extract<Told, { is: Kind }> => told.is === kind)
const menu = (item: string): Promise<void> => app.ask({ ask: 'menu', item })
const sees = (words: string, of: Page = page): Promise<void> =>
  of.getByText(words).first().waitFor({ timeout: SOON_MS })
const documentOn = (of: Page): string => new URL(of.url()).pathname

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ligature-stories-'))
  app = await openDesktop()
  page = await app.window()
  page.setDefaultTimeout(SOON_MS)
  await text().waitFor()
}, STORY_MS)
afterAll(async () => {
  await app.dispose()
  await rm(folder, { recursive: true, force: true })
}, STORY_MS)

describe('the desktop app', { timeout: STORY_MS }, () => {
  test('File > New document starts one; File > Save as Markdown writes it where the person says', async () => {
    const before = page.url()
    await menu('new-document')
    await until('another document', () => page.url() !== before && documentOn(page).startsWith('/d/'), SOON_MS)
    await page.getByRole('textbox', { name: 'Document title' }).fill('Bread')
    await text().click()
    await page.keyboard.type('# Dough\nFlour and **water**.')
    const path = join(folder, 'Bread.md')
    await app.ask({ ask: 'answer', dialog: 'save', path })
    await menu('save-markdown')
    await sees('Saved as “Bread.md”.')
    expect(await readFile(path, 'utf8')).toBe('# Dough\n\nFlour and **water**.\n')
    await until('the recent documents', async () => (await last('menu'))?.items.includes('File > Open recent > Bread'))
  })

  test('File > Export writes a web page, plain text and a PDF', async () => {
    for (const [command, name] of [
      ['export-html', 'Bread.html'],
      ['export-text', 'Bread.txt'],
      ['export-pdf', 'Bread.pdf'],
    ] as const) {
      await app.ask({ ask: 'answer', dialog: 'save', path: join(folder, name) })
      await menu(command)
      await sees(`Saved as “${name}”.`)
    }
    expect(await readFile(join(folder, 'Bread.html'), 'utf8')).toMatch(/<h1>Dough<\/h1>\s*<p>Flour and <strong>water/)
    expect(await readFile(join(folder, 'Bread.txt'), 'utf8')).toBe('Dough\n\nFlour and water.\n')
    expect((await readFile(join(folder, 'Bread.pdf'))).toString('latin1', 0, 5)).toBe('%PDF-')
  })

  test('a dialog that is called off changes nothing, and a file that cannot be written is said', async () => {
    await app.ask({ ask: 'answer', dialog: 'save', path: null })
    await menu('save-markdown')
    await app.ask({ ask: 'answer', dialog: 'save', path: join(folder, 'none', 'Bread.md') })
    await menu('save-markdown')
    await sees('The document is unchanged.')
  })

  test('File > Open makes a document of a Markdown file; what is in it stays text', async () => {
    const path = join(folder, 'Hostile <b>.md')
    await writeFile(path, '# Opened\n\n<img src=x onerror="document.title=1"> [click](javascript:alert(1))\n')
    await app.ask({ ask: 'answer', dialog: 'open', path })
    await menu('open-file')
    await page.getByRole('heading', { name: 'Opened' }).waitFor()
    await sees('<img src=x onerror=')
    expect(await page.locator('[contenteditable] img, [contenteditable] a[href^="javascript"]').count()).toBe(0)
    await until('its title', async () => (await page.title()).startsWith('Hostile <b>'), SOON_MS)
  })

  test('started again with a file, the app opens it; what is no text is refused in words', async () => {
    await writeFile(join(folder, 'Second.md'), 'From the file manager.\n')
    await writeFile(join(folder, 'Photo.md'), Buffer.from([0xff, 0xd8, 0xff]))
    await app.ask({ ask: 'second-instance', args: ['Second.md'], folder })
    await sees('From the file manager.')
    await app.ask({ ask: 'second-instance', args: ['Photo.md'], folder })
    await sees('“Photo” is not a text file in UTF-8.')
  })

  test('a link opens its document; one that is broken says so; an unknown relay is asked about first', async () => {
    const here = documentOn(page)
    await app.ask({ ask: 'second-instance', args: ['ligature://open/embedded/from-a-link'], folder: '/' })
    const other = await app.window(1)
    await until('the document of the link', () => documentOn(other) === '/d/from-a-link', SOON_MS)
    await app.ask({ ask: 'open-url', url: 'ligature://open/embedded/../../etc' })
    expect((await until('the box', () => last('dialog'), SOON_MS))?.title).toBe('This link leads nowhere')
    await app.ask({ ask: 'answer', dialog: 'message', button: 0 })
    await app.ask({ ask: 'open-url', url: 'ligature://open/https%3A%2F%2Fstranger.example/x' })
    const asked = await until('the question', async () => {
      const told = await last('asked')
      return told?.message.includes('stranger') === true ? told : undefined
    })
    expect(asked.message).toBe('Add the relay https://stranger.example?')
    const relays = await page.evaluate(() => (globalThis as unknown as { ligature: DesktopApi }).ligature.relays())
    expect(relays).toEqual(['embedded'])
    expect(documentOn(page)).toBe(here)
    await other.close()
  })

  test('Help > Show logs shows the folder of the logs, which hold no text of documents', async () => {
    await menu('Show logs')
    const shown = await until('the folder', () => last('shown-in-folder'))
    expect(shown.path).toMatch(/main\.log$/)
    const logs = await readFile(join(shown.path, '..', 'relay.log'), 'utf8')
    expect(logs).toContain('"listening"')
    expect(logs).not.toContain('Flour')
  })

  test('the relay inside the app answers nobody who does not know the secret of this launch', async () => {
    const { url } = await page.evaluate(() => (globalThis as unknown as { ligature: DesktopApi }).ligature.relay())
    expect((await fetch(`${url}/api/v1/documents`)).status).toBe(401)
    const fromThePage = await page.evaluate(async (relay) => (await fetch(`${relay}/api/v1/documents`)).status, url)
    expect(fromThePage).toBe(200)
    const all = JSON.stringify(await page.evaluate(() => Object.entries(localStorage)))
    expect(all).not.toMatch(/Bearer/)
  })

  test('menus follow the language that the person chose in the app', async () => {
    const asOne = { document: null, title: '', language: 'de' }
    await page.evaluate((shown) => (globalThis as unknown as { ligature: DesktopApi }).ligature.shows(shown), asOne)
    expect((await until('the menu', () => last('menu')))?.items).toContain('Datei > Neues Dokument')
    const back = { ...asOne, language: 'en' }
    await page.evaluate((shown) => (globalThis as unknown as { ligature: DesktopApi }).ligature.shows(shown), back)
  })

  test('another relay is added by its address, used, and removed; its secret stands nowhere in the open', async () => {
    const stranger = createServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const relay = await TestRelay.start({
      // On the stand-in app://ligature is an https origin, which a relay does not know by itself.
      env: { LIGATURE_SECRET: SECRET, LIGATURE_NAME: 'Garden', LIGATURE_ORIGINS: TEST_ORIGIN },
    })
    try {
      await menu('relays')
      const dialog = page.getByRole('dialog', { name: 'Relays' })
      const address = dialog.getByRole('textbox', { name: 'Address of another relay' })
      const add = dialog.getByRole('button', { name: 'Add', exact: true })
      await address.fill(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}`)
      await add.click()
      await sees('Somebody answers there, but it is not a Ligature relay.')
      await address.fill('http://write.example.org')
      await add.click()
      await sees('That address is not encrypted.')
      await address.fill(relay.url)
      await add.click()
      await sees('This relay asks for a secret.')
      await dialog.getByLabel('Its secret').fill(SECRET)
      await add.click()
      await until('a page of the other relay', async () => {
        const api = () => (globalThis as unknown as { ligature?: DesktopApi }).ligature?.relay()
        return (await page.evaluate(api).catch(() => undefined))?.url === relay.url
      })
      await text().waitFor()
      await text().press('Control+End')
      await page.keyboard.type('Tulips.')
      await sees('Saved on this computer and on Garden')
      const id = documentOn(page).replace('/d/', '')
      const headers = { authorization: `Bearer ${SECRET}` }
      expect((await new RestClient(relay).ask('GET', `/api/v1/documents/${id}`, { headers })).status).toBe(200)
      const kept = await readFile(join(app.userData, 'relays.json'), 'utf8')
      expect(kept).toContain(relay.url)
      expect(kept).not.toContain(SECRET)

      await menu('relays')
      await dialog.getByRole('button', { name: /^Remove 127/ }).click()
      await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
      await until('the embedded relay again', async () => {
        const api = () => (globalThis as unknown as { ligature?: DesktopApi }).ligature?.relay()
        return (await page.evaluate(api).catch(() => undefined))?.identity === 'embedded'
      })
    } finally {
      stranger.close()
      await relay.dispose()
    }
  })

  test('a misspelt word gets suggestions under the right mouse button', async () => {
    const clicked = {
      misspelledWord: 'teh',
      dictionarySuggestions: ['the', 'ten'],
      isEditable: true,
      selectionText: '',
      linkURL: '',
      editFlags: { canCut: false, canCopy: false, canPaste: true },
    }
    if (app.name === 'Electron') return // Its menu is the system's: nothing that a test could read.
    await app.ask({ ask: 'right-click', window: 0, clicked })
    const { items } = await until('the menu', () => last('context-menu'))
    expect(items.slice(0, 3)).toEqual(['the', 'ten', 'Add to dictionary'])
    await menu('the')
    await until('the word replaced', async () => (await last('spelling'))?.languages.includes('replaced by the'))
  })

  test('opened again, its windows stand where they stood and show what they showed', async () => {
    await text().waitFor()
    await page.getByRole('textbox', { name: 'Document title' }).waitFor()
    const shown = documentOn(page)
    const bounds = { x: 240, y: 120, width: 900, height: 700 }
    await app.ask({ ask: 'move', window: 0, bounds, maximised: false })
    await until('the place to be kept', async () =>
      (await readFile(join(app.userData, 'windows.json'), 'utf8').catch(() => '')).includes('"x":240'),
    )
    app = await app.reopen()
    page = await app.window()
    await text().waitFor({ timeout: SOON_MS })
    expect(documentOn(page)).toBe(shown)
    if (app.name === 'stand-in')
      expect((await until('its window', () => last('window'), SOON_MS))?.bounds).toEqual(bounds)
  })
})
