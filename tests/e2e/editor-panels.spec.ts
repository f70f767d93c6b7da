// Finding one's way in a document: find and replace, the outline, the number of words.
import { expect, type Person, story } from '../support/browser.ts'

/** What is selected in the text, whatever has the focus. */
const selected = ({ page }: Person): Promise<string> => page.evaluate(() => String(getSelection()))

story(
  'find goes through the matches while another types, and Escape leaves the match selected',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.beginToWrite(relay.url)
    const { keyboard } = ada.page
    await keyboard.type('A fox.\nFoxes and a fox.\nNothing.\nfox')
    await keyboard.press('ControlOrMeta+Home')
    await keyboard.press('ControlOrMeta+f')
    const bar = ada.page.getByRole('search', { name: 'Find in the document' })
    await keyboard.type('fox')
    await expect(bar).toContainText('1 of 4')
    await expect(ada.text.locator('.found')).toHaveCount(4)
    await expect(ada.text.locator('.found.current')).toHaveText('fox')
    await keyboard.press('Enter')
    await expect(bar).toContainText('2 of 4')
    await expect(ada.text.locator('.found.current')).toHaveText('Fox')
    await keyboard.press('Shift+Enter')
    await keyboard.press('Shift+Enter')
    await expect(bar).toContainText('4 of 4')

    const ben = await arrive()
    await ben.visit(ada.page.url())
    await ben.text.getByText('Nothing.').click()
    await ben.page.keyboard.press('End')
    await ben.page.keyboard.type(' But a fox')
    await expect(bar).toContainText('5 of 5')
    await expect(ada.text.locator('.found.current')).toHaveText('fox')
    await bar.getByRole('button', { name: 'Whole words' }).click()
    await expect(bar).toContainText('of 4')
    await bar.getByRole('button', { name: 'Match case' }).click()
    await bar.getByRole('textbox', { name: 'Find' }).fill('Fox')
    await expect(bar).toContainText('No matches')
    await bar.getByRole('button', { name: 'Whole words' }).click()
    await expect(bar).toContainText('1 of 1')
    await bar.getByRole('textbox', { name: 'Find' }).press('Escape')
    await expect(bar).toHaveCount(0)
    await expect(ada.text).toBeFocused()
    expect(await selected(ada)).toBe('Fox')
    await expect(ada.text.locator('.found')).toHaveCount(0)

    await keyboard.press('ControlOrMeta+f')
    await expect(bar.getByRole('textbox', { name: 'Find' })).toHaveValue('Fox')
    await bar.getByRole('button', { name: 'Replace' }).first().click()
    await bar.getByRole('textbox', { name: 'Replace with' }).fill('hen')
    await bar.getByRole('textbox', { name: 'Replace with' }).press('Enter')
    await expect(ada.text).toContainText('henes and')
    await bar.getByRole('button', { name: 'All' }).click()
    await expect(bar).toContainText('4 matches replaced')
    await ben.sees('But a hen')
    await bar.getByRole('button', { name: 'Close' }).click()
    await keyboard.press('ControlOrMeta+z')
    await ben.sees('henes and a fox')
    await ben.sees('But a fox')

    // Whoever went on writing meanwhile stays where they are, and what lies over the text closes first.
    await keyboard.press('ControlOrMeta+f')
    await keyboard.type('fox')
    await expect(bar).toContainText(/[1-9] of/)
    await ada.text.getByText('Nothing.').click()
    await keyboard.press('End')
    await keyboard.type(' /')
    await expect(ada.page.getByRole('listbox')).toBeVisible()
    await keyboard.press('Escape')
    await expect(ada.page.getByRole('listbox')).toHaveCount(0)
    await expect(bar).toHaveCount(1)
    await keyboard.press('Escape')
    await expect(bar).toHaveCount(0)
    await keyboard.type('!')
    await ben.sees('Nothing. But a fox /!')
  },
)

const LONG = Array.from({ length: 1_800 }, (_, at) =>
  at % 100 === 0 ? `## Part ${at / 100}` : `${'lorem ipsum dolor sit amet consectetur '.repeat(9)}needle${at}`,
).join('\n\n')

story('in 100,000 words, find and the outline reach the end without stopping the page', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.beginToWrite(relay.url)
  await ada.page.evaluate((text) => navigator.clipboard.writeText(text.slice(0, 190_000)), LONG)
  for (let part = 0; part < 4; part++) {
    await ada.page.keyboard.press('ControlOrMeta+v')
    await expect(ada.text.locator('h2')).toHaveCount((part + 1) * 6, { timeout: 30_000 })
  }
  const count = ada.page.getByRole('button', { name: /words$/u })
  await expect(count).toHaveText(/^1\d\d,\d{3} words$/u, { timeout: 30_000 })
  await ada.page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(window, { tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
  })
  await ada.page.keyboard.press('ControlOrMeta+Home')
  await ada.page.keyboard.press('ControlOrMeta+f')
  const bar = ada.page.getByRole('search', { name: 'Find in the document' })
  await ada.page.keyboard.type('needle48')
  await expect(bar).toContainText(/1 of \d+/u, { timeout: 30_000 })
  await ada.page.keyboard.press('Shift+Enter')
  await expect(ada.text.locator('.found.current')).toBeInViewport()
  const tasks = await ada.page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
  console.info('long tasks while finding in 100,000 words, ms:', tasks.map(Math.round).join(' ') || 'none')
  await ada.page.keyboard.press('Escape')

  await ada.page.getByRole('button', { name: 'Outline' }).click()
  const outline = ada.page.getByRole('navigation', { name: 'Outline' })
  await expect(outline.getByRole('button')).toHaveCount(24)
  await outline.getByRole('button').nth(12).click()
  await expect(ada.text.locator('h2').nth(12)).toBeInViewport()
  await expect(outline.locator('[aria-current]')).toHaveCount(1)
})

story(
  'the outline follows the text and the scrolling, the count follows both text and selection',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.beginToWrite(relay.url)
    const { keyboard } = ada.page
    await keyboard.press('ControlOrMeta+Alt+o')
    const outline = ada.page.getByRole('navigation', { name: 'Outline' })
    await expect(outline).toContainText('Headings appear here.')
    await keyboard.type('# One\ntwo three\n\n'.replaceAll('\n\n', '\n'))
    await keyboard.type('## Four\nfive')
    await expect(outline.getByRole('button')).toHaveText(['One', 'Four'])
    const count = ada.page.getByRole('button', { name: /words?$/u })
    await expect(count).toHaveText('5 words')
    await outline.getByRole('button', { name: 'One' }).focus()
    await keyboard.press('ArrowDown')
    await expect(outline.getByRole('button', { name: 'Four' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(ada.text).toBeFocused()
    await keyboard.type('Now ')
    await expect(outline.getByRole('button')).toHaveText(['One', 'Now Four'])
    await keyboard.press('Shift+End')
    await count.click()
    const table = ada.page.getByRole('dialog', { name: 'Word count' })
    await expect(table.getByRole('row', { name: /^Words/u })).toHaveText('Words61')
    await expect(table.getByRole('row', { name: /^Characters/u })).toHaveText('Characters244')
  },
)
