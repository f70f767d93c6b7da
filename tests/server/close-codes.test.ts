// F9: the table of close codes in the protocol is the one that relay and client take theirs from.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CLOSE, meaningOf } from '../../contracts/close-codes.ts'

test('F9: the protocol names exactly the codes that there are, with what the client does and the reason', () => {
  const protocol = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')
  const rows = [...protocol.matchAll(/^\| (\d{4}) \| (\w+) \| (.+?) \| .+ \|$/gm)]
  expect(rows.map(([, code, then, reason]) => [code, { then, reason }])).toEqual(Object.entries(CLOSE))
})

test('F9: 44xx means stop, and every other code retry, as y-websocket takes them', () => {
  for (const [code, { then }] of Object.entries(CLOSE)) expect([code, then]).toEqual([code, stopsFor(code)])
  for (const code of [1006, 1009, 4600]) expect(meaningOf(code).then).toBe('retry')
})

const stopsFor = (code: string): string => (code.startsWith('44') ? 'stop' : 'retry')
