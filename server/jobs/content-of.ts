// What is made of a document for `/content` and `/versions`: read in a format, or changed by Markdown or a version. Runs in the fold
// worker, loaded by it when it is first asked: the schema of the editor and the parser of Markdown are large.
import * as Y from 'yjs'
import { type FileFormat, writeFile } from '../../document/file.ts'
import { documentFromFragment } from '../../document/fragment.ts'
import { type MarkdownToPut, type Put, putMarkdown } from '../../document/put-markdown.ts'
import { putVersion } from '../../document/put-version.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { rendered } from './rendered.ts'

export type ContentAsked =
  | {
      readonly kind: 'read'
      readonly format: FileFormat | 'json'
      readonly title: string
      /** What is larger is not handed out. */
      readonly mostBytes: number
    }
  /** As an edit of this Yjs client. */
  | { readonly kind: 'put'; readonly client: number; readonly traced: boolean; readonly put: ToPut }

export type ToPut =
  | ({ readonly kind: 'markdown' } & Omit<MarkdownToPut, 'traced'>)
  /** What the document says then is wanted as well. `version`: one update. */
  | { readonly kind: 'version'; readonly version: Uint8Array }

/** What became of a put: the update apart, as bytes. */
export type PutAnswer =
  | Exclude<Put, { kind: 'put' }>
  | Omit<Extract<Put, { kind: 'put' }>, 'update'>
  | { readonly kind: 'repeated' }

/**
 * For `read` the content, or nothing when it is too large; for `put` a PutAnswer as JSON, and the update if there is one: of a version with
 * the document as it is without that.
 */
export function contentOf(doc: Y.Doc, asked: ContentAsked): Uint8Array[] {
  if (asked.kind === 'read') {
    const bytes = encoded(written(doc, asked))
    return bytes.byteLength > asked.mostBytes ? [] : [bytes]
  }
  // Another relay has carried it out since the room was asked.
  const { put, traced } = asked
  if (traced && Y.getState(doc.store, asked.client) > 0)
    return [encoded(JSON.stringify({ kind: 'repeated' } satisfies PutAnswer))]
  doc.clientID = asked.client
  const before = put.kind === 'version' ? wholeOf(doc) : undefined
  const outcome = putInto(doc, put, traced)
  if (outcome.kind !== 'put') return [encoded(JSON.stringify(outcome satisfies PutAnswer))]
  const { update, ...rest } = outcome
  const answer = encoded(JSON.stringify(rest satisfies PutAnswer))
  if (update === undefined) return [answer]
  return before === undefined ? [answer, update] : [answer, update, before]
}

function putInto(doc: Y.Doc, put: ToPut, traced: boolean): Put {
  if (put.kind === 'markdown') return putMarkdown(doc, { ...put, traced })
  const outcome = putVersion(doc, put.version, traced)
  return outcome.kind === 'put' ? { ...outcome, notes: [] } : outcome
}

/** As one update, of which the same document can be made. */
function wholeOf(doc: Y.Doc): Uint8Array {
  const update = Y.encodeStateAsUpdate(doc)
  const fresh = new Y.Doc()
  Y.applyUpdate(fresh, update)
  if (rendered(doc, TEXT_FIELD) !== rendered(fresh, TEXT_FIELD)) throw new Error('what is there cannot be kept whole')
  return update
}

function written(doc: Y.Doc, { format, title }: Extract<ContentAsked, { kind: 'read' }>): string {
  const document = documentFromFragment(doc.getXmlFragment(TEXT_FIELD))
  return format === 'json' ? `${JSON.stringify(document)}\n` : writeFile(format, title, document, new Map())
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)
