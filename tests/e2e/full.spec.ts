// L4: a document that has no more room: who types reads what helps, and when there is room again it goes on by itself.
import { expect, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'

story.setTimeout(120_000)
story.use({ settings: { LIGATURE_MAX_DOCUMENT_BYTES: '3000' } })

story('a full document says so and what helps; with room made, all is saved', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await ada.visit(relay.url)
  await ada.type('First. ')
  await ada.savedOnRelay()
  await page.evaluate(() => document.execCommand('insertText', false, 'word '.repeat(700)))
  await ada.reads('Action needed: the document is full')
  const banner = page.locator('.banner')
  await expect(banner.getByRole('button', { name: 'Retry now' })).toBeVisible()
  await page.mouse.move(640, 700)
  await looks(page, 'full')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Backspace')
  await ada.type('Short.')
  await banner.getByRole('button', { name: 'Retry now' }).click()
  await ada.savedOnRelay()
  await expect(banner).toHaveCount(0)
})
