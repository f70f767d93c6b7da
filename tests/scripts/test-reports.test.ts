// The end of `npm test` counts what the runners report and names what failed; nothing that went wrong may be missing from it.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../scripts/root.ts'
import { readPlaywright, readVitest } from '../../scripts/test-reports.ts'

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] }

test('vitest: passed, failed, and skipped with the planned', () => {
  expect(readVitest(vitest).counts).toEqual({ passed: 3, failed: 1, skipped: 3 })
})

test('vitest: a test that failed is named with what was said of it, and a file that does not load is a failure', () => {
  const file = (name: string): string => join(ROOT, 'tests', name)
  const broken = { name: file('broken.test.ts'), status: 'failed', message: 'no such module', assertionResults: [] }
  const failed = {
    name: file('relay.test.ts'),
    status: 'failed',
    message: '',
    assertionResults: [
      { status: 'passed', fullName: 'it opens', failureMessages: [] },
      { status: 'failed', fullName: 'it closes', failureMessages: ['\u001b[31mError: waited\u001b[39m\n    at x'] },
    ],
  }
  const { counts, failures } = readVitest({ ...vitest, testResults: [broken, failed] })
  expect(counts.failed).toBe(2)
  expect(failures).toEqual([
    { test: 'tests/relay.test.ts › it closes', message: 'Error: waited\n    at x' },
    { test: 'tests/broken.test.ts', message: 'no such module' },
  ])
})

test('playwright: flaky is failed, and so is an error outside of any test; both are named', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  const spec = (title: string, ...statuses: readonly string[]): unknown => ({
    title,
    file: 'away.spec.ts',
    line: 7,
    tests: statuses.map((status) => ({
      status,
      results: [{ errors: status === 'expected' ? [] : [{ message: `${title}: ${status}` }] }],
    })),
  })
  const suites = [
    { specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'unexpected'), spec('three', 'flaky')] }] },
  ]
  const { counts, failures } = readPlaywright({ stats, suites, errors: [{ message: 'no such file' }] })
  expect(counts).toEqual({ passed: 5, failed: 3, skipped: 2 })
  expect(failures).toEqual([
    { test: 'tests/e2e/away.spec.ts:7 › two', message: 'two: unexpected' },
    { test: 'tests/e2e/away.spec.ts:7 › three', message: 'three: flaky' },
    { test: 'outside of any test', message: 'no such file' },
  ])
})

test('a report of another shape is refused', () => {
  expect(() => readVitest({})).toThrow()
  expect(() => readPlaywright({ stats: {} })).toThrow()
})
