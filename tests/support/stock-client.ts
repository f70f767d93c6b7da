// A person with a stock client: an unmodified y-websocket provider on a real socket. Types into `text`, the document's
// Y.Text, and sees what the others typed.
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { SyncAddress } from './relay-address.ts'
import { until } from './until.ts'

export class StockClient {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider

  /** `doc`: what this person has already. */
  constructor(relay: SyncAddress, document: string, doc = new Y.Doc()) {
    this.doc = doc
    this.provider = new WebsocketProvider(relay.syncUrl, document, this.doc, {
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    })
  }

  /** Joins and waits until the relay has answered. */
  static async join(relay: SyncAddress, document: string): Promise<StockClient> {
    const client = new StockClient(relay, document)
    await client.synced()
    return client
  }

  get text(): string {
    return this.doc.getText('text').toString()
  }

  type(words: string, at = this.text.length): void {
    this.doc.getText('text').insert(at, words)
  }

  erase(at: number, length: number): void {
    this.doc.getText('text').delete(at, length)
  }

  async synced(): Promise<void> {
    await until('the stock client to be synced', () => this.provider.synced)
  }

  async sees(text: string): Promise<void> {
    await until(
      `the stock client to see ${JSON.stringify(text.slice(0, 80))}; it sees ${JSON.stringify(this.text.slice(0, 80))}`,
      () => this.text === text,
    )
  }

  goAway(): void {
    this.provider.disconnect()
  }

  comeBack(): void {
    this.provider.connect()
  }

  /** For good; the text stays with this person. */
  moveOut(): void {
    this.provider.destroy()
  }

  leave(): void {
    this.moveOut()
    this.doc.destroy()
  }
}
