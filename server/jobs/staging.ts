// What an import stages, gathered so that no transaction is large: commits wait for no more. Used by import-workspace.ts.
import type { StagedItem, WorkspaceStore } from '../store/workspace.ts'

/** Staged in one transaction, in bytes and in rows of the store. */
const BATCH_BYTES = 1_000_000
const BATCH_ROWS = 500

export class Staging {
  readonly #store: Pick<WorkspaceStore, 'stage'>
  readonly #number: number
  #batch: StagedItem[] = []
  #bytes = 0
  #rows = 0

  /** `number`: of the import. */
  constructor(store: Pick<WorkspaceStore, 'stage'>, number: number) {
    this.#store = store
    this.#number = number
  }

  /** `twice`: something of what was given has an id that was there before; nothing of it is staged. */
  async add(item: StagedItem, { rows = 1, bytes = 0 } = {}): Promise<'staged' | 'twice'> {
    if (this.#rows + rows > BATCH_ROWS && (await this.flush()) === 'twice') return 'twice'
    this.#batch.push(item)
    this.#rows += rows
    this.#bytes += bytes
    return this.#bytes >= BATCH_BYTES ? await this.flush() : 'staged'
  }

  async flush(): Promise<'staged' | 'twice'> {
    const batch = this.#batch
    this.#batch = []
    this.#bytes = 0
    this.#rows = 0
    return batch.length === 0 ? 'staged' : await this.#store.stage(this.#number, batch)
  }
}

/** Such as one transaction takes. */
export function* inBatches<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += BATCH_ROWS) yield rows.slice(from, from + BATCH_ROWS)
}
