// O4: what the log hears of documents that cannot be opened, minute by minute.
import { beforeEach, expect, test } from 'vitest'
import type { Address, DocumentId } from '../../../contracts/ids.ts'
import { Damaged, Unavailable } from '../../../server/errors.ts'
import type { Log } from '../../../server/log.ts'
import { OpenFailures } from '../../../server/room/open-failures.ts'

const address = (name: string): Address => ({ document: name as DocumentId, part: 'text' })
const HOLE = new Damaged('the log has a hole')

let now: number
let lines: Record<string, unknown>[]
let counted: string[]
let failures: OpenFailures
beforeEach(() => {
  now = 12_345
  lines = []
  counted = []
  const silent = (): void => undefined
  const log: Log = { debug: silent, info: silent, warn: silent, error: (fields, msg) => lines.push({ ...fields, msg }) }
  failures = new OpenFailures({ clock: { elapsed: () => now }, log, failed: (reason) => counted.push(reason) })
})

/** Somebody tries every second; the relay sweeps every ten. */
function tryFor(seconds: number, error: Error, name = 'holed'): void {
  for (let n = 1; n <= seconds; n++) {
    failures.add(address(name), error)
    now += 1_000
    if (n % 10 === 0) failures.sweep()
  }
}

test('O4: a document that goes on failing is said at once, and each minute with the count of tries', () => {
  tryFor(180, HOLE)
  expect(lines).toEqual([
    {
      ...address('holed'),
      reason: 'damaged',
      problem: HOLE.message,
      msg: 'the document cannot be opened; it is as it was',
    },
    ...[59, 60, 60].map((tries) => ({
      ...address('holed'),
      reason: 'damaged',
      problem: HOLE.message,
      tries,
      msg: 'the document still cannot be opened',
    })),
  ])
  expect(counted).toEqual(Array.from({ length: 180 }, () => 'damaged'))
})

test('O4: each document and each reason has its own lines', () => {
  failures.add(address('holed'), HOLE)
  failures.add(address('torn'), HOLE)
  failures.add(address('holed'), new Unavailable('disk I/O error'))
  expect(lines.map(({ document, reason }) => [document, reason])).toEqual([
    ['holed', 'damaged'],
    ['torn', 'damaged'],
    ['holed', 'store'],
  ])
})

test('O4: one that nobody tries any more is forgotten without a word, and said at once when it fails anew', () => {
  failures.add(address('holed'), HOLE)
  for (let n = 0; n < 7; n++) {
    now += 10_000
    failures.sweep()
  }
  expect(lines).toHaveLength(1)
  failures.add(address('holed'), HOLE)
  expect(lines).toHaveLength(2)
})

test('O4: of one that was opened meanwhile it is not said that it still cannot be', () => {
  tryFor(30, new Unavailable('PostgreSQL cannot be reached'))
  tryFor(5, HOLE, 'torn')
  failures.opened(address('holed'))
  for (let n = 0; n < 7; n++) {
    now += 10_000
    failures.sweep()
  }
  expect(lines.map(({ document, msg }) => [document, msg])).toEqual([
    ['holed', 'the document cannot be opened; it is as it was'],
    ['torn', 'the document cannot be opened; it is as it was'],
    ['torn', 'the document still cannot be opened'],
  ])
})
