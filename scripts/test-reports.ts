// The numbers and the failures out of the runners' JSON reports, for test.ts.
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import { ROOT } from './root.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface Failure {
  /** Where it stands, and what it is called. */
  readonly test: string
  /** What was said of it, as plain text; empty when nothing was. */
  readonly message: string
}

export interface Report {
  readonly counts: Counts
  readonly failures: readonly Failure[]
}

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 }

export function plus(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** A file that fails before its first test has no test to count: it counts as one failure. */
export function readVitest(report: unknown): Report {
  const parsed = VitestReport.parse(report)
  const brokenFiles = parsed.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failures = parsed.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => failureOf(`${within(name)} › ${fullName}`, failureMessages ?? [])),
  )
  return {
    counts: {
      passed: parsed.numPassedTests,
      failed: parsed.numFailedTests + brokenFiles.length,
      skipped: parsed.numPendingTests + parsed.numTodoTests,
    },
    failures: [...failures, ...brokenFiles.map(({ name, message }) => failureOf(within(name), [message]))],
  }
}

const Told = z.object({ message: z.string().default('') })
const Spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ errors: z.array(Told) })) })),
})
const Suite = z.object({
  specs: z.array(Spec).default([]),
  get suites() {
    return z.array(Suite).default([])
  },
})

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(Told),
  suites: z.array(Suite),
})

/** Errors outside any test (a file that does not load) count as failures; so does a test that passed only on retry. */
export function readPlaywright(report: unknown): Report {
  const { stats, errors, suites } = PlaywrightReport.parse(report)
  const failures = specsIn(suites)
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected' || status === 'flaky'))
    .map(({ file, line, title, tests }) => {
      const told = tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
      return failureOf(`tests/e2e/${file}:${line} › ${title}`, told.map(messageOf))
    })
  return {
    counts: { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length, skipped: stats.skipped },
    failures: [...failures, ...errors.map((error) => failureOf('outside of any test', [messageOf(error)]))],
  }
}

const messageOf = ({ message }: z.infer<typeof Told>): string => message

function specsIn(suites: readonly z.infer<typeof Suite>[]): z.infer<typeof Spec>[] {
  return suites.flatMap(({ specs, suites: within }) => [...specs, ...specsIn(within)])
}

const within = (file: string): string => relative(ROOT, file)

function failureOf(test: string, messages: readonly string[]): Failure {
  return { test, message: stripVTControlCharacters(messages.join('\n')).trim() }
}
