// Every screen and state, light and dark, wide and narrow: nothing overflows, axe finds nothing serious, and a picture of
// each is left in test-results/screens for somebody to look at.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, type Person, story } from '../support/browser.ts'

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { colorScheme: 'light', viewport: { width: 420, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 420, height: 800 } },
] as const

async function examine(page: Page, name: string): Promise<void> {
  // What slides and fades is examined once it stands still.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  )
  await page.screenshot({ path: `test-results/screens/${name}.png` })
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(wider, `${name} is wider than its window`).toBeLessThanOrEqual(0)
  const { violations } = await new AxeBuilder({ page })
    // The popups' library keeps focus inside with hidden, focusable guards; that is how focus traps work.
    .exclude('[data-base-ui-focus-guard]')
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
    name,
  ).toEqual([])
}

for (const look of LOOKS) {
  const called = (screen: string): string => `${screen}-${look.colorScheme}-${look.viewport.width}`
  const narrow = look.viewport.width < 800

  story(`writing: ${called('look')}`, async ({ relay, arrive }) => {
    const ben = await arrive()
    await ben.open(relay.url)
    await ben.answerName('Ben')
    const ada = await arrive(look)
    await ada.open(ben.page.url())
    await ada.sees('Typing')
    await examine(ada.page, called('name'))
    await ada.answerName('Ada')
    await ben.type('Ben writes here')
    await ada.sees('Ben writes here')
    await ada.savedOnRelay()
    await examine(ada.page, called('writing'))
  })

  story(`what opens over the text: ${called('look')}`, async ({ relay, arrive }) => {
    const ada = await arrive(look)
    await ada.open(relay.url)
    await ada.answerName('Ada')
    await ada.savedOnRelay()
    await ada.page.getByRole('button', { name: 'Connection details' }).click()
    await examine(ada.page, called('connection'))
    await ada.page.keyboard.press('Escape')
    await ada.page.getByRole('button', { name: 'Menu' }).click()
    await examine(ada.page, called('menu'))
    await ada.page.keyboard.press('Escape')
    if (narrow) {
      await ada.page
        .getByRole('button', { name: /documents/i })
        .first()
        .click()
      await examine(ada.page, called('drawer'))
    }
  })

  story(`lists and notices: ${called('look')}`, async ({ relay, arrive }) => {
    const ada = await arrive(look)
    await ada.page.goto(`${relay.url}/documents`)
    await expect(ada.page.getByText(/No documents yet/).first()).toBeVisible()
    await examine(ada.page, called('empty-list'))
    await ada.open(relay.url)
    await ada.skipName()
    await ada.page.goto(`${relay.url}/documents`)
    await expect(ada.page.getByText('Welcome to Ligature').first()).toBeVisible()
    await examine(ada.page, called('documents'))
    await ada.page.goto(`${relay.url}/d/not%20an%20id`)
    await examineNotice(ada, called('bad-address'))
    await gone(relay.url, ada)
    await examineNotice(ada, called('deleted'))
  })

  story(`the relay is away: ${called('look')}`, async ({ relay, arrive }) => {
    const ada = await arrive(look)
    await ada.open(relay.url)
    await ada.skipName()
    await ada.savedOnRelay()
    await ada.page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    await relay.kill()
    await ada.type('x')
    await ada.reads('Offline — everything you type is kept on this computer', 45_000)
    await examine(ada.page, called('offline'))
    await ada.page.goto(`${relay.url}/d/never-opened-here`)
    await expect(ada.page.getByRole('heading', { name: /not on this computer/i })).toBeVisible({ timeout: 20_000 })
    await examine(ada.page, called('not-here'))
  })
}

async function examineNotice(person: Person, name: string): Promise<void> {
  await expect(person.page.getByRole('heading').first()).toBeVisible()
  await examine(person.page, name)
}

async function gone(url: string, person: Person): Promise<void> {
  const { request } = person.page
  await request.put(`${url}/api/v1/documents/gone`, { data: { title: 'Gone' } })
  await request.post(`${url}/api/v1/documents/gone/trash`)
  await request.delete(`${url}/api/v1/documents/gone`)
  await person.page.goto(`${url}/d/gone`)
  await expect(person.page.getByText(/deleted/i).first()).toBeVisible()
}
