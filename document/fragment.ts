// Between the Yjs fragment that holds the text and a document as JSON. The relay reads and writes documents with it.
import { prosemirrorJSONToYXmlFragment, yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import type { NodeJson } from './json.ts'
import { canonical } from './reading.ts'
import { documentSchema } from './schema.ts'

const SCHEMA = documentSchema()

/**
 * The document in a fragment. Changes nothing: y-tiptap's way to a ProseMirror node deletes what the schema cannot build
 * out of the shared document. Content of another editor's making is read as far as it has text.
 */
export function documentFromFragment(fragment: Y.XmlFragment): NodeJson {
  const { content } = yXmlFragmentToProsemirrorJSON(fragment) as { content: unknown[] }
  return canonical({ type: 'doc', content: content.flat() })
}

/** Makes the fragment hold this document, as edits of the fragment's Y.Doc. Marks and blocks that stay are left alone. */
export function writeDocument(fragment: Y.XmlFragment, document: NodeJson): void {
  prosemirrorJSONToYXmlFragment(SCHEMA, canonical(document), fragment)
}
