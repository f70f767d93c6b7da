// Takes requests in the order they come and answers each fold once. Lives in the fold worker, and in the one that makes projections.
import type * as Y from 'yjs'
import { write } from '../../contracts/wire.ts'
import { assertNever, messageOf } from '../errors.ts'
import { piecesOf } from '../room/pieces.ts'
import { commentsOf } from './comments-of.ts'
import type { contentOf } from './content-of.ts'
import type { FoldAnswer, FoldRequest } from './fold-messages.ts'
import { Fold } from './fold.ts'

type Respond = (answer: FoldAnswer, transfer: readonly ArrayBuffer[]) => void
type LoadContent = () => Promise<typeof contentOf>

export class FoldDesk {
  readonly #folds = new Map<number, Fold>()
  readonly #answer: Respond
  readonly #loadContent: LoadContent
  readonly #project: Project

  /** `project`: where projections are made; it brings the document's schema along. */
  constructor(answer: Respond, loadContent: LoadContent = noContent, project: Project = noProject) {
    this.#answer = answer
    this.#loadContent = loadContent
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
    if (request.kind !== 'content') return this.#respond(number, fold, () => valuesFor(request, fold, this.#project))
    const { asked } = request
    this.#loadContent().then(
      (content) => this.#respond(number, fold, () => fold.use((doc) => content(doc, asked))),
      (error: unknown) =>
        this.#respond(number, fold, () => {
          throw error
        }),
    )
  }

  #respond(number: number, fold: Fold, make: () => readonly Uint8Array[]): void {
    try {
      const values = make()
      const buffers = values.map(({ buffer }) => buffer as ArrayBuffer)
      this.#answer({ fold: number, ok: true, values, bad: fold.bad }, buffers)
    } catch (error) {
      this.#answer({ fold: number, ok: false, message: messageOf(error), bad: fold.bad }, [])
    }
  }
}

const noContent: LoadContent = () => Promise.reject(new Error('no content is made here'))

/** What a document says, as JSON in UTF-8. */
type Project = (doc: Y.Doc) => Uint8Array

const noProject: Project = () => {
  throw new Error('no projections are made here')
}

function valuesFor(
  request: Exclude<FoldRequest, { kind: 'add' | 'drop' | 'content' }>,
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
      return [fold.use(project)]
    case 'comments':
      return fold.use((doc) => commentsOf(doc, request.asked))
    case 'frames':
      return piecesOf(request.update, request.pieceBytes).map(write.update)
    default:
      return assertNever(request)
  }
}
