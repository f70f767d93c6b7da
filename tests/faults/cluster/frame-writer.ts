// A writer who speaks `ligature.v1`, and so knows what is saved: keeps account of which edits each frame carried.
import * as Y from 'yjs'
import { WebSocket } from 'ws'
import { FrameClient } from '../../support/frame-client.ts'
import type { SyncAddress } from '../../support/relay-address.ts'
import { Writer, type WriterParts } from './writer.ts'

/** Of the writer's own edits, all that were made when this frame left. */
interface Sent {
  readonly clock: number
  readonly erasures: number
}

const BACK_WITHIN_MS = 300

class CountedClient extends FrameClient {
  readonly carried: Sent[] = []
  /** The frame that says everything before it, too, for the first time. */
  firstWhole: number | undefined
  now: () => Sent = () => ({ clock: 0, erasures: 0 })

  override sendUpdate(update: Uint8Array, step2 = false): void {
    const { sent } = this
    super.sendUpdate(update, step2)
    if (this.sent === sent) return
    this.carried.push(this.now())
    if (step2) this.firstWhole ??= this.sent
  }
}

export class FrameWriter extends Writer {
  #relay: SyncAddress
  #client: CountedClient
  #saved: Sent = { clock: 0, erasures: 0 }
  #comingBack: NodeJS.Timeout | undefined
  #awayMs = 0
  #left = false

  constructor(parts: WriterParts, relay: SyncAddress) {
    super(parts)
    this.#relay = relay
    this.#client = this.#connect()
  }

  override get saved(): Sent {
    this.#account()
    return this.#saved
  }

  override get settled(): boolean {
    const { socket, firstWhole, saved, sent } = this.#client
    return socket.readyState === WebSocket.OPEN && firstWhole !== undefined && saved === sent
  }

  override moveTo(relay: SyncAddress, afterMs: number): void {
    this.#relay = relay
    this.#awayMs = afterMs
    this.#client.breakOff()
  }

  override close(): void {
    this.#left = true
    clearTimeout(this.#comingBack)
    this.#client.breakOff()
  }

  #connect(): CountedClient {
    const client = new CountedClient(this.#relay, this.manuscript.path, { doc: this.doc })
    client.now = () => ({
      clock: Y.getState(this.doc.store, this.doc.clientID),
      erasures: this.erasures.length,
    })
    client.socket.on('close', (code) => this.#closed(client, code))
    return client
  }

  #closed(client: CountedClient, code: number): void {
    this.closeCodes.push(code)
    this.#account()
    for (const { reason } of client.frames('refused')) this.broken.push(`F5: ${this.name} was refused: ${reason}`)
    if (this.#left) return
    const afterMs = this.#awayMs + this.random() * BACK_WITHIN_MS
    this.#awayMs = 0
    this.#comingBack = setTimeout(() => (this.#client = this.#connect()), afterMs)
  }

  /** What the connection has said so far. */
  #account(): void {
    const { saved, sent, carried, firstWhole } = this.#client
    if (saved > sent) this.broken.push(`F4: ${this.name} heard saved ${saved} of ${sent} frames`)
    const last = carried[saved - 1]
    // What came before the first whole frame hangs on what the relay may not have, and shows nowhere then.
    if (last === undefined || firstWhole === undefined || saved < firstWhole) return
    this.#saved = {
      clock: Math.max(this.#saved.clock, last.clock),
      erasures: Math.max(this.#saved.erasures, last.erasures),
    }
  }
}
