// `npm test`: the build when it is stale, every check, every test. Output as it comes; the last line sums up all runners
// from their reports, never from their exit alone, and a runner that ended badly without saying why counts as a failure.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binOf, runBin } from './bins.ts'
import { buildIfStale } from './build.ts'
import { check } from './check.ts'
import { complain, say } from './terminal.ts'
import { NOTHING, playwrightCounts, plus, vitestCounts, type Counts } from './test-reports.ts'

export async function run(): Promise<number> {
  const reports = await mkdtemp(join(tmpdir(), 'ligature-reports-'))
  try {
    await buildIfStale()
    const checks: Counts = { ...(await check()), skipped: 0 }
    const stories = await runRunner({
      name: 'vitest',
      bin: binOf('vitest'),
      args: (report) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      report: join(reports, 'vitest.json'),
      count: vitestCounts,
    })
    const pages = await runRunner({
      name: 'playwright',
      bin: binOf('@playwright/test', 'playwright'),
      args: () => ['test', '--reporter=line,json'],
      report: join(reports, 'playwright.json'),
      count: playwrightCounts,
    })
    say('')
    say(`checks      ${sentence(checks)}`)
    say(`vitest      ${sentence(stories)}`)
    say(`playwright  ${sentence(pages)}`)
    say('')
    const all = [checks, stories, pages].reduce(plus, NOTHING)
    say(sentence(all))
    return all.failed === 0 && all.passed > 0 ? 0 : 1
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
}

interface Runner {
  readonly name: string
  readonly bin: string
  readonly args: (report: string) => readonly string[]
  readonly report: string
  readonly count: (report: unknown) => Counts
}

async function runRunner({ name, bin, args, report, count }: Runner): Promise<Counts> {
  say('')
  const { code } = await runBin(bin, args(report), {
    output: 'show',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  const counts = await readFile(report, 'utf8').then(
    (text) => count(JSON.parse(text)),
    (): Counts => {
      complain(`${name} left no report.`)
      return NOTHING
    },
  )
  const silent = code !== 0 && counts.failed === 0
  if (silent) complain(`${name} ended with ${code} and no failed test; that counts as one failure.`)
  const empty = code === 0 && counts.passed + counts.failed === 0
  if (empty) complain(`${name} ran nothing; that counts as one failure.`)
  return silent || empty ? plus(counts, { passed: 0, failed: 1, skipped: 0 }) : counts
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
