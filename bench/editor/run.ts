// node bench/editor/run.ts [--words 100000] [--rounds 3] [--keys 60]: our editor and a plain page, in turns, in one Chromium
// with real keys. Prints medians over the rounds and our share of the plain page's. CONTRIBUTING.md has the command.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { CHROMIUM_FLAGS } from '../../scripts/chromium-flags.ts'
import { chromiumPath } from '../../scripts/tools.ts'
import { median, print, quantile } from '../figures.ts'
import { measure, type Measured } from './measure.ts'
import { plainScript, setStage } from './pages.ts'
import { writeDocument } from './text.ts'

const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '60' },
  },
})

const stage = await setStage()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] })
const results: Record<'plain' | 'ours', Measured[]> = { plain: [], ours: [] }
try {
  for (const words of values.words.split(',').map(Number)) {
    results.plain = []
    results.ours = []
    for (let round = 0; round < Number(values.rounds); round++) {
      // Each round begins with the other one.
      for (const compared of round % 2 === 0 ? stage.pages : stage.pages.toReversed()) {
        const document = `bench-${words}-${round}-${compared.name}`
        const blocks = await writeDocument(stage.relay.syncUrl, document, words)
        const { syncUrl } = stage.relay
        const measured = await measure({
          browser,
          compared,
          syncUrl,
          document,
          blocks,
          keys: Number(values.keys),
          reopen: 3,
        })
        results[compared.name].push(measured)
        print(`  round ${round + 1} ${compared.name.padEnd(5)} ${summary(measured)}`)
      }
    }
    print(`\n${words.toLocaleString('en')} words, medians of ${values.rounds} rounds`)
    table()
  }
  print(`\nscripts, gzip: plain ${sizeOf([plainScript()])} KB, ours ${sizeOf(ourScripts())} KB`)
} finally {
  await browser.close()
  await stage.close()
}

function table(): void {
  const rows: readonly (readonly [string, (measured: Measured) => number])[] = [
    ['main thread per key, ms', ({ taskPerKey }) => taskPerKey],
    ['key → paint p50, ms', ({ keys }) => quantile(keys, 0.5)],
    ['key → paint p95, ms', ({ keys }) => quantile(keys, 0.95)],
    ['tasks over 50 ms while typing', ({ longTasks }) => longTasks],
    ['10 writers: main thread busy, %', ({ company }) => company.busyShare * 100],
    ['10 writers: key → paint p50, ms', ({ company }) => quantile(company.keys, 0.5)],
    ['10 writers: key → paint p95, ms', ({ company }) => quantile(company.keys, 0.95)],
    ['10 writers: remote edit → paint p50, ms', ({ company }) => quantile(company.remote, 0.5)],
    ['10 writers: remote edit → paint p95, ms', ({ company }) => quantile(company.remote, 0.95)],
    ['10 writers: not painted after 3 s', ({ company }) => company.missing],
    ['open from the local copy, ms', ({ opened }) => quantile(opened, 0.5)],
  ]
  print(`${''.padEnd(42)}${'plain'.padStart(9)}${'ours'.padStart(9)}${'ours/plain'.padStart(12)}`)
  for (const [name, figure] of rows) {
    const [plain, ours] = [median(results.plain.map(figure)), median(results.ours.map(figure))]
    const ratio = plain === 0 ? '–' : (ours / plain).toFixed(2)
    print(`${name.padEnd(42)}${plain.toFixed(1).padStart(9)}${ours.toFixed(1).padStart(9)}${ratio.padStart(12)}`)
  }
}

function summary({ taskPerKey, keys, company, opened }: Measured): string {
  const figures = [taskPerKey, quantile(keys, 0.95), company.busyShare * 100, quantile(company.keys, 0.95)]
  const more = [quantile(company.remote, 0.95), quantile(opened, 0.5)]
  const [perKey, key95, busy, withOthers95, remote95, open] = [...figures, ...more].map((figure) => figure.toFixed(0))
  return `${perKey} ms/key, p95 ${key95}; writers: ${busy} % busy, p95 ${withOthers95}, remote p95 ${remote95}; open ${open}`
}

function ourScripts(): string[] {
  const assets = fileURLToPath(new URL('../../out/renderer/assets/', import.meta.url))
  return readdirSync(assets).flatMap((name) => (name.endsWith('.js') ? [assets + name] : []))
}

function sizeOf(files: readonly string[]): string {
  return (files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1_024).toFixed(0)
}
