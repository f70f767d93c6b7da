// What is made of a document for `/content`: read in a format, or changed by Markdown. Runs in the fold worker, loaded by it when it
// is first asked: the schema of the editor and the parser of Markdown are large.
import * as Y from 'yjs'
import { type FileFormat, writeFile } from '../../document/file.ts'
import { documentFromFragment } from '../../document/fragment.ts'
import { type MarkdownToPut, type Put, putMarkdown } from '../../document/put-markdown.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'

export type ContentAsked =
  | {
      readonly kind: 'read'
      readonly format: FileFormat | 'json'
      readonly title: string
      /** What is larger is not handed out. */
      readonly mostBytes: number
    }
  /** As an edit of this Yjs client. */
  | { readonly kind: 'put'; readonly client: number; readonly put: MarkdownToPut }

/** What became of a put: the update apart, as bytes. */
export type PutAnswer =
  | Exclude<Put, { kind: 'put' }>
  | Omit<Extract<Put, { kind: 'put' }>, 'update'>
  | { readonly kind: 'repeated' }

/** For `read` the content, or nothing when it is too large; for `put` a PutAnswer as JSON, and the update if there is one. */
export function contentOf(doc: Y.Doc, asked: ContentAsked): Uint8Array[] {
  if (asked.kind === 'read') {
    const bytes = encoded(written(doc, asked))
    return bytes.byteLength > asked.mostBytes ? [] : [bytes]
  }
  // Another relay has carried it out since the room was asked.
  if (asked.put.traced && Y.getState(doc.store, asked.client) > 0)
    return [encoded(JSON.stringify({ kind: 'repeated' } satisfies PutAnswer))]
  doc.clientID = asked.client
  const outcome = putMarkdown(doc, asked.put)
  if (outcome.kind !== 'put') return [encoded(JSON.stringify(outcome satisfies PutAnswer))]
  const { update, ...rest } = outcome
  const answer = encoded(JSON.stringify(rest satisfies PutAnswer))
  return update === undefined ? [answer] : [answer, update]
}

function written(doc: Y.Doc, { format, title }: Extract<ContentAsked, { kind: 'read' }>): string {
  const document = documentFromFragment(doc.getXmlFragment(TEXT_FIELD))
  return format === 'json' ? `${JSON.stringify(document)}\n` : writeFile(format, title, document, new Map())
}

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text)
