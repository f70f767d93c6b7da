// node bench/startup/run.ts [--rounds 7]: how long the built relay takes to listen, and the built desktop app to show its first
// window and a text in it. On a computer without Electron the app runs on the tests' stand-in, which the title says; its
// own start is in the figure.
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openDesktop } from '../../tests/support/desktop/open-desktop.ts'
import { TestRelay } from '../../tests/support/relay.ts'

const BUILT = fileURLToPath(new URL('../../out/', import.meta.url))

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } })
const rounds = Number(values.rounds)

const relayStarts: number[] = []
for (let round = 0; round < rounds; round++) {
  const startedAt = performance.now()
  const relay = await TestRelay.start({ entry: `${BUILT}server/main.js` })
  relayStarts.push(performance.now() - startedAt)
  await relay.dispose()
}

const firstWindows: number[] = []
const firstTexts: number[] = []
const relayListens: number[] = []
let host = ''
for (let round = 0; round < rounds; round++) {
  const startedAt = performance.now()
  const app = await openDesktop()
  const opened = performance.now()
  const since = () => performance.now() - opened
  host = app.name
  const page = await app.window()
  firstWindows.push(since())
  await page.locator('[contenteditable="true"]').waitFor({ timeout: 60_000 })
  firstTexts.push(since())
  await page.getByText('Saved on this computer and on').first().waitFor({ timeout: 60_000 })
  relayListens.push(since())
  await app.dispose()
  process.stdout.write(`round ${round + 1}: opened after ${(opened - startedAt).toFixed(0)} ms\n`)
}

print('relay: from the process to listening', relayStarts)
print(`desktop on ${host}: main started to the first window`, firstWindows)
print(`desktop on ${host}: main started to a text that takes keys`, firstTexts)
print(`desktop on ${host}: main started to “Saved … on” its own relay`, relayListens)
for (const file of ['main/main.js', 'preload/preload.cjs', 'server/main.js'])
  process.stdout.write(`${file.padEnd(22)} ${(statSync(BUILT + file).size / 1_024).toFixed(0)} KB\n`)

function print(name: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b)
  const figures = [sorted[Math.floor(sorted.length / 2)]!, sorted[0]!, sorted.at(-1)!].map((ms) => ms.toFixed(0))
  process.stdout.write(`${name.padEnd(68)} median ${figures[0]} ms (${figures[1]}–${figures[2]})\n`)
}
