// The list of documents: make one, name it, find it again, throw it away and take that back.
import { expect, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'

story('a new document is named, listed, and opened again from the list', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument('Shopping')
  await ada.title.press('Enter')
  await ada.type('Milk and bread')
  await ada.savedOnRelay()
  await ada.documents.getByText('Welcome to Ligature').click()
  await ada.sees('Write with somebody')
  await ada.documents.getByText('Shopping').click()
  await ada.sees('Milk and bread')
  await expect(ada.title).toHaveValue('Shopping')
})

story('a document without a title has one name, in its bar and in the list', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument()
  await expect(ada.title).toHaveAttribute('placeholder', 'Untitled')
  await ada.type('Milk and bread')
  await expect(ada.documents.getByText('Milk and bread')).toBeVisible()
  await expect(ada.title).toHaveAttribute('placeholder', 'Milk and bread')
  await expect(ada.title).toHaveValue('')
  // And who leaves it a moment after a word finds it by that.
  await ada.startDocument()
  await ada.text.click()
  await ada.page.keyboard.insertText('Cheese')
  await ada.documents.getByText('Milk and bread').click()
  await expect(ada.documents.getByText('Cheese')).toBeVisible()
})

story('a rename reaches the other person', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  const ben = await arrive()
  await ben.open(ada.page.url())
  await ada.title.fill('Minutes of Monday')
  await ada.title.press('Enter')
  await expect(ben.title).toHaveValue('Minutes of Monday')
})

story(
  'a document is renamed from the menu, and from its row, and the keys go on where they were',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    await ada.visit(relay.url)
    await ada.startDocument()
    await ada.chooseInMenu('Rename this document')
    await expect(page.getByRole('menu')).toBeHidden()
    await expect(ada.title).toBeFocused()
    await page.keyboard.type('Picnic')
    await expect(ada.title).toHaveValue('Picnic')
    // A command that puts the focus nowhere gives it back to the menu's button.
    await ada.chooseInMenu('favourite')
    await expect(page.getByRole('button', { name: 'Menu' })).toBeFocused()

    const link = ada.documents.getByRole('link', { name: /^Picnic/ })
    await link.focus()
    await page.keyboard.press('F2')
    await page.getByRole('textbox', { name: 'New title' }).fill('Picnic by the lake')
    await page.keyboard.press('Enter')
    await expect(ada.documents.getByRole('link', { name: /^Picnic by the lake/ })).toBeFocused()
    await page.keyboard.press('F2')
    await expect(page.getByRole('textbox', { name: 'New title' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(ada.documents.getByRole('link', { name: /^Picnic by the lake/ })).toBeFocused()

    // The row's own menu gives the focus back to the row, unless what was chosen has it.
    const choose = async (name: string): Promise<void> => {
      await page.keyboard.press('Shift+F10')
      await page.getByRole('menuitem', { name }).press('Enter')
      await expect(page.getByRole('menu')).toBeHidden()
    }
    await choose('favourites')
    await expect(ada.documents.getByRole('link', { name: /^Picnic by the lake/ })).toBeFocused()
    await choose('Rename')
    await expect(page.getByRole('textbox', { name: 'New title' })).toBeFocused()
    await page.keyboard.press('Escape')
  },
)

story(
  'whoever throws documents away, brings them back or deletes them by the keys goes on with the row that stands there then',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    const { keyboard } = page
    await ada.visit(relay.url)
    for (const title of ['Apples', 'Beans', 'Carrots']) {
      await ada.startDocument(title)
      await expect(ada.documents.getByRole('link', { name: new RegExp(`^${title}`) })).toBeVisible()
    }
    await ada.savedOnRelay()
    await page.goto(`${relay.url}/documents`)
    const main = page.getByRole('main')
    const row = (title: string) => main.getByRole('link', { name: new RegExp(`^${title}`) })
    const throwAway = async (title: string): Promise<void> => {
      await row(title).focus()
      await keyboard.press('Shift+F10')
      await page.getByRole('menuitem', { name: 'Move to trash' }).press('Enter')
      await expect(row(title)).toHaveCount(0)
    }
    await throwAway('Beans')
    await expect(row('Apples')).toBeFocused()
    await throwAway('Welcome')
    await expect(row('Apples')).toBeFocused()
    await throwAway('Apples')
    await expect(row('Carrots')).toBeFocused()
    await throwAway('Carrots')
    const field = main.getByRole('textbox', { name: 'Search by title' })
    await expect(field).toBeFocused()

    await page.goto(`${relay.url}/trash`)
    const links = main.getByRole('list').getByRole('link')
    await expect(links).toHaveCount(4)
    await links.first().focus()
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await expect(links).toHaveCount(3)
    await expect(links.first()).toBeFocused()
    for (const left of [2, 1, 0]) {
      await keyboard.press('Delete')
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for ever' }).press('Enter')
      await expect(links).toHaveCount(left)
      await expect(page.getByRole('alertdialog')).toBeHidden()
      await expect(left > 0 ? links.first() : field).toBeFocused()
    }
  },
)

story(
  'a title is kept while it is typed: without Enter, and by a page that goes away at once',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.visit(relay.url)
    await ada.startDocument('Half a tit')
    await expect(ada.documents.getByText('Half a tit')).toBeVisible()
    await ada.title.press('End')
    await ada.page.keyboard.type('le')
    await ada.page.reload()
    await expect(ada.title).toHaveValue('Half a title')
  },
)

story('formatting arrives as formatting', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url)
  await ada.startDocument()
  await ada.text.click()
  await ada.page.keyboard.type('# A heading\n')
  await ada.page.keyboard.type('- first\nsecond\n\n')
  await ada.page.keyboard.type('> quoted\n\n')
  await ada.page.keyboard.type('**bold** and `code` ')
  const ben = await arrive()
  await ben.open(ada.page.url())
  await expect(ben.text.locator('h1')).toHaveText('A heading')
  await expect(ben.text.locator('ul li')).toHaveText(['first', 'second'])
  await expect(ben.text.locator('blockquote')).toContainText('quoted')
  await expect(ben.text.locator('strong')).toHaveText('bold')
  await expect(ben.text.locator('p code')).toHaveText('code')
})

story('the list says how many others are in a document', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(relay.url, 'Ada')
  await ada.startDocument('Minutes')
  await ada.savedOnRelay()
  const row = ada.page.getByRole('link', { name: /Minutes/ })
  await expect(row).toBeVisible()
  await expect(row).not.toContainText('here now')
  for (const n of [1, 2]) {
    const ben = await arrive()
    await ben.open(ada.page.url())
    await expect(ben.text).toBeFocused()
    await ben.answerName(`Ben ${n}`)
  }
  await expect(row).toContainText('2 here now')
  await looks(ada.page, 'list-present')
})
