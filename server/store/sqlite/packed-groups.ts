// What is to be committed, on its way to the writing thread: one piece of memory with all updates and one short list for
// each of the rest. Copied as they are, many small groups cost more than their commit.
import type { Address, Epoch } from '../../../contracts/ids.ts'
import type { AppendGroup, LogEntry } from '../store.ts'

export interface PackedGroups {
  readonly addresses: readonly Address[]
  readonly epochs: readonly Epoch[]
  /** Entries of each group. */
  readonly counts: Uint32Array
  /** Of each entry, group after group. */
  readonly authors: readonly string[]
  readonly times: Float64Array
  /** Bytes of its update. */
  readonly lengths: Uint32Array
  readonly bytes: Uint8Array<ArrayBuffer>
}

export function pack(groups: readonly AppendGroup[]): PackedGroups {
  const entries = groups.flatMap((group) => group.entries)
  const lengths = Uint32Array.from(entries, ({ update }) => update.byteLength)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const { update } of entries) {
    bytes.set(update, at)
    at += update.byteLength
  }
  return {
    addresses: groups.map(({ address }) => address),
    epochs: groups.map(({ epoch }) => epoch),
    counts: Uint32Array.from(groups, (group) => group.entries.length),
    authors: entries.map(({ author }) => author),
    times: Float64Array.from(entries, (entry) => entry.at),
    lengths,
    bytes,
  }
}

export function unpack({ addresses, epochs, counts, authors, times, lengths, bytes }: PackedGroups): AppendGroup[] {
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
