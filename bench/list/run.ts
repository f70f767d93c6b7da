// node bench/list/run.ts [--documents 10000] [--rounds 3]: the list of documents scrolled with a wheel from end to end, frame by
// frame, in turns with a page of the same height that has nothing in it: what that one drops, the machine drops.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { TestRelay } from '../../tests/support/relay.ts'
import { print } from '../figures.ts'

const BUILT_RELAY = fileURLToPath(new URL('../../out/server/main.js', import.meta.url))
const ROW_PX = 56
const WHEEL_PX = 600
const WHEEL_EVERY_MS = 16
const SCROLL_MS = 5_000
/** At 60 Hz: a frame that took this long stood for two. */
const DROPPED_MS = 25
const AT_ONCE = 50

const { values } = parseArgs({
  options: { documents: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '3' } },
})
const count = Number(values.documents)

const relay = await TestRelay.start({ entry: BUILT_RELAY })
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
try {
  for (let at = 0; at < count; at += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, nth) => create(at + nth)))
  print(`${count.toLocaleString('en')} documents, ${SCROLL_MS / 1_000} s of wheel, ms per frame`)
  print(`${''.padEnd(16)}${['frames', 'p50', 'p95', 'worst', 'dropped'].map((name) => name.padStart(9)).join('')}`)
  for (let round = 0; round < Number(values.rounds); round++) {
    report('nothing', await visit(browser, nothing))
    report('our list', await visit(browser, list))
  }
} finally {
  await browser.close()
  await relay.dispose()
}

async function create(nth: number): Promise<void> {
  const { status } = await fetch(`${relay.url}${API_PREFIX}/documents/row-${nth}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: `Document ${nth}, with a title of an ordinary length` }),
  })
  if (status !== 201) throw new Error(`the relay answered ${status}`)
}

async function nothing(page: Page): Promise<void> {
  await page.setContent(`<div style="height: ${count * ROW_PX}px"></div>`)
}

async function list(page: Page): Promise<void> {
  await page.goto(`${relay.url}/documents`)
  await page.locator(`li[aria-setsize="${count}"]`).first().waitFor({ timeout: 120_000 })
  await page.waitForLoadState('networkidle')
}

/** Milliseconds from frame to frame while the wheel turns. */
async function visit(from: Browser, open: (page: Page) => Promise<void>): Promise<number[]> {
  const context = await from.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await open(page)
    await page.mouse.move(640, 500)
    await page.evaluate(() => {
      const frames: number[] = []
      let last = performance.now()
      const next = (now: number): void => {
        frames.push(now - last)
        last = now
        requestAnimationFrame(next)
      }
      requestAnimationFrame(next)
      Object.assign(globalThis, { frames })
    })
    for (const until = Date.now() + SCROLL_MS; Date.now() < until;) {
      await page.mouse.wheel(0, WHEEL_PX)
      await page.waitForTimeout(WHEEL_EVERY_MS)
    }
    return await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames)
  } finally {
    await context.close()
  }
}

function report(name: string, frames: readonly number[]): void {
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  const figures = [at(0.5).toFixed(1), at(0.95).toFixed(1), at(1).toFixed(1)]
  const dropped = sorted.filter((ms) => ms > DROPPED_MS).length
  print(
    `${name.padEnd(16)}${[frames.length, ...figures, dropped].map((figure) => String(figure).padStart(9)).join('')}`,
  )
}
