// The way to relay-chunk.ts, which is loaded with the first request. Not to be had is the same as a relay that does not
// answer: it is the relay that serves it.
import type * as RelayChunk from './relay-chunk.ts'
import type { RelayClient } from './relay-client.ts'
import { RelayUnreachable } from './relay-errors.ts'

export async function loadRelayChunk(): Promise<typeof RelayChunk> {
  try {
    return await import('./relay-chunk.ts')
  } catch (cause) {
    throw new RelayUnreachable('a part of the app did not arrive', { cause })
  }
}

export async function loadRelayClient(relay: string): Promise<RelayClient> {
  return (await loadRelayChunk()).relayClient(relay)
}
