// The closing line of `npm test` counts what the runners report; nothing that went wrong may be missing from it.
import { expect, test } from 'vitest'
import { playwrightCounts, vitestCounts } from '../../scripts/test-reports.ts'

const vitest = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, testResults: [] }

test('vitest: passed, failed, and skipped with the planned', () => {
  expect(vitestCounts(vitest)).toEqual({ passed: 3, failed: 1, skipped: 3 })
})

test('vitest: a file that does not load is a failure', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const fine = { status: 'passed', assertionResults: [{}] }
  expect(vitestCounts({ ...vitest, testResults: [broken, fine] }).failed).toBe(2)
})

test('playwright: flaky is failed, and so is an error outside of any test', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }
  expect(playwrightCounts({ stats, errors: [{ message: 'no such file' }] })).toEqual({
    passed: 5,
    failed: 3,
    skipped: 2,
  })
})

test('a report of another shape is refused', () => {
  expect(() => vitestCounts({})).toThrow()
  expect(() => playwrightCounts({ stats: {} })).toThrow()
})
