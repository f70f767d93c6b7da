// What a command says while it works: on a terminal, after a second, how far it is, and never between the letters of its report.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Terminal } from '../../server/terminal.ts'

let out: string[]
let err: string[]
let now = 0
const { isTTY } = process.stderr

beforeEach(() => {
  ;[out, err, now] = [[], [], 0]
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  process.stderr.isTTY = true
})
afterEach(() => {
  process.stderr.isTTY = isTTY
  vi.restoreAllMocks()
})

test('progress is shown after a second, ten times in one at most, and gives way to a line of the report', () => {
  const terminal = new Terminal('checking')
  terminal.progress('1 of 9 documents')
  now = 999
  terminal.progress('2 of 9 documents')
  expect(err).toEqual([])
  now = 1_000
  terminal.progress('3 of 9 documents')
  now = 1_099
  terminal.progress('4 of 9 documents')
  expect(err).toEqual(['checking: 3 of 9 documents'])
  now = 1_100
  terminal.progress('5 of 9 documents')
  expect(err.slice(1)).toEqual(['\r\x1b[K', 'checking: 5 of 9 documents'])
  terminal.say('problem: …')
  terminal.say('the sum')
  expect(err.slice(3)).toEqual(['\r\x1b[K'])
  expect(out).toEqual(['problem: …\n', 'the sum\n'])
})

test('where nobody looks there is no progress, only the report', () => {
  process.stderr.isTTY = false
  const terminal = new Terminal('checking')
  now = 5_000
  terminal.progress('3 of 9 documents')
  terminal.say('the sum')
  expect([err, out]).toEqual([[], ['the sum\n']])
})
