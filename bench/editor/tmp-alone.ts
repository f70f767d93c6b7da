import { chromium } from 'playwright-core'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { BLOCKS, setStage } from './pages.ts'
import { writeDocument } from './text.ts'
import { watch } from './watch.ts'
const stage = await setStage()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
const document = 'd'
const blocks = await writeDocument(stage.relay.syncUrl, document, 1000)
const vs = []
for (const compared of stage.pages) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  await page.goto(compared.address(document))
  await page.waitForFunction(({ all, least }) => globalThis.document.querySelectorAll(all).length >= least, { all: BLOCKS, least: blocks })
  await compared.enter(page)
  const session = await context.newCDPSession(page)
  await session.send('Performance.enable')
  await page.locator(BLOCKS).nth(blocks >> 1).click()
  await page.keyboard.press('End')
  vs.push({ compared, page, session, all: [] as number[], keys: [] as number[], opened: [] as number[] })
}
const task = async (s: any) => (await s.send('Performance.getMetrics')).metrics.find((m: any) => m.name === 'TaskDuration').value * 1000
const type = async (page: any, n: number) => { for (let at = 0; at < n; at++) { const next = performance.now() + 120; await page.keyboard.press('abcdefghij'[at % 10]!); await page.waitForTimeout(Math.max(0, next - performance.now())) } }
const q = (v: number[], s: number) => v.toSorted((a, b) => a - b)[Math.floor(s * v.length)]!
for (let r = 0; r < 1; r++) for (const v of r % 2 ? vs : vs.toReversed()) {
  await v.page.bringToFront()
  await type(v.page, 8)
  await v.page.evaluate(() => void ((globalThis as any).watched.keys = []))
  const b = await task(v.session); await type(v.page, 40); v.all.push((await task(v.session) - b) / 40)
  v.keys.push(...await v.page.evaluate(() => (globalThis as any).watched.keys))
}
for (const v of vs) await v.page.routeWebSocket(/\/sync\//, () => undefined)
for (let r = 0; r < 1; r++) for (const v of r % 2 ? vs : vs.toReversed()) {
  await v.page.bringToFront()
  await v.page.goto('about:blank'); await v.page.goto(v.compared.address(document))
  await v.page.waitForFunction(() => (globalThis as any).watched.opened !== null)
  v.opened.push(await v.page.evaluate(() => (globalThis as any).watched.opened))
}
for (const v of vs) console.log(v.compared.name, 'per key', q(v.all, .5).toFixed(1), v.all.map((x) => x.toFixed(1)).join(' '), 'p95', q(v.keys, .95).toFixed(1), 'p50', q(v.keys, .5).toFixed(1), 'open', q(v.opened, .5).toFixed(0), v.opened.map((x) => x.toFixed(0)).join(' '))
console.log('ratio', (q(vs[1]!.all, .5) / q(vs[0]!.all, .5)).toFixed(2), (q(vs[1]!.keys, .95) / q(vs[0]!.keys, .95)).toFixed(2), (q(vs[1]!.opened, .5) / q(vs[0]!.opened, .5)).toFixed(2))
await browser.close(); await stage.close()
console.log(process.getActiveResourcesInfo())
