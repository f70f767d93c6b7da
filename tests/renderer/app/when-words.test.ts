// When something was done, as the history says it: in the language and the time zone of whoever reads.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { whenWords } from '../../../renderer/app/history/when-words.ts'
import i18next from 'i18next'

const zone = process.env['TZ']
beforeEach(async () => {
  process.env['TZ'] = 'Europe/Berlin'
  await i18next.init({ lng: 'de', resources: {} })
})
afterEach(() => {
  process.env['TZ'] = zone
})

const at = (local: string): number => new Date(local).getTime()
/** ICU writes thin and narrow spaces around its dashes. */
const plain = (words: string): string => words.replaceAll(/[\s\u2009\u202f]+/g, ' ')
const words = (from: string, to: string, now: string): string => plain(whenWords(at(from), at(to), at(now)))

test('today and yesterday have a name, by the midnights between and not by the hours', () => {
  expect(words('2026-03-28T14:02', '2026-03-28T14:31', '2026-03-28T23:00')).toBe('heute, 14:02–14:31 Uhr')
  expect(words('2026-03-28T23:50', '2026-03-28T23:50', '2026-03-29T00:10')).toBe('gestern, 23:50')
  // The 29th has 23 hours.
  expect(words('2026-03-28T00:00', '2026-03-28T00:20', '2026-03-29T23:59')).toBe('gestern, 00:00–00:20 Uhr')
})

test('else it is the date, with the year where it is another, also over a midnight', () => {
  expect(words('2026-03-26T14:02', '2026-03-26T14:31', '2026-03-28T14:00')).toBe('26. März, 14:02–14:31 Uhr')
  expect(words('2025-12-31T14:02', '2025-12-31T14:31', '2026-01-02T14:00')).toContain('2025')
  expect(words('2026-03-27T23:50', '2026-03-28T00:10', '2026-03-28T14:00')).toMatch(
    /27\. März.*23:50.*28\. März.*00:10/,
  )
  // A clock that goes wrong is no day that has a name.
  expect(words('2026-03-29T14:02', '2026-03-29T14:31', '2026-03-28T14:00')).toContain('29. März')
})
