// The menus inside the text, with real keys and a real mouse: what the slash offers, what stands over a selection, and that a
// slash which is just a slash stays one.
import type { Locator, Route } from '@playwright/test'
import { expect, type Person, story } from '../support/browser.ts'

const slashMenu = ({ page }: Person): Locator => page.getByRole('listbox', { name: 'Insert' })
const bubble = ({ page }: Person): Locator => page.getByRole('toolbar', { name: 'Selected text' })

story('the slash makes a block with the keyboard alone, and one undo takes it back', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  const { keyboard } = ada.page
  await keyboard.type('Plan /head')
  await expect(slashMenu(ada).getByRole('option')).toHaveText([/Heading 1/, /Heading 2/, /Heading 3/])
  await keyboard.press('ArrowDown')
  const marked = slashMenu(ada).getByRole('option', { selected: true })
  await expect(marked).toHaveText(/Heading 2/)
  expect(await ada.text.getAttribute('aria-activedescendant')).toBe(await marked.getAttribute('id'))
  await keyboard.press('Enter')
  await expect(ada.text.getByRole('heading', { level: 2 })).toHaveText('Plan')
  await expect(slashMenu(ada)).toHaveCount(0)
  await keyboard.press('ControlOrMeta+z')
  await expect(ada.text.getByRole('heading')).toHaveCount(0)
  expect(await ada.words()).toBe('Plan /head')
})

story('a slash that is just text stays text', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  const { keyboard } = ada.page
  for (const line of ['either/or', 'in /usr/bin', 'this / that', '1 /2', '/nonsense', 'https://example.org/table'])
    await keyboard.type(`${line}\n`)
  await keyboard.type('/tab')
  await expect(slashMenu(ada)).toBeVisible()
  await keyboard.press('Escape')
  await expect(slashMenu(ada)).toHaveCount(0)
  await keyboard.type('le\n/head')
  await keyboard.press('ArrowLeft')
  await keyboard.press('Home')
  await expect(slashMenu(ada)).toHaveCount(0)
  expect(await ada.words()).toBe(
    'either/or\nin /usr/bin\nthis / that\n1 /2\n/nonsense\nhttps://example.org/table\n/table\n/head',
  )
})

story('the slash understands German, and English beside it', async ({ relay, arrive }) => {
  const ada = await arrive({ locale: 'de-DE' })
  await ada.page.goto(relay.url)
  const text = ada.page.locator('.ProseMirror')
  await text.click()
  await ada.page.keyboard.press('ControlOrMeta+a')
  await ada.page.keyboard.type('/zit')
  const menu = ada.page.getByRole('listbox', { name: 'Einfügen' })
  await expect(menu.getByRole('option')).toHaveText([/Zitat/])
  await ada.page.keyboard.press('ControlOrMeta+a')
  await ada.page.keyboard.type('/quote')
  await expect(menu.getByRole('option')).toHaveText([/Zitat/])
  await ada.page.keyboard.press('Enter')
  await expect(text.locator('blockquote')).toHaveCount(1)
})

story('the slash menu of one stands while another writes above', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  await ada.page.keyboard.type('first\nsecond')
  const ben = await arrive()
  await ben.visit(ada.page.url())
  await ada.page.keyboard.type(' /quo')
  await ben.text.getByText('first').click()
  await ben.page.keyboard.press('Home')
  await ben.page.keyboard.type('Ben writes here\nand here ')
  await ben.savedOnRelay()
  await expect.poll(() => ada.words()).toBe(await ben.words())
  await expect(slashMenu(ada).getByRole('option', { selected: true })).toHaveText(/Quote/)
  await ada.page.keyboard.press('Enter')
  await expect(ada.text.locator('blockquote')).toHaveText('second')
  await expect(ben.text.locator('blockquote')).toContainText('second')
  expect(await ada.words()).toBe(await ben.words())
})

story('the bubble comes when the mouse is let go, and works by keyboard', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  const { keyboard, mouse } = ada.page
  await keyboard.type('one two three')
  await expect(bubble(ada)).toHaveCount(0)
  const box = (await ada.text.locator('p').first().boundingBox())!
  await mouse.move(box.x + 1, box.y + 10)
  await mouse.down()
  await mouse.move(box.x + 60, box.y + 10, { steps: 4 })
  expect(await ada.page.evaluate(() => getSelection()?.toString().length)).toBeGreaterThan(2)
  await expect(bubble(ada)).toHaveCount(0)
  await mouse.up()
  await expect(bubble(ada)).toBeVisible()
  await ada.text.click({ position: { x: 300, y: 10 } })
  await expect(bubble(ada)).toHaveCount(0)

  await keyboard.press('ControlOrMeta+a')
  await keyboard.press('Alt+F10')
  await expect(bubble(ada).getByRole('button', { name: 'Kind of block: Paragraph' })).toBeFocused()
  await keyboard.press('ArrowRight')
  await keyboard.press('Enter')
  await expect(ada.text.locator('strong')).toHaveText('one two three')
  await keyboard.press('Alt+F10')
  await keyboard.press('Enter')
  await ada.page.getByRole('menuitem', { name: 'Heading 2' }).click()
  await expect(ada.text.getByRole('heading', { level: 2 })).toHaveText('one two three')
  await expect(ada.text).toBeFocused()
  await expect(bubble(ada)).toBeVisible()
  await bubble(ada).getByRole('button', { name: 'Link' }).click()
  await ada.page.getByRole('textbox', { name: 'Address' }).fill('example.org')
  await keyboard.press('Enter')
  await expect(ada.text.getByRole('link')).toHaveAttribute('href', 'https://example.org')
  await keyboard.press('Escape')
  await expect(bubble(ada)).toHaveCount(0)
  await keyboard.press('Alt+F10')
  await expect(bubble(ada).getByRole('button').first()).toBeFocused()
})

story('the keys go to the menu that is on its way, and without it to the toolbar', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { keyboard } = ada.page
  const asked = Promise.withResolvers<Route>()
  await ada.page.route(/[/]bubble-[^/]*[.]js$/, (route) => asked.resolve(route), { times: 1 })
  await ada.beginToWrite(relay.url)
  await keyboard.type('one two three')
  const onItsWay = await asked.promise
  await keyboard.press('ControlOrMeta+a')
  await keyboard.press('Alt+F10')
  await onItsWay.continue()
  await expect(bubble(ada).getByRole('button').first()).toBeFocused()

  const ben = await arrive()
  await ben.page.route(/[/]bubble-[^/]*[.]js$/, (route) => route.abort())
  await ben.visit(ada.page.url())
  await ben.type('four')
  await ben.page.keyboard.press('ControlOrMeta+a')
  await ben.page.keyboard.press('Alt+F10')
  // Whoever writes on instead keeps the keys.
  await ben.page.keyboard.type('five')
  await ben.page.waitForTimeout(4_000) // Longer than any menu is waited for.
  await ben.page.keyboard.type(' six')
  await ben.sees('five six')
  await ben.page.keyboard.press('ControlOrMeta+a')
  await ben.page.keyboard.press('Alt+F10')
  await expect(ben.page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button').first()).toBeFocused()
  expect(ben.complaints.splice(0).join()).toMatch('bubble-')
})
