// Counts in the lines that a command says to a person: "1 row", "2 rows". Used by check.ts, compact-all.ts, reset.ts and main.ts.
import type { StoredSize } from '../store/inspection.ts'

export const counted = (count: number, what: string, several = `${what}s`): string =>
  `${count} ${count === 1 ? what : several}`

/** How a document, or all of them, became smaller. */
export const change = (before: StoredSize, after: StoredSize): string =>
  `${before.rows} -> ${counted(after.rows, 'row')}, ${before.bytes} -> ${counted(after.bytes, 'byte')}`
