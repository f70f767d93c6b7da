// What a peer needs to know of a relay: where it is. A TestRelay is one; so is one that announces a public address.
export interface Reachable {
  /** `http://127.0.0.1:port`. */
  readonly url: string
}

/** And what a client needs: `ws://127.0.0.1:port/sync`. */
export interface SyncAddress {
  readonly syncUrl: string
}
