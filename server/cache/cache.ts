// The port to a cache that relays of one database share: what one has read, the others need not read again for a moment.
// Never the truth: who finds nothing, or no cache, asks the store. Fulfilled by memory.ts (one instance) and redis.ts.

/** Nothing that was kept is older. */
export const KEPT_MS = 2_000

export type Found =
  | { readonly kind: 'kept'; readonly value: string }
  /**
   * Nothing is kept. Whoever asks first is given a lease, and everybody after hears of it, until it is filled, taken by an
   * invalidation, or over. Who sees a lease knows: nothing was invalidated since it was given.
   */
  | { readonly kind: 'lease'; readonly lease: string; readonly mine: boolean }
  /** The cache does not answer, or not soon enough. */
  | { readonly kind: 'away' }

/** How a read of metadata went: from the cache; along with somebody else who was just reading it; from the store; from the store,
 * for the cache is away. */
export const CACHE_OUTCOMES = ['hit', 'shared', 'miss', 'bypass'] as const
export type CacheOutcome = (typeof CACHE_OUTCOMES)[number]
export type CachedKind = 'document' | 'list' | 'folders'

export interface Cache {
  /** Never rejects, and never takes long. A lease is given to no two. */
  look(key: string): Promise<Found>
  /** Keeps what was read under a lease that is `mine`, if the lease still stands. Never rejects. */
  fill(key: string, lease: string, value: string): Promise<void>
  /**
   * Takes values and leases of these keys. Resolves as soon as it is certain that nobody, on any instance, finds what was kept
   * before the call, or can still keep what was read before it; that may take as long as something is kept. Never rejects.
   */
  invalidate(keys: readonly string[]): Promise<void>
  close(): void
}
