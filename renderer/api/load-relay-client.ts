// The way to relay-client.ts, which is loaded with the first request. Not to be had is the same as a relay that does not
// answer: it is the relay that serves it.
import type { RelayClient } from './relay-client.ts'
import { RelayUnreachable } from './relay-errors.ts'

export async function loadRelayClient(relay: string): Promise<RelayClient> {
  try {
    return (await import('./relay-client.ts')).relayClient(relay)
  } catch (cause) {
    throw new RelayUnreachable('a part of the app did not arrive', { cause })
  }
}
