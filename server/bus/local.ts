// The bus of a relay that is alone: there is nobody to tell and nobody to hear.
import type { Bus } from './bus.ts'

export class LocalBus implements Bus {
  readonly compareEverySeconds = undefined
  missed = (): void => undefined

  async subscribe(): Promise<() => Promise<void>> {
    return async () => undefined
  }

  async publish(): Promise<void> {}

  async close(): Promise<void> {}
}
