// Times as a person says them: "just now", "5 minutes ago", "yesterday", a date.

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

export function timeWords(at: number, now: number): string {
  const past = Math.max(0, now - at)
  if (past < MINUTE_MS) return 'just now'
  if (past < HOUR_MS) return ago.format(-Math.floor(past / MINUTE_MS), 'minute')
  if (past < DAY_MS) return ago.format(-Math.floor(past / HOUR_MS), 'hour')
  if (past < 7 * DAY_MS) return ago.format(-Math.floor(past / DAY_MS), 'day')
  return new Date(at).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })
}
