// Searching, as a person does: a word that stands only in a text, typed into the palette, brings the document.
import { SEARCH_ROUTE } from '../../contracts/search.ts'
import { expect, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { routed } from '../support/routed.ts'
import { found } from '../support/search-client.ts'

story.setTimeout(180_000)

story(
  'S1: words of a text are found as they are typed, line by line, and open their document',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    const { keyboard } = page
    const searches = await routed(page, `**${SEARCH_ROUTE.path}*`)
    await ada.visit(relay.url)
    await ada.startDocument('Garden')
    await ada.type('Beans in spring, and garlic before the frost comes')
    await ada.startDocument('Kitchen')
    await ada.type('A soup of garlic and 大蒜')
    await ada.savedOnRelay()

    await expect.poll(() => found(relay, 'garlic')).toHaveLength(2)
    const field = page.getByRole('combobox', { name: 'Find a document or a command' })
    const texts = page.getByRole('group', { name: 'In the texts' }).getByRole('option')
    await keyboard.press('ControlOrMeta+k')
    await field.fill('GÀRLIC')
    await expect(texts).toHaveCount(2)
    await expect(texts.locator('mark').first()).toHaveText('garlic')
    await expect(page.locator('[data-announcer]')).toContainText('2 documents found')
    await looks(page, 'search')

    // Another word narrows it down; what is shown belongs to what is typed.
    await field.fill('garlic frost')
    await expect(texts).toHaveCount(1)
    await expect(texts).toContainText('Garden')
    await field.fill('大蒜')
    await expect(texts).toContainText('Kitchen')
    await field.fill('no text says that')
    await expect(page.getByText('Nothing here is called “no text says that”')).toBeVisible()
    await field.fill('before the frost')
    await expect(texts).toHaveCount(1)
    await keyboard.press('Enter')
    await expect(ada.title).toHaveValue('Garden')
    await expect(ada.text).toBeFocused()
    // The caret stands before what was found.
    await expect
      .poll(() => page.evaluate(() => getSelection()!.anchorNode?.textContent?.slice(getSelection()!.anchorOffset)))
      .toMatch(/^before the frost/)

    // The relay fails in the midst of an answer: what came before stays, and the next step is there.
    const line = JSON.stringify({
      kind: 'failed',
      problem: { type: 'x', title: 'x', status: 503, code: 'unavailable' },
    })
    searches.answer = async (route) => {
      const answer = await route.fetch()
      const [first] = (await answer.text()).split('\n').filter((text) => text !== '')
      await route.fulfill({ response: answer, body: `${first}\n${line}\n` })
    }
    await keyboard.press('ControlOrMeta+k')
    await field.fill('garlic')
    await expect(page.getByText('The search broke off')).toBeVisible()
    await expect(texts).toHaveCount(1)
    await looks(page, 'search-broke-off')
    searches.answer = undefined
    await page.getByRole('button', { name: 'Search again' }).click()
    await expect(texts).toHaveCount(2)

    // And it is away: titles are found all the same.
    await relay.kill()
    await field.fill('kitchen')
    await expect(page.getByText('The relay cannot be reached. These are the titles')).toBeVisible()
    await expect(page.getByRole('group', { name: 'Documents' }).getByRole('option')).toContainText(['Kitchen'])
    await looks(page, 'search-offline')
  },
)
