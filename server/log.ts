// The relay's log: one JSON object a line on stdout. Every line about a document carries `document`.
import { pino } from 'pino'

/** What the relay's parts need of a log. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Times are ISO 8601; errors under `err` keep their stack. `fd`: 2 for a command, whose report is on stdout. */
export function createLog(level: LogLevel, fd: 1 | 2 = 1): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd, sync: true }),
  )
}

/** The path of an address: long enough for every one there is. Nobody has looked at it yet, and it may have 16 KB. */
export const forLog = (path: string): string => path.slice(0, 100)
