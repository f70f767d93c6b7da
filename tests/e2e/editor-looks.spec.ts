// What the editor puts beside the text, light and dark, wide and narrow: examined, and left as pictures.
import type { Page } from '@playwright/test'
import { expect, type Person, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { png } from '../support/images.ts'

const TEXT = `# A plan for the garden

Somebody wrote **this**, *that*, ~~not that~~, \`code\` and [a link](https://example.org/).

## What is left

- [x] seeds
- [ ] water, and a line that goes on for so long that it has to be broken somewhere on the way
- apples
  1. red
  2. green

> Whoever plants a garden believes in tomorrow.

| Plant | When | Who |
| --- | --- | --- |
| Beans | May | Ada |
| Garlic | October | Ben |

\`\`\`js
// Water, and wait.
const days = (n) => n * 24 * 60 * 60 * 1_000
\`\`\`

---

The end.`

async function begin(person: Person, url: string, text: string): Promise<void> {
  await person.beginToWrite(url)
  await person.page.evaluate((words) => navigator.clipboard.writeText(words), text)
  await person.page.keyboard.press('ControlOrMeta+v')
}

/** The rest of the page has stories of its own. */
const PART = '.editor, .popup'
const partLooks = (page: Page, name: string): Promise<void> => looks(page, `editor-${name}`, PART)

story('the text, and what belongs to selected words', async ({ relay, arrive }) => {
  story.setTimeout(300_000)
  const ada = await arrive()
  await begin(ada, relay.url, TEXT)
  const { page, text } = ada
  await expect(text.locator('.hljs-keyword').first()).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Home')
  await partLooks(page, 'text')

  await text.getByText('Somebody wrote').click()
  await page.keyboard.press('Home')
  for (let word = 0; word < 3; word++) await page.keyboard.press('ControlOrMeta+Shift+ArrowRight')
  await expect(page.getByRole('toolbar', { name: 'Selected text' })).toBeVisible()
  await partLooks(page, 'bubble')
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Quote' })).toBeVisible()
  await partLooks(page, 'bubble-kinds')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('textbox', { name: 'Address' }).fill('javascript:alert(1)')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toBeVisible()
  await partLooks(page, 'link-refused')
})

story('a table, code, and the panels beside the text', async ({ relay, arrive }) => {
  story.setTimeout(300_000)
  const ada = await arrive()
  await begin(ada, relay.url, TEXT)
  const { page, text } = ada
  await text.getByText('Beans').click()
  await partLooks(page, 'table')
  await page.keyboard.press('Alt+F10')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Remove the table' })).toBeVisible()
  await partLooks(page, 'table-menu')
  await page.keyboard.press('Escape')
  await text.locator('pre').click()
  await expect(page.getByRole('combobox', { name: 'Language' })).toBeVisible()
  await partLooks(page, 'code')

  await page.keyboard.press('ControlOrMeta+f')
  await page.keyboard.type('a')
  await page.getByRole('button', { name: 'Replace' }).first().click()
  await expect(page.getByRole('search', { name: 'Find in the document' })).toContainText(/of \d+/u)
  await partLooks(page, 'find')
  await page.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Outline' }).click()
  await expect(page.getByRole('navigation', { name: 'Outline' })).toBeVisible()
  await partLooks(page, 'outline')
  await page.getByRole('button', { name: 'Outline' }).first().click()
  await page.getByRole('button', { name: /words$/u }).click()
  await expect(page.getByRole('dialog', { name: 'Word count' })).toBeVisible()
  await partLooks(page, 'counts')
  await page.keyboard.press('Escape')
})

story('the slash menu, an image, another’s caret and selection', async ({ relay, arrive }) => {
  story.setTimeout(300_000)
  const ada = await arrive()
  await begin(ada, relay.url, 'Ben has selected this.\n\nAda writes here.')
  const { page, text } = ada
  await ada.sees('Ada writes')
  const ben = await arrive()
  await ben.visit(page.url(), 'Ben')
  await ben.text.getByText('Ben has').click({ clickCount: 3 })
  await expect(text.locator('.selection-of-other')).toBeVisible()
  await ada.type('\n/')
  await expect(page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
  await partLooks(page, 'slash')
  await page.keyboard.type('ja')
  await partLooks(page, 'slash-found')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await text.evaluate(
    (element, base64) => {
      const clipboardData = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      clipboardData.items.add(new File([bytes], 'garden.png', { type: 'image/png' }))
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    png(300, 120, [90, 140, 90]).toString('base64'),
  )
  await text.locator('.image img').click()
  await expect(page.getByRole('button', { name: 'Remove the image' })).toBeVisible()
  await partLooks(page, 'image')
})
