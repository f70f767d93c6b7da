// The bus of a relay that is alone, or whose others are only met in the store: nobody is told, and nobody heard.
import type { Bus } from './bus.ts'

export class LocalBus implements Bus {
  readonly compareEverySeconds: number | undefined

  /** Undefined: it is alone. */
  constructor(compareEverySeconds?: number) {
    this.compareEverySeconds = compareEverySeconds
  }

  missed = (): void => undefined

  async subscribe(): Promise<() => Promise<void>> {
    return async () => undefined
  }

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}
