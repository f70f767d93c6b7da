// node bench/editor/opening.ts [--words 100000] [--rounds 5]: opens a long document from the local copy, ours
// and the plain page in turns. Quicker than run.ts, which measures everything. CONTRIBUTING.md has the command.
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { median, print } from '../figures.ts'
import { BLOCKS, type ComparedPage, setStage } from './pages.ts'
import { writeDocument } from './text.ts'
import { watch, type Watched } from './watch.ts'

const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
  },
})
const words = Number(values.words)

interface Visitor {
  readonly compared: ComparedPage
  readonly page: Page
  readonly opened: number[]
}

const stage = await setStage()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
try {
  const document = `opening-${words}`
  const blocks = await writeDocument(stage.relay.syncUrl, document, words)
  const visitors: Visitor[] = []
  for (const compared of stage.pages)
    visitors.push({ compared, page: await visit(browser, compared, document, blocks), opened: [] })
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { compared, page, opened } of round % 2 === 0 ? visitors : visitors.toReversed()) {
      opened.push(await open(page, compared.address(document)))
    }
  }
  const [plain, ours] = visitors.map(({ opened }) => median(opened)) as [number, number]
  for (const { compared, opened } of visitors)
    print(`${compared.name.padEnd(6)} ${opened.map((ms) => ms.toFixed(0)).join(' ')}`)
  print(
    `open ${words.toLocaleString('en')} words: plain ${plain.toFixed(0)} ms, ours ${ours.toFixed(0)} ms, ours/plain ${(ours / plain).toFixed(2)}`,
  )
} finally {
  await browser.close()
  await stage.close()
}

/** A first visit that leaves a local copy; after it, nothing but that copy answers. */
async function visit(browser: Browser, compared: ComparedPage, document: string, blocks: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await context.addInitScript(watch)
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(compared.address(document))
  await page.waitForFunction(({ all, least }) => globalThis.document.querySelectorAll(all).length >= least, {
    all: BLOCKS,
    least: blocks,
  })
  await compared.enter(page)
  await storedWhole(page)
  await page.routeWebSocket(/\/sync\//, () => undefined)
  await open(page, compared.address(document))
  return page
}

/** Until nothing more has come to the local copies for a second. */
async function storedWhole(page: Page): Promise<void> {
  let [before, since] = [-1, performance.now()]
  while (performance.now() - since < 1_000) {
    const rows = await page.evaluate(storedRows)
    if (rows === before && rows > 0) continue
    before = rows
    since = performance.now()
  }
}

/** In the page: how many rows its databases have. */
async function storedRows(): Promise<number> {
  const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(request.error!))
    })
  let rows = 0
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name!))
    for (const store of database.objectStoreNames)
      rows += await done(database.transaction(store).objectStore(store).count())
    database.close()
  }
  return rows
}

async function open(page: Page, address: string): Promise<number> {
  await page.goto('about:blank')
  await page.goto(address)
  await page.waitForFunction(() => (globalThis as unknown as { watched: Watched }).watched.opened !== null)
  return await page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched.opened!)
}
