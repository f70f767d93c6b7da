// Every screen and state of the app around the text, light and dark, wide and narrow: nothing overflows, axe finds nothing
// serious, and a picture of each is left in test-results/screens for somebody to look at. What the editor puts beside the
// text has its pictures in editor-looks.spec.ts.
import type { SQLInputValue } from 'node:sqlite'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { LANGUAGE_KEY } from '../../renderer/words/languages.ts'
import { expect, type Person, pressIfThere, story } from '../support/browser.ts'
import { damage, look } from '../support/data-folder.ts'
import { examine, look as picture, looks } from '../support/examine.ts'
import { FrameClient } from '../support/frame-client.ts'

// Some states in four looks each, and axe takes its time.
story.setTimeout(300_000)

story('the document, its people, and what opens over it', async ({ relay, arrive }) => {
  const ben = await arrive()
  await ben.visit(relay.url, 'Ben')
  const ada = await arrive()
  const { page } = ada
  await ada.open(ben.page.url())
  await ada.sees('Typing')
  await looks(page, 'name')
  await ada.answerName('Ada')
  await ben.type('Ben writes here')
  await ada.sees('Ben writes here')
  await ada.savedOnRelay()
  await looks(page, 'writing')
  await page.getByRole('button', { name: 'Connection details' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await looks(page, 'connection')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Menu' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await looks(page, 'menu')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 420, height: 800 })
  await page
    .getByRole('button', { name: /documents/i })
    .first()
    .click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await examine(page, `drawer-${colorScheme}-420`)
  }
})

story('the palette, the shortcuts, export and import', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await ada.savedOnRelay()
  await page.keyboard.press('ControlOrMeta+Alt+n')
  await ada.title.fill('Minutes')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await looks(page, 'palette')
  await page.keyboard.type('nothing is called so')
  await expect(page.getByText('Nothing here is called')).toBeVisible()
  await looks(page, 'palette-nothing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+/')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await looks(page, 'shortcuts')
  await page.keyboard.press('Escape')
  for (const item of ['Export', 'Import'] as const) {
    await ada.chooseInMenu(`${item}…`)
    await expect(page.getByRole('dialog')).toBeVisible()
    await looks(page, item.toLowerCase())
    await page.keyboard.press('Escape')
  }
})

