// What passes between the folder and the fold worker.
import type { CommentsAsked } from './comments-of.ts'
import type { ContentAsked } from './content-of.ts'
import type { BadRow, FoldRow } from './fold.ts'

export type FoldRequest =
  | { readonly kind: 'add'; readonly fold: number; readonly rows: readonly FoldRow[] }
  /** One answer for each state vector. */
  | { readonly kind: 'diff'; readonly fold: number; readonly stateVectors: readonly Uint8Array[] }
  /** The answer is the snapshot, and its index if it has one. */
  | { readonly kind: 'snapshot'; readonly fold: number }
  /** The answer is what the document shows, without its past (E2), and the index of that. */
  | { readonly kind: 'copy'; readonly fold: number }
  /** What content-of.ts answers. */
  | { readonly kind: 'content'; readonly fold: number; readonly asked: ContentAsked }
  /** What comments-of.ts answers. */
  | { readonly kind: 'comments'; readonly fold: number; readonly asked: CommentsAsked }
  /** The answer is what the document says (projected.ts), as JSON in UTF-8. */
  | { readonly kind: 'projection'; readonly fold: number }
  /** The update as `update` frames of about so many bytes. Needs nothing that was added. */
  | { readonly kind: 'frames'; readonly fold: number; readonly update: Uint8Array; readonly pieceBytes: number }
  /** Something went wrong on the way: forget it. */
  | { readonly kind: 'drop'; readonly fold: number }

/** `bad`: rows that cannot be integrated, and are not in the values. */
export type FoldAnswer =
  | {
      readonly fold: number
      readonly ok: true
      readonly values: readonly Uint8Array[]
      readonly bad: readonly BadRow[]
    }
  | { readonly fold: number; readonly ok: false; readonly message: string; readonly bad: readonly BadRow[] }

/** The worker says it once, before any answer: it has read its own code, and begins with what was posted to it. */
export const BEGUN = 'begun'

/** What the worker's thread is started with. */
export interface FoldWorkerData {
  /** It takes its turn as everything else does. */
  readonly urgent: boolean
}

/** The worker as the folder sees it. Fulfilled by fold-thread.ts; simulations have their own. */
export interface FoldThread {
  post(request: FoldRequest, transfer?: readonly ArrayBuffer[]): void
  end(): void
  /** Its start is over; for one that never gets so far it stays pending. Undefined: its start takes no time. */
  readonly begun?: Promise<void>
  /** So long a processor has worked for it; where that cannot be said, all time that passes counts. */
  readonly cpuMs?: () => Promise<number>
}

/** Starts one. `ended` is called when it is gone, by `end` or by itself. It gives way to everything else, unless it is `urgent`. */
export type StartFoldThread = (heard: (answer: FoldAnswer) => void, ended: () => void, urgent?: boolean) => FoldThread
