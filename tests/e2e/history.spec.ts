// The history of a document, as a person looks at it: from the menu, row by row, and in every way in which that can end.
import type { Locator } from '@playwright/test'
import { ContentClient } from '../support/content-client.ts'
import { damage } from '../support/data-folder.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { routed } from '../support/routed.ts'
import { makeToken } from '../support/tokens.ts'

story.setTimeout(180_000)

const HOUR_MS = 60 * 60 * 1_000

const panelOf = ({ page }: Person): Locator => page.getByRole('dialog', { name: 'History' })
async function show(person: Person): Promise<void> {
  await person.chooseInMenu('History')
  await expect(panelOf(person)).toBeVisible()
}

story(
  'N1: who wrote when, and how much, stands in a panel, and why not when the relay is away',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { keyboard } = ada.page
    const panel = panelOf(ada)
    const rows = panel.getByRole('listitem')
    const id = await ada.visitWithDocument(relay.url, 'Garden')
    await show(ada)
    await expect(panel.getByText('Nothing was written in this document yet.')).toBeVisible()
    await looks(ada.page, 'history-empty')
    await keyboard.press('Escape')
    await expect(panel).toBeHidden()

    // Some was written the day before yesterday, some yesterday, some today.
    await ada.type('Beans in spring')
    await ada.savedOnRelay()
    const scopes = 'content:read,content:write,documents:read'
    await new ContentClient(relay, await makeToken(relay.data, 'Nightly build', scopes)).write(
      id,
      'append',
      'Frost tonight.',
    )
    const earlier = (hours: number, whose: string): void =>
      damage(
        relay.data,
        `UPDATE log SET at = at - ? WHERE number = (SELECT number FROM heads WHERE document = ?) AND author ${whose}`,
        hours * HOUR_MS,
        id,
      )
    earlier(48, `= 'guest'`)
    earlier(24, `<> 'guest'`)
    await ada.type(' And garlic before the frost comes.')
    await keyboard.press('Backspace')
    await ada.savedOnRelay()

    await show(ada)
    await expect(rows).toHaveCount(3)
    await expect(rows.nth(0)).toContainText(/Guests.*today.*35 letters added, 1 removed/)
    await expect(rows.nth(1)).toContainText(/Nightly build.*yesterday.*14 letters added$/)
    await expect(rows.nth(2)).toContainText('15 letters added')
    await expect(ada.page.locator('[data-announcer]')).toContainText('3 rows of history')
    await looks(ada.page, 'history')
    await keyboard.press('Escape')

    await relay.kill()
    await show(ada)
    await expect(panel.getByText('The history is on the relay, which cannot be reached')).toBeVisible()
    await looks(ada.page, 'history-offline')
    await relay.start()
    await panel.getByRole('button', { name: 'Try again' }).click()
    await expect(rows).toHaveCount(3)
    await keyboard.press('Escape')
    await expect(panel).toBeHidden()

    // And by the keyboard alone.
    await keyboard.press('ControlOrMeta+k')
    await ada.page.getByRole('combobox', { name: 'Find a document or a command' }).fill('history')
    await keyboard.press('Enter')
    await expect(rows).toHaveCount(3)
  },
)

story(
  'N2: an answer that breaks off, that takes its time, and that tells of what is not known',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    const { page } = ada
    const panel = panelOf(ada)
    const rows = panel.getByRole('listitem')
    const histories = await routed(page, (url) => url.pathname.endsWith('/history'))
    await ada.visitWithDocument(relay.url, 'Garden')
    await ada.type('Beans')
    await ada.savedOnRelay()

    // The relay fails in the midst of it: what came before stays, and the next step is there.
    const problem = { type: 'x', title: 'x', status: 503, code: 'unavailable' }
    histories.answer = async (route) => {
      const answer = await route.fetch()
      const [first] = (await answer.text()).split('\n')
      await route.fulfill({ response: answer, body: `${first}\n${JSON.stringify({ kind: 'failed', problem })}\n` })
    }
    await show(ada)
    await expect(panel.getByText('The history broke off')).toBeVisible()
    await expect(rows).toHaveCount(1)
    await looks(page, 'history-broke-off')
    histories.answer = undefined
    await panel.getByRole('button', { name: 'Try again' }).click()
    await expect(panel.getByText('The history broke off')).toBeHidden()
    await expect(rows).toHaveCount(1)
    await page.keyboard.press('Escape')

    // Closing it calls off what is on its way.
    histories.answer = () => undefined
    const calledOff = page.waitForEvent('requestfailed', (request) => request.url().includes('/history?'))
    await show(ada)
    await expect(panel.getByText('Asking the relay…')).toBeVisible()
    await page.keyboard.press('Escape')
    await calledOff

    // What an older relay has folded, a document that was reset, and more than is asked for at first.
    const lines = [
      { kind: 'earlier', fromSeq: 2, toSeq: 1_205 },
      { kind: 'reset' },
      { kind: 'end', rows: 2, more: true },
    ]
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    histories.answer = (route) => route.fulfill({ contentType: 'application/x-ndjson', body })
    await show(ada)
    await expect(rows).toHaveText([/1,204 earlier edits/, /The document began anew/])
    await looks(page, 'history-earlier')
    histories.answer = undefined
    await panel.getByRole('button', { name: 'Show what is older' }).click()
    await expect(rows).toHaveText([/5 letters added/])
  },
)
