// What is made of a document's comments: read, changed, or counted. Runs in the fold worker.
import type * as Y from 'yjs'
import {
  type Anchor,
  countOpen,
  type Entry,
  openThread,
  readThreads,
  reply,
  setResolved,
  type Signature,
  type Thread,
  type Written,
} from '../../document/comments.ts'
import { assertNever } from '../errors.ts'

export type CommentDeed =
  | { readonly kind: 'open'; readonly thread: string; readonly anchor: Anchor | null; readonly entry: Entry }
  | { readonly kind: 'reply'; readonly thread: string; readonly entry: Entry }
  /** `by`: who resolves it; null reopens it. */
  | { readonly kind: 'resolve'; readonly thread: string; readonly by: Signature | null }

export type CommentsAsked =
  | { readonly kind: 'threads' }
  /** Of those that are open. */
  | { readonly kind: 'count' }
  | { readonly kind: 'write'; readonly deed: CommentDeed }

/** By what was asked. */
export interface CommentsAnswers {
  readonly threads: readonly Thread[]
  readonly count: number
  readonly write: Written
}

/** The answer as JSON; behind it the update, where something was written. */
export function commentsOf(doc: Y.Doc, asked: CommentsAsked): Uint8Array[] {
  switch (asked.kind) {
    case 'threads':
      return [encoded(readThreads(doc))]
    case 'count':
      return [encoded(countOpen(readThreads(doc)))]
    case 'write': {
      const updates: Uint8Array[] = []
      // Every deed is one transaction.
      doc.on('update', (update: Uint8Array) => updates.push(update))
      return [encoded(carriedOut(doc, asked.deed)), ...updates]
    }
    default:
      return assertNever(asked)
  }
}

function carriedOut(doc: Y.Doc, deed: CommentDeed): Written {
  switch (deed.kind) {
    case 'open':
      return openThread(doc, deed.thread, deed.anchor, deed.entry)
    case 'reply':
      return reply(doc, deed.thread, deed.entry)
    case 'resolve':
      return setResolved(doc, deed.thread, deed.by)
    default:
      return assertNever(deed)
  }
}

const encoded = (answer: CommentsAnswers[keyof CommentsAnswers]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(answer))
