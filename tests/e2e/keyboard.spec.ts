// A whole visit without a mouse: what a first-time visitor does, from the first letter to the trash and back.
import { expect, story } from '../support/browser.ts'

/** What TipTap leaves on the element of the text: when that got the focus. */
interface Focused {
  readonly editor: { readonly view: { readonly input: { readonly lastFocus: number } } }
}

story(
  'the keyboard alone: write, mark, insert, find, share, go elsewhere, throw away and bring back',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page, text } = ada
    const { keyboard } = page
    await page.goto(relay.url)
    await expect(text).toBeFocused({ timeout: 30_000 })

    // The question for the name is on the way of Tab, and gives the keys back.
    await expect(page.getByRole('dialog').getByRole('textbox')).toBeVisible()
    await tabUntil('name-field')
    await keyboard.type('Ada')
    await keyboard.press('Enter')
    await expect(text).toBeFocused()

    await keyboard.press('ControlOrMeta+Alt+n')
    await expect(ada.title).toHaveValue('')
    await expect(text).toBeFocused()
    await keyboard.type('Plan for the garden\nbeans and garlic\n')
    await keyboard.type('/table')
    await keyboard.press('Enter')
    await expect(text.locator('table')).toBeVisible()
    await keyboard.type('Plant')
    await keyboard.press('Tab')
    await keyboard.type('When')
    await expect(text.locator('th')).toHaveText(['Plant', 'When', ''])
    // From the table to its menu, and back.
    await keyboard.press('Alt+F10')
    await expect(page.getByRole('button', { name: 'Table' }).last()).toBeFocused()
    await keyboard.press('Escape')
    await inText()

    await keyboard.press('ControlOrMeta+Home')
    await keyboard.press('Shift+End')
    await keyboard.press('ControlOrMeta+b')
    await expect(text.locator('strong')).toHaveText('Plan for the garden')
    await keyboard.press('Alt+F10')
    await expect(page.getByRole('toolbar', { name: 'Selected text' }).getByRole('button').first()).toBeFocused()
    await keyboard.press('Escape')
    await expect(text).toBeFocused()
    await keyboard.press('ControlOrMeta+Alt+1')
    await expect(text.getByRole('heading', { level: 1 })).toBeVisible()

    await keyboard.press('ControlOrMeta+f')
    await keyboard.type('garlic')
    await expect(page.getByRole('search', { name: 'Find in the document' })).toContainText('1 of 1')
    await keyboard.press('Escape')
    await expect(text).toBeFocused()
    await keyboard.type('leeks')
    await ada.sees('beans and leeks')

    await palette()
    await keyboard.type('rename')
    await keyboard.press('Enter')
    await expect(ada.title).toBeFocused()
    await keyboard.type('Garden')
    await keyboard.press('Enter')
    await expect(text).toBeFocused()
    await keyboard.press('ControlOrMeta+Alt+l')
    const here = page.url()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(here)

    // Elsewhere by name, and back by the list.
    await palette()
    await keyboard.type('welcome')
    await keyboard.press('Enter')
    await expect(ada.title).toHaveValue('Welcome to Ligature')
    await expect(text).toBeFocused()
    await keyboard.press('ControlOrMeta+Alt+d')
    const list = page.getByRole('main').getByRole('list', { name: 'Documents' })
    await tabUntil('', () => list.evaluate((element) => element.contains(document.activeElement)))
    await keyboard.press('Home')
    const garden = list.getByRole('link', { name: /^Garden/ })
    for (let row = 0; row < 2 && !(await garden.evaluate((link) => link === document.activeElement)); row++)
      await keyboard.press('ArrowDown')
    await expect(garden).toBeFocused()
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await expect(list.getByRole('button', { name: 'Take Garden from the favourites' })).toBeFocused()
    await keyboard.press('ArrowLeft')
    await keyboard.press('Delete')
    await expect(garden).toHaveCount(0)

    await palette()
    await keyboard.type('trash')
    await keyboard.press('Enter')
    const trashed = page.getByRole('main').getByRole('link', { name: /^Garden/ })
    await expect(trashed).toBeVisible()
    await tabUntil('', () => trashed.evaluate((link) => link === document.activeElement))
    await keyboard.press('Enter')
    await ada.sees('beans and leeks')
    const restore = page.getByRole('button', { name: 'Restore' })
    await tabUntil('', () => restore.evaluate((button) => button === document.activeElement))
    await keyboard.press('Enter')
    await expect(restore).toHaveCount(0)
    await ada.savedOnRelay()

    /** Soon after the text has got the focus ProseMirror takes a caret at its very beginning for the browser's mistake
     * (domobserver.ts, 200 ms); nobody's next key is as fast as a story's. */
    async function inText(): Promise<void> {
      await expect(text).toBeFocused()
      await expect
        .poll(() =>
          text.evaluate((element) => Date.now() - (element as unknown as Focused).editor.view.input.lastFocus),
        )
        .toBeGreaterThan(200)
    }

    async function palette(): Promise<void> {
      await keyboard.press('ControlOrMeta+k')
      await expect(page.getByRole('combobox', { name: 'Find a document or a command' })).toBeFocused()
    }

    async function tabUntil(id: string, there?: () => Promise<boolean>): Promise<void> {
      const isThere = there ?? (() => page.evaluate((wanted) => document.activeElement?.id === wanted, id))
      for (let step = 0; step < 60 && !(await isThere()); step++) await keyboard.press('Tab')
      expect(await isThere()).toBe(true)
    }
  },
)
