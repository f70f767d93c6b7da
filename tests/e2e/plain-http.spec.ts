// A relay in an office, opened by its name over plain http: for a browser no secure context, in which much of what it offers is
// missing. People write there all the same, and read what they do without. Pictures of it are left in test-results/screens.
import type { Page } from '@playwright/test'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { expect, type Person, story } from '../support/browser.ts'
import { looks } from '../support/examine.ts'
import { png } from '../support/images.ts'
import type { TestRelay } from '../support/relay.ts'

/** Loopback by a name that no browser takes for loopback. */
const OFFICE = 'office.example'

story.use({
  settings: { LIGATURE_PUBLIC_URL: `http://${OFFICE}`, LIGATURE_ALLOW_OPEN_NETWORK: '1' },
  launchOptions: {
    executablePath: chromiumPath(),
    args: [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${OFFICE} 127.0.0.1`],
  },
})

/** Where it listens; its public address has no port, as if a proxy stood in front. */
const loopback = ({ log }: TestRelay): string => String(log.find(({ msg }) => msg === 'listening')?.['address'])
const inTheOffice = (relay: TestRelay): string => loopback(relay).replace('127.0.0.1', OFFICE)

/** What is missing there, by the browser's own word: a page that had it would show nothing. */
const missing = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const offered: Record<string, unknown> = {
      randomUUID: crypto.randomUUID,
      subtle: crypto.subtle,
      locks: navigator.locks,
      clipboard: navigator.clipboard,
      storage: navigator.storage,
      serviceWorker: navigator.serviceWorker,
    }
    return Object.keys(offered).filter((name) => offered[name] === undefined)
  })

/** An image on the clipboard that all pages share, put there by one on loopback, which may. */
async function copyImage(person: Person, from: string, bytes: Buffer): Promise<void> {
  const page = await person.page.context().newPage()
  await page.goto(`${from}/healthz`)
  await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: 'image/png' })
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  }, bytes.toString('base64'))
  await page.close()
}

const widths = (page: Page): Promise<number[]> =>
  page.locator('.text .image img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth))

story(
  'over plain http two people write, paste an image and copy the link, and read what is missing',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.open(inTheOffice(relay))
    expect(await ada.page.evaluate(() => window.isSecureContext)).toBe(false)
    expect(await missing(ada.page)).toEqual(['randomUUID', 'subtle', 'locks', 'clipboard', 'storage', 'serviceWorker'])
    await ada.answerName('Ada')
    await ada.startDocument()
    await ada.type('Ada was here. ')
    await ada.savedOnRelay()
    const ben = await arrive()
    await ben.visit(ada.page.url(), 'Ben')
    await ben.sees('Ada was here. ')
    await ben.type('So was Ben. ')
    await ada.sees('Ada was here. So was Ben. ')
    await ben.savedOnRelay()

    await expect(ada.page.getByText(/^Your text is kept as always, but this page came over plain http:/)).toBeVisible()
    await looks(ada.page, 'plain-http')

    await copyImage(ada, loopback(relay), png(60, 40, [180, 60, 60]))
    await ada.type('Look: ')
    await ada.page.keyboard.press('ControlOrMeta+V')
    for (const person of [ada, ben]) await expect.poll(() => widths(person.page)).toEqual([60])
    await ada.savedOnRelay()

    await ben.page.getByRole('button', { name: 'Copy link' }).click()
    await expect(ben.page.getByText('The link is on the clipboard.')).toHaveCount(1)
    await ben.type('The link: ')
    await ben.page.keyboard.press('ControlOrMeta+V')
    await ada.sees(`The link: ${ada.page.url()}`)

    await ada.page.getByRole('button', { name: 'Understood' }).click()
    await ada.page.reload()
    await ada.sees('Ada was here. So was Ben. ')
    await ada.savedOnRelay()
    await expect(ada.page.getByText(/plain http/)).toHaveCount(0)
  },
)

story('over plain http the code of a block is copied, and the caret stays in it', async ({ relay, arrive }) => {
  const ada = await arrive()
  await ada.visit(inTheOffice(relay))
  await ada.startDocument()
  await ada.type('``` one')
  await ada.page.getByRole('button', { name: 'Copy the code' }).click()
  await expect(ada.page.getByRole('group', { name: 'Code block' }).getByText('Copied', { exact: true })).toHaveCount(1)
  await ada.page.keyboard.type(', two')
  await ada.sees('one, two')
  await ada.page.keyboard.press('ControlOrMeta+V')
  await ada.sees('one, twoone')
})
