// Takes the folder's requests in the order they come and answers each fold once. Lives in the fold worker.
import { messageOf } from '../errors.ts'
import type { FoldAnswer, FoldRequest } from './fold-messages.ts'
import { Fold } from './fold.ts'

export class FoldDesk {
  readonly #folds = new Map<number, Fold>()
  readonly #answer: (answer: FoldAnswer, transfer: readonly ArrayBuffer[]) => void

  constructor(answer: (answer: FoldAnswer, transfer: readonly ArrayBuffer[]) => void) {
    this.#answer = answer
  }

  handle(request: FoldRequest): void {
    const { fold: number } = request
    const fold = this.#folds.get(number) ?? new Fold()
    if (request.kind === 'add') {
      this.#folds.set(number, fold)
      return fold.add(request.rows)
    }
    this.#folds.delete(number)
    if (request.kind === 'drop') return
    try {
      const values =
        request.kind === 'diff' ? request.stateVectors.map((stateVector) => fold.diff(stateVector)) : [fold.snapshot()]
      const buffers = values.map(({ buffer }) => buffer as ArrayBuffer)
      this.#answer({ fold: number, ok: true, values, bad: fold.bad }, buffers)
    } catch (error) {
      this.#answer({ fold: number, ok: false, message: messageOf(error), bad: fold.bad }, [])
    }
  }
}
