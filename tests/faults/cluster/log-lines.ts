// Which errors in a relay's log what was done to it explains: those that say that its store failed, while it was kept from its
// PostgreSQL. No trouble with Redis or with clients is a reason for any.
import type { LogLine } from '../../support/relay.ts'
import { type Happened, keepsFromStore } from './trouble.ts'

const STORE_FAILED: ReadonlySet<string> = new Set([
  'commit failed',
  'commit failed; the room starts anew from the store',
  'what others have written cannot be taken in; the room starts anew from the store',
  'the document cannot be opened; it is as it was',
  'could not read the document for a client',
  'compaction failed',
])
/** A machine with other work comes to it so much later. */
const LATER_MS = 2_000
/** Said once a minute of what failed before, and looked for now and then. */
const STILL = 'the document still cannot be opened'
const STILL_LATER_MS = 140_000
const CANNOT_START = /^The PostgreSQL database of DATABASE_URL cannot be used: .*\n/gm

/** Of one relay, in words. */
export function unexplained(
  relay: number,
  lines: readonly LogLine[],
  stderr: string,
  happened: readonly Happened[],
): readonly string[] {
  const keptFrom = happened
    .filter(({ trouble }) => keepsFromStore(trouble, relay))
    .map(({ from, to }) => ({ from, to: Math.max(to, ...standstills(relay, from, to, happened)) }))
  const isExplained = ({ msg, time, reason }: LogLine): boolean => {
    const at = Date.parse(String(time))
    const laterMs = msg === STILL ? STILL_LATER_MS : STORE_FAILED.has(msg) ? LATER_MS : -Infinity
    return reason !== 'damaged' && keptFrom.some(({ from, to }) => from <= at && at <= to + laterMs)
  }
  const said = lines
    .filter((line) => line['level'] === 'error' && !isExplained(line))
    .map((line) => JSON.stringify(line))
  const printed = keptFrom.length > 0 ? stderr.replace(CANNOT_START, '') : stderr
  return [...said, ...(printed === '' ? [] : [printed])].map((what) => `relay ${relay} says ${what}`)
}

/** Until when a relay that was frozen meanwhile could not find out. */
const standstills = (relay: number, from: number, to: number, happened: readonly Happened[]): number[] =>
  happened.flatMap((other) =>
    other.trouble.does === 'freeze a relay' && other.trouble.relay === relay && other.from <= to && other.to >= from
      ? [other.to]
      : [],
  )
