// `npm test`: the build when it is stale, every check, every test. Output as it comes; at its end stand the failures once more, and the
// last line sums up all runners from their reports, never from their exit alone, and a runner that ended badly without saying why counts as
// a failure.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binOf, runBin } from './bins.ts'
import { buildIfStale } from './build.ts'
import { check } from './check.ts'
import { complain, say } from './terminal.ts'
import { type Counts, type Failure, NOTHING, plus, readPlaywright, readVitest, type Report } from './test-reports.ts'

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
      read: readVitest,
    })
    const pages = await runRunner({
      name: 'playwright',
      bin: binOf('@playwright/test', 'playwright'),
      args: () => ['test', '--reporter=line,json'],
      report: join(reports, 'playwright.json'),
      read: readPlaywright,
    })
    for (const failure of [...stories.failures, ...pages.failures]) tell(failure)
    say('')
    say(`checks      ${sentence(checks)}`)
    say(`vitest      ${sentence(stories.counts)}`)
    say(`playwright  ${sentence(pages.counts)}`)
    say('')
    const all = [checks, stories.counts, pages.counts].reduce(plus, NOTHING)
    say(sentence(all))
    return all.failed === 0 && all.passed > 0 ? 0 : 1
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
}

/** Of what is said about one failure; all of it stands where the test ran. */
const MOST_LINES = 12

interface Runner {
  readonly name: string
  readonly bin: string
  readonly args: (report: string) => readonly string[]
  readonly report: string
  readonly read: (report: unknown) => Report
}

async function runRunner({ name, bin, args, report, read }: Runner): Promise<Report> {
  say('')
  const { code } = await runBin(bin, args(report), {
    output: 'show',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  const { counts, failures } = await readFile(report, 'utf8').then(
    (text) => read(JSON.parse(text)),
    (): Report => {
      complain(`${name} left no report.`)
      return { counts: NOTHING, failures: [] }
    },
  )
  const silent = code !== 0 && counts.failed === 0
  if (silent) complain(`${name} ended with ${code} and no failed test; that counts as one failure.`)
  const empty = code === 0 && counts.passed + counts.failed === 0
  if (empty) complain(`${name} ran nothing; that counts as one failure.`)
  return { counts: silent || empty ? plus(counts, { passed: 0, failed: 1, skipped: 0 }) : counts, failures }
}

/** Whoever reads the end of a long output finds there what went wrong. */
function tell({ test, message }: Failure): void {
  say('')
  complain(`FAILED  ${test}`)
  for (const line of message.split('\n').slice(0, MOST_LINES)) say(`    ${line}`)
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}
