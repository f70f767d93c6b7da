// The bus of a relay that is alone, or whose others are only met in the store: nobody is told, and nobody heard.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Bus } from './bus.ts'

export class LocalBus implements Bus {
  readonly figures = undefined
  readonly compareEverySeconds: number | undefined

  /** Undefined: it is alone. */
  constructor(compareEverySeconds?: number) {
    this.compareEverySeconds = compareEverySeconds
  }

  missed = (): void => undefined
  lost = (): void => undefined
  announced = (): void => undefined

  announce(): void {}

  async subscribe(): Promise<() => Promise<void>> {
    return async () => undefined
  }

  async publish(): Promise<void> {}

  attend(): () => void {
    return () => undefined
  }

  say(): void {}

  notePeople(): void {}

  async readPeople(documents: readonly DocumentId[]): Promise<readonly (readonly [])[]> {
    return documents.map(() => [])
  }

  async goodbye(): Promise<void> {}

  async close(): Promise<void> {}
}
