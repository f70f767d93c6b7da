// A writer with an unmodified y-websocket provider, which comes back by itself and is told nothing of what is saved.
import { StockClient } from '../../support/stock-client.ts'
import type { SyncAddress } from '../../support/relay-address.ts'
import { Writer, type WriterParts } from './writer.ts'

export class StockWriter extends Writer {
  override readonly saved = { clock: 0, erasures: 0 }
  #client: StockClient
  #moving: NodeJS.Timeout | undefined

  constructor(parts: WriterParts, relay: SyncAddress) {
    super(parts)
    this.#client = this.#connect(relay)
  }

  override get settled(): boolean {
    return this.#client.provider.synced
  }

  override moveTo(relay: SyncAddress, afterMs: number): void {
    this.#client.moveOut()
    clearTimeout(this.#moving)
    this.#moving = setTimeout(() => (this.#client = this.#connect(relay)), afterMs)
  }

  override close(): void {
    clearTimeout(this.#moving)
    this.#client.moveOut()
  }

  #connect(relay: SyncAddress): StockClient {
    const client = new StockClient(relay, this.manuscript.path, this.doc)
    client.provider.on('connection-close', (event) => void (event && this.closeCodes.push(event.code)))
    return client
  }
}
