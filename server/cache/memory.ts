// The cache of a relay that is the only one of its database: in its own memory, bounded in entries and in bytes.
import type { Clock } from '../clock.ts'
import { type Cache, type Found, KEPT_MS } from './cache.ts'

export interface MemoryCacheParts {
  readonly clock: Clock
  readonly maxEntries?: number
  /** Of keys and values together. */
  readonly maxBytes?: number
}

const MAX_ENTRIES = 10_000
const MAX_BYTES = 16_000_000
/** V8 keeps a character in one byte or in two. */
const BYTES_PER_CHARACTER = 2

interface Entry {
  readonly lease: string
  /** Undefined: not read yet. */
  readonly value: string | undefined
  /** In milliseconds of the clock, since the lease was given. */
  readonly until: number
  readonly bytes: number
}

export class MemoryCache implements Cache {
  readonly #clock: Clock
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** In the order in which leases were given, which is that in which they are over. */
  readonly #entries = new Map<string, Entry>()
  #bytes = 0
  #leases = 0

  constructor({ clock, maxEntries = MAX_ENTRIES, maxBytes = MAX_BYTES }: MemoryCacheParts) {
    this.#clock = clock
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  async look(key: string): Promise<Found> {
    this.#dropWhatIsOver()
    const entry = this.#entries.get(key)
    if (entry?.value !== undefined) return { kind: 'kept', value: entry.value }
    if (entry !== undefined) return { kind: 'lease', lease: entry.lease, mine: false }
    const lease = String(++this.#leases)
    this.#put(key, { lease, value: undefined, until: this.#clock.elapsed() + KEPT_MS, bytes: bytesOf(key) })
    return { kind: 'lease', lease, mine: true }
  }

  async fill(key: string, lease: string, value: string): Promise<void> {
    this.#dropWhatIsOver()
    const entry = this.#entries.get(key)
    if (entry?.lease !== lease) return
    this.#put(key, { ...entry, value, bytes: bytesOf(key) + bytesOf(value) })
  }

  async invalidate(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#drop(key)
  }

  close(): void {
    this.#entries.clear()
    this.#bytes = 0
  }

  /** One that is there keeps its place in the order. */
  #put(key: string, entry: Entry): void {
    this.#bytes += entry.bytes - (this.#entries.get(key)?.bytes ?? 0)
    this.#entries.set(key, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) return
      this.#drop(oldest)
    }
  }

  #dropWhatIsOver(): void {
    const now = this.#clock.elapsed()
    for (const [key, { until }] of this.#entries) {
      if (until > now) return
      this.#drop(key)
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0
    this.#entries.delete(key)
  }
}

const bytesOf = (text: string): number => text.length * BYTES_PER_CHARACTER
