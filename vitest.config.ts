// Stories and units, on Node. Those that need a page are tests/e2e and run by Playwright.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { keepCompiled } from './scripts/compiled.ts'
import { LongestFirst } from './tests/support/longest-first.ts'

keepCompiled()

export default defineConfig({
  // As Node resolves it: what executes GraphQL does, and two copies do not know each other's types.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }] },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/support/node-version.ts', 'tests/support/report-error.ts'],
    globalSetup: 'tests/support/build-first.ts',
    pool: 'forks',
    // Most files start a relay of their own, and many wait for it to lose patience: three keep two cores busy, more measure
    // each other.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    watch: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    // A list that is not as expected says what is in it.
    chaiConfig: { truncateThreshold: 1_000 },
    coverage: { provider: 'v8', include: ['{contracts,document,server,electron,renderer}/**/*.{ts,tsx}'] },
  },
})
