// One visit of one page: keys alone, keys while ten others write, opening again from the local copy. Used by run.ts.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { BLOCKS, type ComparedPage } from './pages.ts'
import { watch, type Watched } from './watch.ts'

const KEY_EVERY_MS = 120
const OPEN_DEADLINE_MS = 120_000
const SIGN_DEADLINE_MS = 3_000

export interface Visit {
  readonly browser: Browser
  readonly compared: ComparedPage
  readonly syncUrl: string
  readonly document: string
  readonly blocks: number
  readonly keys: number
  readonly reopen: number
}

/** All times in ms. */
export interface Measured {
  readonly taskPerKey: number
  readonly keys: readonly number[]
  readonly longTasks: number
  readonly company: {
    readonly busyShare: number
    readonly keys: readonly number[]
    readonly remote: readonly number[]
    /** Signs that were not painted within three seconds. */
    readonly missing: number
  }
  readonly opened: readonly number[]
}

export async function measure(visit: Visit): Promise<Measured> {
  const { browser, compared, document, blocks, reopen } = visit
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    await context.addInitScript(watch)
    const page = await context.newPage()
    page.setDefaultTimeout(OPEN_DEADLINE_MS)
    await page.goto(compared.address(document))
    await page.waitForFunction(({ all, least }) => globalThis.document.querySelectorAll(all).length >= least, {
      all: BLOCKS,
      least: blocks,
    })
    await compared.enter(page)
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable')
    const watchedBlock = Math.floor(blocks / 2)
    await page.locator(BLOCKS).nth(watchedBlock).click()
    await page.keyboard.press('End')
    await type(page, 8)

    await forget(page)
    const before = await taskTime(session)
    await type(page, visit.keys)
    const taskPerKey = ((await taskTime(session)) - before) / visit.keys
    const alone = await look(page)

    const company = await inCompany(visit, page, session, watchedBlock)
    const opened: number[] = []
    // Nothing but the local copy may answer.
    await page.routeWebSocket(/\/sync\//, () => undefined)
    for (let again = 0; again < reopen; again++) {
      await page.goto(compared.address(document))
      await page.waitForFunction(() => (globalThis as unknown as { watched: Watched }).watched.opened !== null)
      opened.push((await look(page)).opened!)
    }
    return { taskPerKey, keys: alone.keys, longTasks: alone.longTasks.length, company, opened }
  } finally {
    await context.close()
  }
}

async function inCompany(
  { syncUrl, document, keys }: Visit,
  page: Page,
  session: CDPSession,
  watchedBlock: number,
): Promise<Measured['company']> {
  const signs = new Map<number, number>()
  // The sign stands in the block below the caret.
  const writers = fork(fileURLToPath(new URL('writers.ts', import.meta.url)), [
    syncUrl,
    document,
    String(watchedBlock + 1),
  ])
  try {
    await new Promise<void>((resolve, reject) => {
      writers.once('exit', (code) => reject(new Error(`the writers ended with ${code}`)))
      writers.on('message', (message) => {
        if (message === 'writing') resolve()
        else signs.set((message as { sign: number }).sign, (message as { at: number }).at)
      })
    })
    await type(page, 8)
    await forget(page)
    signs.clear()
    const [before, startedAt] = [await taskTime(session), performance.now()]
    await type(page, keys)
    const busyShare = ((await taskTime(session)) - before) / (performance.now() - startedAt)
    await page.waitForTimeout(SIGN_DEADLINE_MS)
    const seen = await look(page)
    const end = Date.now() - SIGN_DEADLINE_MS
    const due = [...signs].filter(([, at]) => at < end)
    const remote = due.flatMap(([sign, at]) => (seen.signs[sign] === undefined ? [] : [seen.signs[sign] - at]))
    return { busyShare, keys: seen.keys, remote, missing: due.length - remote.length }
  } finally {
    writers.disconnect()
  }
}

async function type(page: Page, keys: number): Promise<void> {
  for (let at = 0; at < keys; at++) {
    const next = performance.now() + KEY_EVERY_MS
    await page.keyboard.press('abcdefghij'[at % 10]!)
    await page.waitForTimeout(Math.max(0, next - performance.now()))
  }
}

async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
}

const look = async (page: Page): Promise<Watched> =>
  await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched)

const forget = async (page: Page): Promise<void> =>
  await page.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched }
    Object.assign(watched, { keys: [], signs: {}, longTasks: [] })
  })
