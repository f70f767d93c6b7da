// Where one copy of a person says it is, and what it knows of the others: awareness of y-protocols on the clock of the
// simulation. Made anew with each copy, by person.ts.
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Forged, forgedIn } from './forged.ts'
import type { VirtualClock } from './virtual-clock.ts'

const RENEW_MS = 15_000
const FORGET_MS = 30_000

export interface PresenceParts {
  readonly name: string
  readonly client: number
  readonly clock: VirtualClock
  /** Sends an awareness update, if there is a connection. */
  readonly send: (update: Uint8Array) => void
  /** The relay says so of somebody, and somebody else has said it. */
  readonly sawForged: (forged: Forged) => void
}

export class PresenceOfPerson {
  /** Client ids of which it was told what their owners have not said. */
  readonly deceived = new Set<number>()
  readonly #parts: PresenceParts
  readonly #awareness: Awareness
  readonly #heardAt = new Map<number, number>()
  #carets = 0
  /** From this clock on it is what this connection has said, and the relay is known to have it since then. */
  #ofConnection = { clock: Infinity, since: Infinity }

  constructor(parts: PresenceParts) {
    this.#parts = parts
    const doc = new Y.Doc()
    doc.clientID = parts.client
    this.#awareness = new Awareness(doc)
    clearInterval((this.#awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval)
    this.#awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      for (const id of [...added, ...updated]) this.#heardAt.set(id, parts.clock.at)
      // As a provider does: whatever changed, it tells, also of others.
      parts.send(encodeAwarenessUpdate(this.#awareness, [...added, ...updated, ...removed]))
    })
    this.moveCaret()
  }

  get own(): unknown {
    return this.#awareness.getLocalState()
  }

  /** By client id. */
  get seen(): ReadonlyMap<number, unknown> {
    return this.#awareness.getStates()
  }

  /** Since when the relay holds it to be what this connection says. */
  get since(): number {
    return this.#ofConnection.since
  }

  moveCaret(): void {
    this.#awareness.setLocalState({ name: this.#parts.name, caret: ++this.#carets })
  }

  /** On a new connection. Our client says so anew, a stock one what it said last. */
  greet(anew: boolean): void {
    const { client, send } = this.#parts
    const { clock } = this.#awareness.meta.get(client)!
    // The same clock again may be what the relay still has of the last connection.
    this.#ofConnection = { clock: clock + 1, since: Infinity }
    if (anew) this.#renew()
    else send(encodeAwarenessUpdate(this.#awareness, [client]))
  }

  /** The connection is gone, and with it the others. */
  lost(): void {
    this.#ofConnection = { clock: Infinity, since: Infinity }
    const others = [...this.seen.keys()].filter((id) => id !== this.#parts.client)
    removeAwarenessStates(this.#awareness, others, this)
  }

  hear(update: Uint8Array): void {
    const { client, clock, sawForged } = this.#parts
    const { forged, departed, others } = forgedIn(update)
    for (const id of [...departed, ...forged.map((lie) => lie.client)]) this.deceived.add(id)
    for (const lie of forged) sawForged(lie)
    const { clock: first, since } = this.#ofConnection
    if ((others.get(client) ?? -1) >= first) this.#ofConnection.since = Math.min(since, clock.at)
    applyAwarenessUpdate(this.#awareness, update, this)
  }

  /** What y-protocols does by the machine's clock: says again that it is here, forgets whom it has not heard of for long. */
  tend(): void {
    const { client, clock } = this.#parts
    const silentFor = (id: number): number => clock.at - (this.#heardAt.get(id) ?? 0)
    if (silentFor(client) >= RENEW_MS) this.#renew()
    const silent = [...this.seen.keys()].filter((id) => id !== client && silentFor(id) > FORGET_MS)
    if (silent.length > 0) removeAwarenessStates(this.#awareness, silent, 'timeout')
  }

  #renew(): void {
    this.#awareness.setLocalState(this.#awareness.getLocalState())
  }
}
