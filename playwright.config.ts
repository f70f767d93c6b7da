// The editor in a real Chromium, against a real relay that each test starts itself.
import { defineConfig } from '@playwright/test'
import { CHROMIUM_FLAGS } from './scripts/chromium-flags.ts'
import { keepCompiled } from './scripts/compiled.ts'
import { chromiumPath } from './scripts/tools.ts'

keepCompiled()

export default defineConfig({
  globalSetup: './tests/support/build-first.ts',
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  // Pictures for somebody to look at, of what other stories defend.
  testIgnore: process.env['LIGATURE_LOOKS'] === 'all' ? [] : ['editor-looks.spec.ts'],
  outputDir: 'test-results',
  // Longer than the waits inside one story together: a client that was away comes back after up to 30 s.
  timeout: 150_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // Each story has a relay and browser profiles of its own, and some files are long.
  fullyParallel: true,
  // A test that passes on the second try has found something.
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  reporter: 'line',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: [...CHROMIUM_FLAGS] },
    // It puts aside every file of the app, which costs more than most stories do: those that go without the relay have one.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // A trace copies the whole page at every step, which takes longer than the step: `--trace on` for one story.
    trace: 'off',
  },
})
