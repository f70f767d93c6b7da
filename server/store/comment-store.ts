// The part of the store that keeps how many comments are open. Part of store.ts.
import type { DocumentId, Epoch } from '../../contracts/ids.ts'
import type { Unprojected } from './search-store.ts'

/** How many threads of a document's comments were open when these were at `seq`: counted anew at any time. */
export interface CommentCount {
  readonly epoch: Epoch
  readonly seq: number
  readonly open: number
}

export interface CommentStore {
  /** Unless it is of another epoch than the comments, or what is kept is as new. */
  keepOpenComments(document: DocumentId, count: CommentCount): Promise<boolean>
  /** In their order; 0 where nothing was counted. */
  readOpenComments(documents: readonly DocumentId[]): Promise<readonly number[]>
  /** Of the next `maxRows` documents, those whose count is not of the head of their comments, unless these were written after `editedBefore`. */
  findUncounted(after: DocumentId | undefined, maxRows: number, editedBefore: number): Promise<Unprojected>
}
