// Why a sync socket ends, and what the client does then. The relay takes its codes from here, the client its behaviour.
// y-websocket 3.1 stops for good on 4400-4499 and retries everything else; the table keeps to that.

interface Meaning {
  /** `stop`: reconnecting cannot help, tell the person. `retry`: come back, later or elsewhere. */
  readonly then: 'stop' | 'retry'
  /** Sent as the close reason: for logs and developers. The client has its own words for people. */
  readonly reason: string
}

export const CLOSE = {
  4400: { then: 'stop', reason: 'the frame is not part of the protocol' },
  4401: { then: 'stop', reason: 'sign in to open this document' },
  4403: { then: 'stop', reason: 'this document is not shared with you' },
  4404: { then: 'stop', reason: 'this is not a document address' },
  4409: { then: 'stop', reason: 'the document was reset; this copy belongs to its past' },
  4410: { then: 'stop', reason: 'the document was deleted for ever' },
  4413: { then: 'stop', reason: 'the edit is larger than this relay accepts, or the document is full' },
  4422: { then: 'stop', reason: 'the update does not decode' },
  4500: { then: 'retry', reason: 'the relay could not do this just now; nothing acknowledged is lost' },
  4503: { then: 'retry', reason: 'the relay is shutting down' },
  4508: { then: 'retry', reason: 'nothing was heard from the client in time' },
  4529: { then: 'retry', reason: 'the socket stopped reading for too long' },
  4530: { then: 'retry', reason: 'too many connections come from this network address' },
} as const satisfies Record<number, Meaning>

export type CloseCode = keyof typeof CLOSE

/** What the table says of a code. Codes outside it (1006, a proxy's own) are passing faults: retry. */
export function meaningOf(code: number): Meaning {
  return (CLOSE as Record<number, Meaning>)[code] ?? { then: 'retry', reason: `closed with ${code}` }
}
