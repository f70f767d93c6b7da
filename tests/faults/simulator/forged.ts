// Presence that somebody announces under another's client id, in a simulation: made so that it can be told from what its
// owner says. Written by the intruder, looked for by people.
import * as decoding from 'lib0/decoding'
import { awarenessOf } from '../../support/hostile-bytes.ts'

/** Somebody said at that moment that this client id is somebody else. */
export interface Forged {
  readonly client: number
  readonly at: number
}

/** No honest presence comes so far in one simulation, unless it counts on from a lie. */
export const LYING_CLOCK = 1_000

/** An awareness update. */
export const forge = (client: number, clock: number, at: number): Uint8Array =>
  awarenessOf([client, clock, JSON.stringify({ forgedAt: at })])

/** The lies in an awareness update, the departures that may follow from one, and the clocks of the other states. */
export function forgedIn(update: Uint8Array): {
  readonly forged: readonly Forged[]
  readonly departed: readonly number[]
  readonly others: ReadonlyMap<number, number>
} {
  const from = decoding.createDecoder(update)
  const forged: Forged[] = []
  const departed: number[] = []
  const others = new Map<number, number>()
  for (let count = decoding.readVarUint(from); count > 0; count--) {
    const client = decoding.readVarUint(from)
    const clock = decoding.readVarUint(from)
    const state: unknown = JSON.parse(decoding.readVarString(from))
    if (typeof state === 'object' && state !== null && 'forgedAt' in state)
      forged.push({ client, at: Number(state.forgedAt) })
    else if (state !== null) others.set(client, clock)
    else if (clock >= LYING_CLOCK) departed.push(client)
  }
  return { forged, departed, others }
}
