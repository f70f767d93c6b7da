// The bytes of awareness updates, as y-protocols writes them: who is where, each with the clock of their own saying.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A state that says that its client has left. */
export const LEFT = 'null'

/** Client, clock, and the length of the state. */
const MOST_BYTES_BESIDE_STATE = 20

export interface Told {
  readonly client: number
  readonly clock: number
  /** JSON text; LEFT says that the client has left. */
  readonly state: string
}

export interface Announced extends Told {
  /** What all this may take in a frame: the same for the same state, whatever the clock. */
  readonly bytes: number
  /** Whose caret it is: JSON text of the `user` of the state; '' when it names none. */
  readonly user: string
}

/** Undefined when it does not decode, or a state is not JSON: a stock client would throw on it. */
export function readAwareness(update: Uint8Array): Announced[] | undefined {
  try {
    const from = decoding.createDecoder(update)
    const count = decoding.readVarUint(from)
    const announced: Announced[] = []
    for (let n = 0; n < count; n++) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      // The clock may be larger than is safe: it is above the limit of all, and that may be somebody else's doing.
      if (!Number.isSafeInteger(client)) return undefined
      announced.push(announcedBy({ client, clock, state: decoding.readVarString(from) }))
    }
    return announced
  } catch {
    // lib0 and JSON.parse throw for one reason only: these are not the bytes of an awareness update.
    return undefined
  }
}

/** Throws when the state is not JSON. */
export function announcedBy({ client, clock, state }: Told): Announced {
  const parsed: unknown = JSON.parse(state)
  const user = typeof parsed === 'object' && parsed !== null && 'user' in parsed ? JSON.stringify(parsed.user) : ''
  // ` null` says the same as `null`, and must not stay as somebody who is here.
  const said = parsed === null ? LEFT : state
  return { client, clock, state: said, bytes: MOST_BYTES_BESIDE_STATE + Buffer.byteLength(state), user }
}

export function writeAwareness(entries: readonly Told[]): Uint8Array {
  return encoding.encode((to) => {
    encoding.writeVarUint(to, entries.length)
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(to, client)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, state)
    }
  })
}