story('the lists, the trash, and addresses that lead nowhere', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await page.goto(`${relay.url}/documents`)
  await expect(page.getByText(/No documents yet/).first()).toBeVisible()
  await looks(page, 'list-empty')
  await page.getByRole('main').getByRole('link', { name: 'Trash' }).click()
  await expect(page.getByText(/The trash is empty/)).toBeVisible()
  await looks(page, 'trash-empty')
  for (const title of [
    'Minutes of the meeting about the garden, which took far longer than anybody had wished',
    'Plan',
  ])
    await page.request.put(`${relay.url}${API_PREFIX}/documents/${title.slice(0, 4)}`, { data: { title } })
  await page.goto(`${relay.url}/documents`)
  const row = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Plan' })
  await row.getByRole('button', { name: 'Add Plan to the favourites' }).click()
  await looks(page, 'list')
  await row.getByRole('button', { name: 'Actions for Plan' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await looks(page, 'list-actions')
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(page.getByText('“Plan” is in the trash.').first()).toBeVisible()
  await examine(page, 'list-notice-light-1280')
  const search = page.getByRole('main').getByRole('textbox', { name: 'Search by title' })
  await search.fill('no such title')
  await looks(page, 'list-nothing-found')
  await page.goto(`${relay.url}/trash`)
  await expect(page.getByText('Plan').first()).toBeVisible()
  await looks(page, 'trash')
  await page.getByRole('button', { name: /Delete for ever/ }).click()
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await looks(page, 'trash-question')
  await page.keyboard.press('Escape')
  await page.goto(`${relay.url}/d/Plan`)
  await expect(page.getByText(/in the trash/).first()).toBeVisible()
  await looks(page, 'in-the-trash')
  await page.request.delete(`${relay.url}${API_PREFIX}/documents/Plan`)
  await page.goto(`${relay.url}/d/not%20an%20id`)
  await heading(ada)
  await looks(page, 'bad-address')
  await page.goto(`${relay.url}/d/Plan`)
  await expect(page.getByText(/deleted/i).first()).toBeVisible()
  await looks(page, 'deleted')
})

story('the relay is away, or has deleted what is on the screen', async ({ relay, arrive }) => {
  const ada = await arrive({ serviceWorkers: 'allow' })
  const { page } = ada
  await ada.visit(relay.url)
  await ada.type('x')
  await ada.savedOnRelay()
  await ada.keepsApp()
  const welcome = page.url()
  const document = `${relay.url}${API_PREFIX}/documents/${new URL(welcome).pathname.split('/').at(-1)!}`
  await page.request.post(`${document}/trash`)
  await page.request.delete(document)
  await ada.reads(/^Action needed/)
  await looks(page, 'action-needed')
  await ada.startDocument()
  await ada.savedOnRelay()
  await relay.kill()
  await ada.type('x')
  await ada.reads('Offline — everything you type is kept on this computer', 45_000)
  await looks(page, 'offline')
  await page.goto(`${relay.url}/d/never-opened-here`)
  await expect(page.getByRole('heading', { name: /not on this computer/i })).toBeVisible({ timeout: 20_000 })
  await looks(page, 'not-here')
})

story(
  'R7: the relay is there and cannot open the document, of which nothing is here; mended, it opens',
  async ({ relay, arrive }) => {
    const ben = await FrameClient.join(relay, 'broken')
    for (const word of ['one ', 'two ', 'three ']) ben.type(word)
    await ben.allSaved()
    ben.leave()
    await relay.stop()
    const hole = "seq = 2 AND number = (SELECT number FROM heads WHERE document = 'broken')"
    const [row] = look<Record<string, SQLInputValue>>(relay.data, `SELECT * FROM log WHERE ${hole}`)
    damage(relay.data, `DELETE FROM log WHERE ${hole}`)
    await relay.start()
    const ada = await arrive()
    const { page } = ada
    await page.goto(`${relay.url}/d/broken`)
    const failed = page.getByRole('heading', { name: 'The relay could not open this document' })
    await expect(failed).toBeVisible()
    await expect(
      page.getByText(`The relay at ${new URL(relay.url).host} was reached, but could not open`),
    ).toBeVisible()
    await expect(page.getByText('cannot be reached')).toHaveCount(0)
    await looks(page, 'not-opened')
    await relay.stop()
    const columns = Object.keys(row!)
    const places = columns.map(() => '?').join(', ')
    damage(relay.data, `INSERT INTO log (${columns.join(', ')}) VALUES (${places})`, ...Object.values(row!))
    await relay.start()
    await pressIfThere(page.getByRole('button', { name: 'Try again' }))
    await expect(ada.text).toBeVisible()
    await ada.savedOnRelay()
  },
)

story('in German, in Chinese, and from right to left', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.page.goto(relay.url)
  await page.locator('.text').waitFor()
  for (const language of ['de', 'zh', 'ar-XB']) {
    await page.evaluate(([key, value]) => localStorage.setItem(key!, value!), [LANGUAGE_KEY, language])
    await page.goto(relay.url)
    await page.locator('.text').waitFor()
    await expect(page.locator('html')).toHaveAttribute('lang', language)
    await expect(page.locator('html')).toHaveAttribute('dir', language === 'ar-XB' ? 'rtl' : 'ltr')
    // The text's own marks stand where its words begin.
    await expect(page.locator('.text ul').first()).toHaveCSS('direction', 'ltr')
    for (const width of [1280, 420]) {
      await page.setViewportSize({ width, height: 800 })
      await picture(page, `language-${language}-${width}`)
    }
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('option').first().waitFor()
    await picture(page, `language-${language}-palette`)
    await page.keyboard.press('Escape')
    await page.goto(`${relay.url}/documents`)
    await heading(ada)
    await picture(page, `language-${language}-documents`)
    // What is not in brackets was never given to be translated, or is a name.
    if (language === 'ar-XB') expect(await plainWords(ada)).toEqual([])
  }
})

async function heading({ page }: Person): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible()
}

/** What is said outside the brackets of the disguise, but for what people have written and what names are. */
async function plainWords({ page }: Person): Promise<string[]> {
  return await page.evaluate(() => {
    const strange: string[] = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
      const words = (node.textContent ?? '').trim()
      const own = node.parentElement?.closest('[translate=no], .row-title, .wordmark, script, style')
      if (/\p{L}/u.test(words) && !own && !words.startsWith('⟦')) strange.push(words)
    }
    return strange
  })
}
