// A client that speaks `ligature.v1` frame by frame on a real socket: for stories about single frames, acknowledgements
// and bad input. It keeps every frame it heard, and a Y.Doc with what they said.
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type Frame, readFrame, SUBPROTOCOL, write } from '../../contracts/wire.ts'
import type { SyncAddress } from './relay-address.ts'
import { until } from './until.ts'

export interface FrameClientOptions {
  /** Speak without the subprotocol, as a stock client does. */
  readonly stock?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly doc?: Y.Doc
  /** Do not answer the relay's SyncStep1, and send no own. */
  readonly mute?: boolean
}

export class FrameClient {
  readonly doc: Y.Doc
  readonly socket: WebSocket
  readonly heard: Frame[] = []
  /** Update frames sent on this connection. */
  sent = 0
  /** The last `saved n`. */
  saved = 0
  closeCode: number | undefined
  closeReason = ''
  readonly #mute: boolean

  constructor(relay: SyncAddress, path: string, options: FrameClientOptions = {}) {
    this.doc = options.doc ?? new Y.Doc()
    this.#mute = options.mute ?? false
    this.socket = new WebSocket(`${relay.syncUrl}/${path}`, options.stock === true ? [] : [SUBPROTOCOL], {
      headers: options.headers ?? {},
    })
    this.socket.on('message', (data: Buffer) => this.#hear(readFrame(new Uint8Array(data))))
    this.socket.on('close', (code, reason) => {
      this.closeCode = code
      this.closeReason = reason.toString()
    })
    this.socket.on('error', () => undefined)
    this.socket.on('open', () => {
      if (!this.#mute) this.send(write.step1(Y.encodeStateVector(this.doc)))
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.sendUpdate(update)
    })
  }

  /** Joins and waits for the end of the relay's answer. */
  static async join(relay: SyncAddress, path: string, options: FrameClientOptions = {}): Promise<FrameClient> {
    const client = new FrameClient(relay, path, options)
    await until(
      'a step2 or a close',
      () => client.closeCode ?? client.heard.some((frame) => frame.kind === 'update' && frame.step2),
    )
    return client
  }

  get text(): string {
    return this.doc.getText('text').toString()
  }

  type(words: string, at = this.text.length): void {
    this.doc.getText('text').insert(at, words)
  }

  send(bytes: Uint8Array | string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(bytes)
  }

  /** Sends an update frame and counts it. */
  sendUpdate(update: Uint8Array, step2 = false): void {
    if (this.socket.readyState !== WebSocket.OPEN) return
    this.sent++
    this.send(step2 ? write.step2(update) : write.update(update))
  }

  /** Everything sent so far is on disk, says the relay. */
  async allSaved(): Promise<void> {
    await until(`saved ${this.sent}`, () => this.saved >= this.sent)
  }

  async closed(): Promise<number> {
    return await until('the socket to close', () => this.closeCode)
  }

  frames<Kind extends Frame['kind']>(kind: Kind): Extract<Frame, { kind: Kind }>[] {
    return this.heard.filter((frame): frame is Extract<Frame, { kind: Kind }> => frame.kind === kind)
  }

  leave(): void {
    this.socket.close()
  }

  /** Drops the connection without a goodbye. */
  breakOff(): void {
    this.socket.terminate()
  }

  #hear(frame: Frame): void {
    this.heard.push(frame)
    if (frame.kind === 'update') Y.applyUpdate(this.doc, frame.update, this)
    else if (frame.kind === 'saved') this.saved = frame.count
    else if (frame.kind === 'step1' && !this.#mute)
      this.sendUpdate(Y.encodeStateAsUpdate(this.doc, frame.stateVector), true)
  }
}
