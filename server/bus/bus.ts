// The port to the other instances: hints that a document grew. Never the truth (R10): whoever misses one finds out from
// the store. Fulfilled by local.ts (one instance) and redis.ts, on ioredis.
import type { Address, Epoch } from '../../contracts/ids.ts'

/** One commit of one document. */
export interface Hint {
  readonly address: Address
  readonly epoch: Epoch
  readonly fromSeq: number
  readonly toSeq: number
  /** What was committed, one update for each seq; undefined when it is too much to send around. */
  readonly updates?: readonly Uint8Array[] | undefined
}

export interface Bus {
  /** Heads of open documents are compared with the store this often, in seconds; undefined: nobody else writes them. */
  readonly compareEverySeconds: number | undefined
  /** Told when hints may have been missed. */
  missed: () => void
  /** Calls `hear` with hints of other instances until the returned function is called. */
  subscribe(address: Address, hear: (hint: Hint) => void): Promise<() => Promise<void>>
  /** Tells the other instances. Failure is logged by the bus, not thrown: nothing depends on it. */
  publish(hints: readonly Hint[]): Promise<void>
  close(): Promise<void>
}
