import { chromium } from 'playwright-core'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { BLOCKS, setStage } from './pages.ts'
import { writeDocument } from './text.ts'
import { watch } from './watch.ts'
const words = Number(process.argv[2] ?? 1000)
const stage = await setStage()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
const blocks = await writeDocument(stage.relay.syncUrl, 'd', words)
const task = async (s: any) => (await s.send('Performance.getMetrics')).metrics.find((m: any) => m.name === 'TaskDuration').value * 1000
const type = async (page: any, n: number) => { for (let at = 0; at < n; at++) { const next = performance.now() + 120; await page.keyboard.press('abcdefghij'[at % 10]!); await page.waitForTimeout(Math.max(0, next - performance.now())) } }
const q = (v: number[], s: number) => v.toSorted((a, b) => a - b)[Math.floor(s * v.length)]!
const R: any = { plain: [], ours: [] }, K: any = { plain: [], ours: [] }
for (let r = 0; r < 4; r++) for (const compared of r % 2 ? stage.pages : stage.pages.toReversed()) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  await page.goto(compared.address('d'))
  await page.waitForFunction(({ all, least }) => globalThis.document.querySelectorAll(all).length >= least, { all: BLOCKS, least: blocks })
  await compared.enter(page)
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  await page.locator(BLOCKS).nth(blocks >> 1).click()
  await page.keyboard.press('End')
  await type(page, 20)
  await page.evaluate(() => void ((globalThis as any).watched.keys = []))
  const b = await task(session); await type(page, 60); R[compared.name].push((await task(session) - b) / 60)
  K[compared.name].push(...await page.evaluate(() => (globalThis as any).watched.keys))
  await context.close()
}
for (const n of ['plain', 'ours']) console.log(n, q(R[n], .5).toFixed(2), R[n].map((x: number) => x.toFixed(1)).join(' '), 'p50', q(K[n], .5).toFixed(1), 'p95', q(K[n], .95).toFixed(1))
console.log('ratio', (q(R.ours, .5) / q(R.plain, .5)).toFixed(2), 'p50', (q(K.ours, .5) / q(K.plain, .5)).toFixed(2), 'p95', (q(K.ours, .95) / q(K.plain, .95)).toFixed(2))
await browser.close(); await stage.close()
