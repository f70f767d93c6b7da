// A2: a page of another site, in a real browser, gets nothing to the relay but a person who follows its link.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, story } from '../support/browser.ts'
import type { TestRelay } from '../support/relay.ts'

// A relay that says what it answered; and the service worker, which asks for the page that a link leads to.
story.use({ serviceWorkers: 'allow', settings: { LIGATURE_LOG: 'debug' } })

const TARGETS = [
  '/graphql?query={documents{nextCursor}}',
  '/api/v1/documents?',
  '/api/v1/export?',
  '/d/minutes?',
  '/healthz?',
]

/** All that a page can have a browser GET without an Origin and without a person. */
const tries = (relay: string): readonly string[] =>
  TARGETS.flatMap((target) => [
    `<img src="${relay}${target}&by=img">`,
    `<script src="${relay}${target}&by=script"></script>`,
    `<iframe src="${relay}${target}&by=iframe"></iframe>`,
    `<link rel="stylesheet" href="${relay}${target}&by=link">`,
  ])

const links = (relay: string): string =>
  `<a id="document" href="${relay}/d/minutes">minutes</a> <a id="export" href="${relay}/api/v1/export">export</a>`

/** The same pages at 127.0.0.1, which is the relay's site under another port, and at localhost, which is another site. */
async function elsewhere(relay: string): Promise<{ readonly sites: readonly string[]; readonly close: () => void }> {
  const server = createServer(({ url }, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end(`<!doctype html><title>Elsewhere</title>${url === '/tries' ? tries(relay).join('\n') : links(relay)}`)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    sites: ['127.0.0.1', 'localhost'].map((name) => `http://${name}:${port}`),
    close: () => server.close().closeAllConnections(),
  }
}

const answered = ({ log }: TestRelay): readonly unknown[] =>
  log.filter(({ msg }) => msg === 'answered').map(({ status }) => status)

story('a page of another site reaches the relay by nothing that it loads', async ({ relay, browser }) => {
  const foreign = await elsewhere(relay.url)
  const context = await browser.newContext()
  const page = await context.newPage()
  for (const site of foreign.sites) {
    const before = answered(relay).length
    await page.goto(`${site}/tries`)
    const expected = tries(relay.url).map(() => 403)
    await expect.poll(() => answered(relay).slice(before), site).toEqual(expected)
  }
  // Whoever types the address gets what is there.
  expect((await page.goto(`${relay.url}/api/v1/documents`))!.status()).toBe(200)
  await context.close()
  foreign.close()
})

story(
  'a link of another site opens its document, with the service worker too, and no export',
  async ({ relay, arrive }) => {
    const foreign = await elsewhere(relay.url)
    const ada = await arrive()
    await ada.visit(`${relay.url}/d/minutes`)
    for (const site of foreign.sites) {
      await ada.page.evaluate(async () => void (await navigator.serviceWorker.ready))
      await ada.page.goto(`${site}/links`)
      await ada.page.locator('#document').click()
      await expect(ada.text).toBeVisible({ timeout: 60_000 })
      await ada.page.reload()
      await expect(ada.text).toBeVisible({ timeout: 60_000 })
      expect(relay.log.filter(({ status }) => status === 403)).toEqual([])
    }
    const stranger = await arrive({ serviceWorkers: 'block' })
    for (const site of foreign.sites) {
      await stranger.page.goto(`${site}/links`)
      await stranger.page.locator('#document').click()
      await expect(stranger.text).toBeVisible({ timeout: 60_000 })
      expect(relay.log.filter(({ status }) => status === 403)).toEqual([])
    }
    for (const { page } of [ada, stranger]) {
      await page.goto(`${foreign.sites[1]}/links`)
      await Promise.all([page.waitForURL(`${relay.url}/api/v1/export`), page.locator('#export').click()])
      await expect(page.getByText('forbidden-origin')).toBeVisible()
    }
    foreign.close()
  },
)
