// Stories and units, on Node. Those that need a page are tests/e2e and run by Playwright.
import { defineConfig } from 'vitest/config'
import { keepCompiled } from './scripts/compiled.ts'

keepCompiled()

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/support/node-version.ts', 'tests/support/report-error.ts'],
    globalSetup: 'tests/support/compiled.ts',
    pool: 'forks',
    // Most files start a relay of their own, and many wait for it to lose patience: three keep two cores busy, more measure
    // each other.
    maxWorkers: 3,
    watch: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    coverage: { provider: 'v8', include: ['{contracts,document,server,electron,renderer}/**/*.{ts,tsx}'] },
  },
})
