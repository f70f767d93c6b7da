// What a first visit really fetches, in a browser that has nothing yet and with nobody touching anything: not more than
// tests/renderer/first-load.test.ts allows for the chunks that it knows of, so nothing may come along besides them.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { expect, story } from '../support/browser.ts'

story.use({ serviceWorkers: 'allow' })

const BUILT = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const MOST_BYTES = 400 * 1_024
/** Longer than any wait after which the page might fetch something unasked. */
const QUIET_MS = 4_000

story(
  'a first visit loads at most 400 KB of code and styles, and no menu, popover or dialog',
  async ({ relay, arrive }) => {
    const ada = await arrive()
    await ada.open(relay.url)
    await ada.savedOnRelay()
    await expect
      .poll(async () => await quietFor(ada.page), { timeout: 60_000, message: 'the page is quiet' })
      .toBeGreaterThan(QUIET_MS)

    const first = await loaded(ada.page)
    const sizes = first.map((path) => [path, gzipSync(readFileSync(`${BUILT}${path}`)).byteLength] as const)
    const all = sizes.reduce((sum, [, bytes]) => sum + bytes, 0)
    const list = sizes.map(([path, bytes]) => `${bytes} ${path}`).join('\n')
    expect(all, `gzip, in bytes:\n${list}`).toBeLessThanOrEqual(MOST_BYTES)

    // The measure sees what is loaded later: the first press of a button brings its menu.
    await ada.page.getByRole('button', { name: 'Menu' }).press('Enter')
    await expect(ada.page.getByRole('menu')).toBeVisible()
    expect((await loaded(ada.page)).length).toBeGreaterThan(first.length)
  },
)

/**
 * Paths of the scripts and stylesheets that the page has fetched. What the service worker puts aside for a time without the
 * relay does not count: it comes after the page, in the worker, whose fetches are not among the page's entries.
 */
async function loaded(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const paths = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
    return [...new Set(paths)].filter((path) => /\.(js|css)$/.test(path))
  })
}

/** Milliseconds since the page last began to fetch code or styles. */
async function quietFor(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const entries = performance.getEntriesByType('resource').filter(({ name }) => /\.(js|css)$/.test(name))
    return performance.now() - Math.max(...entries.map(({ startTime }) => startTime))
  })
}
