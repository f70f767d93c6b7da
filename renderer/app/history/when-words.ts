// When something was done, as the history says it: "today, 14:02 – 14:31".
import { locale } from '../../words/words.ts'

const DAY_MS = 24 * 60 * 60 * 1_000
/** Further back it is the date. */
const MOST_DAYS = 1

/** In milliseconds since 1970; in the time zone of this computer. */
export function whenWords(from: number, to: number, now: number): string {
  const daysAgo = daysBetween(from, now)
  const time = { hour: 'numeric', minute: '2-digit' } as const
  if (daysBetween(from, to) > 0 || daysAgo < 0 || daysAgo > MOST_DAYS) {
    const year = new Date(from).getFullYear() === new Date(now).getFullYear() ? {} : ({ year: 'numeric' } as const)
    return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', ...year, ...time }).formatRange(from, to)
  }
  const day = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(-daysAgo, 'day')
  const times = new Intl.DateTimeFormat(locale(), time).formatRange(from, to)
  return new Intl.ListFormat(locale(), { type: 'unit', style: 'short' }).format([day, times])
}

/** Midnights between the two; a day may have 23 or 25 hours. */
const daysBetween = (from: number, to: number): number =>
  Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / DAY_MS)
