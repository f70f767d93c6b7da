// Takes requests in the order they come and answers each fold once. Lives in the fold worker, and in the one that makes projections.
import type * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { assertNever, messageOf } from '../errors.ts'
import { piecesOf } from '../room/pieces.ts'
import type { FoldAnswer, FoldRequest } from './fold-messages.ts'
import { Fold } from './fold.ts'

export class FoldDesk {
  readonly #folds = new Map<number, Fold>()
  readonly #answer: (answer: FoldAnswer, transfer: readonly ArrayBuffer[]) => void
  readonly #project: Project

  /** `project`: where projections are made; it brings the document's schema along. */
  constructor(
    answer: (answer: FoldAnswer, transfer: readonly ArrayBuffer[]) => void,
    project: Project = () => {
      throw new Error('no projections are made here')
    },
  ) {
    this.#answer = answer
    this.#project = project
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
      const values = valuesFor(request, fold, this.#project)
      const buffers = values.map(({ buffer }) => buffer as ArrayBuffer)
      this.#answer({ fold: number, ok: true, values, bad: fold.bad }, buffers)
    } catch (error) {
      this.#answer({ fold: number, ok: false, message: messageOf(error), bad: fold.bad }, [])
    }
  }
}

/** What a document says, as JSON in UTF-8. */
type Project = (doc: Y.Doc) => Uint8Array

function valuesFor(
  request: Exclude<FoldRequest, { kind: 'add' | 'drop' }>,
  fold: Fold,
  project: Project,
): Uint8Array[] {
  switch (request.kind) {
    case 'diff':
      return request.stateVectors.map((stateVector) => fold.diff(stateVector))
    case 'snapshot':
    case 'copy': {
      const { update, index } = request.kind === 'copy' ? fold.copy() : fold.snapshot()
      return index === undefined ? [update] : [update, index]
    }
    case 'projection':
      return [fold.read(project)]
    case 'frames':
      return piecesOf(request.update, request.pieceBytes).map(write.update)
    default:
      return assertNever(request)
  }
}
