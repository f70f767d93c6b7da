// G3: who is in a document of the list, as a person sees it: live, with mouse and keys, and honest about a relay that is away.
import type { Locator } from '@playwright/test'
import { expect, type Person, pressIfThere, story } from '../support/browser.ts'
import { look, looks } from '../support/examine.ts'
import { peopleStreams } from '../support/people-reader.ts'
import type { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { StockClient } from '../support/stock-client.ts'

story.setTimeout(180_000)

/** Somebody in a document, with a name and no browser. */
async function come(relay: TestRelay, document: string, name: string): Promise<StockClient> {
  const client = await StockClient.join(relay, document)
  client.provider.awareness.setLocalState({ user: { name, color: '#ae3fbe' } })
  return client
}

const panel = ({ page }: Person): Locator => page.getByRole('dialog', { name: 'Here now' })
const people = (person: Person): Locator => panel(person).getByRole('listitem')

story('“1 here now” says who that is, and goes on saying it while it is open', async ({ relay, arrive }) => {
  const [ada, ben] = [await arrive(), await arrive()]
  const { page } = ada
  await new RestClient(relay).create('minutes', 'Minutes of Monday')
  await ben.visit(`${relay.url}/d/minutes`, 'Ben Okri')
  await page.goto(`${relay.url}/documents`)

  const who = page.getByRole('button', { name: 'here now in Minutes of Monday' })
  await expect(who).toHaveText('1 here now')
  await who.click()
  await expect(people(ada)).toHaveText(['Ben Okri'])
  const cleo = await come(relay, 'minutes', '克莱奥')
  await expect(people(ada)).toHaveText(['Ben Okri', '克莱奥'])
  await looks(page, 'people')
  cleo.leave()
  await ben.page.goto('about:blank')
  await expect(people(ada)).toHaveCount(0)
  await expect(panel(ada)).toContainText('Nobody is here any more.')
  await looks(page, 'people-nobody')
  await page.keyboard.press('Escape')
  await expect(panel(ada)).toBeHidden()
  await expect(page.getByRole('button', { name: /here/ })).toBeHidden()
  await expect(page.getByRole('link', { name: /^Minutes of Monday/ })).toBeFocused()
  await expect.poll(() => peopleStreams(relay)).toBe(0)
})

story('from the list beside a text, with the keys alone, and into the document', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await new RestClient(relay).create('minutes', 'Minutes')
  const ben = await come(relay, 'minutes', 'Ben')
  await ada.visit(`${relay.url}/d/plan`, 'Ada')
  const who = page.getByRole('button', { name: 'here now in Minutes' })
  await expect(who).toBeVisible()
  await ada.documents.getByRole('link', { name: /^Minutes/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(who).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(people(ada)).toHaveText(['Ben'])
  await look(page, 'people-beside')
  await page.keyboard.press('Escape')
  await expect(panel(ada)).toBeHidden()
  await expect(who).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(people(ada)).toHaveText(['Ben'])
  await expect(panel(ada).getByRole('button', { name: 'Open document' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(ada.title).toHaveValue('Minutes')
  await expect(ada.text).toBeFocused()
  await expect.poll(() => peopleStreams(relay)).toBe(0)
  ben.leave()
})

story('a relay that goes away and comes back: what was known is shown as that', async ({ relay, arrive }) => {
  const ada = await arrive()
  const { page } = ada
  await new RestClient(relay).create('minutes', 'Minutes')
  const ben = await come(relay, 'minutes', 'Ben')
  await page.goto(`${relay.url}/documents`)
  await page.getByRole('button', { name: 'here now in Minutes' }).click()
  await expect(people(ada)).toHaveText(['Ben'])
  await relay.kill()
  await expect(panel(ada)).toContainText('The connection broke off.')
  await expect(people(ada)).toHaveText(['Ben'])
  await looks(page, 'people-broke-off')
  await relay.start()
  await pressIfThere(panel(ada).getByRole('button', { name: 'Try again' }))
  await expect(panel(ada).getByRole('button', { name: 'Try again' })).toBeHidden()
  await expect(people(ada)).toHaveText(['Ben'])
  ben.leave()
})
