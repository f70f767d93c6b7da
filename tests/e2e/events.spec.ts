// What one person does to documents is in the other's list at once, without anybody asking for it.
import type { Locator } from '@playwright/test'
import { expect, type Person, story } from '../support/browser.ts'
import type { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'

/** Issue 6: the list in every open app is right within this. */
const HEARD_MS = 500

const listed = (person: Person, title: string): Locator => person.documents.getByText(title, { exact: true })

async function bothListen(relay: TestRelay): Promise<void> {
  await expect
    .poll(async () => (await new RestClient(relay).ask('GET', '/metrics')).text)
    .toMatch(/^ligature_event_streams 2$/m)
}

story('what Ada does is in Ben’s list within half a second', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await ada.skipName()
  await ada.startDocument()
  const ben = await arrive()
  await ben.open(relay.url)
  await ben.skipName()
  await bothListen(relay)
  await ada.title.fill('Minutes')
  await ada.title.press('Enter')
  await expect(listed(ben, 'Minutes')).toBeVisible({ timeout: HEARD_MS })
  await expect(ben.page.getByRole('link', { name: /Minutes/ })).toContainText('1 here now')
  await ada.title.fill('Minutes of Monday')
  await ada.title.press('Enter')
  await expect(listed(ben, 'Minutes of Monday')).toBeVisible({ timeout: HEARD_MS })
  await new RestClient(relay).create('from-a-program', 'From a program')
  for (const person of [ada, ben])
    await expect(listed(person, 'From a program')).toBeVisible({ timeout: HEARD_MS })
  await listed(ada, 'From a program').hover()
  await ada.page.getByRole('button', { name: 'Actions for From a program' }).click()
  await ada.page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(listed(ada, 'From a program')).toBeHidden()
  await expect(listed(ben, 'From a program')).toBeHidden({ timeout: HEARD_MS })
  await ada.page.getByRole('button', { name: 'Undo' }).click()
  await expect(listed(ada, 'From a program')).toBeVisible()
  await expect(listed(ben, 'From a program')).toBeVisible({ timeout: HEARD_MS })
})

story('a relay that is killed and comes back: nothing is missed, and two windows have one stream', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.open(relay.url)
  await ada.skipName()
  await ada.startDocument()
  const ben = await arrive()
  await ben.open(relay.url)
  await ben.skipName()
  const again = await ben.secondWindow()
  await again.open(relay.url)
  await bothListen(relay)
  await relay.kill()
  await ada.title.fill('Written while it was away')
  await ada.title.press('Enter')
  await relay.start()
  for (const person of [ben, again])
    await expect(listed(person, 'Written while it was away')).toBeVisible({ timeout: 30_000 })
  await bothListen(relay)
})
