// Updates on their way from one thread to the other: all of them in one piece of memory, and one short list for each of the
// rest. Copied as they are, many small groups cost more than their commit, and many small rows more than to read them.
import type { Address, Epoch } from '../../../contracts/ids.ts'
import type { AppendGroup, LogEntry, LogRow, WrittenRow } from '../store.ts'

interface Joined {
  /** Bytes of each update. */
  readonly lengths: Uint32Array
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface PackedGroups extends Joined {
  readonly addresses: readonly Address[]
  readonly epochs: readonly Epoch[]
  /** Entries of each group. */
  readonly counts: Uint32Array
  /** Of each entry, group after group. */
  readonly authors: readonly string[]
  readonly times: Float64Array
}

export interface PackedRows extends Joined {
  /** Seq of the first; there is no gap between them. */
  readonly from: number
}

export interface PackedWritten extends Joined {
  /** Seq of the first, and how much more or less each of the others has than the one before. */
  readonly from: number
  readonly step: 1 | -1
  readonly authors: readonly string[]
  readonly times: Float64Array
}

export function packGroups(groups: readonly AppendGroup[]): PackedGroups {
  const entries = groups.flatMap((group) => group.entries)
  return {
    addresses: groups.map(({ address }) => address),
    epochs: groups.map(({ epoch }) => epoch),
    counts: Uint32Array.from(groups, (group) => group.entries.length),
    authors: entries.map(({ author }) => author),
    times: Float64Array.from(entries, (entry) => entry.at),
    ...joined(entries),
  }
}

export function unpackGroups({
  addresses,
  epochs,
  counts,
  authors,
  times,
  lengths,
  bytes,
}: PackedGroups): AppendGroup[] {
  let nth = 0
  let from = 0
  const next = (): LogEntry => {
    const update = bytes.subarray(from, (from += lengths[nth]!))
    return { update, author: authors[nth]!, at: times[nth++]! }
  }
  return addresses.map((address, group) => ({
    address,
    epoch: epochs[group]!,
    entries: Array.from({ length: counts[group]! }, next),
  }))
}

export function packRows(rows: readonly LogRow[]): PackedRows {
  return { from: rows[0]?.seq ?? 0, ...joined(rows) }
}

export function unpackRows({ from, lengths, bytes }: PackedRows): LogRow[] {
  let at = 0
  return Array.from(lengths, (length, nth) => ({ seq: from + nth, update: bytes.subarray(at, (at += length)) }))
}

/** Rows in order: that of the log, or its reverse. */
export function packWritten(rows: readonly WrittenRow[], step: 1 | -1): PackedWritten {
  return {
    from: rows[0]?.seq ?? 0,
    step,
    authors: rows.map(({ author }) => author),
    times: Float64Array.from(rows, ({ at }) => at),
    ...joined(rows),
  }
}

export function unpackWritten({ from, step, authors, times, lengths, bytes }: PackedWritten): WrittenRow[] {
  let at = 0
  return Array.from(lengths, (length, nth) => ({
    seq: from + step * nth,
    author: authors[nth]!,
    at: times[nth]!,
    update: bytes.subarray(at, (at += length)),
  }))
}

function joined(updates: readonly { readonly update: Uint8Array }[]): Joined {
  const lengths = Uint32Array.from(updates, ({ update }) => update.byteLength)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { update } of updates) {
    bytes.set(update, at)
    at += update.byteLength
  }
  return { lengths, bytes }
}
