// What a document may contain, as TipTap extensions without any UI. The editor adds its own on top; the relay builds
// the same schema from it. Whoever adds a node or a mark here raises SCHEMA_VERSION in contracts/schema-version.ts.
import { type AnyExtension, getSchema } from '@tiptap/core'
import Link from '@tiptap/extension-link'
import type { Schema } from '@tiptap/pm/model'
import StarterKit from '@tiptap/starter-kit'
import { isAllowedLink } from './links.ts'

/** The Y.XmlFragment that holds the text. TipTap's own default, so that stock TipTap clients meet us in it. */
export const TEXT_FIELD = 'default'

/**
 * A link whose rendering trusts nothing that came with the document. `target`, `rel` and `class` stay in the schema,
 * because stock clients write them and dropping an attribute would rewrite their text; they are never rendered.
 */
const GuardedLink = Link.extend({
  renderHTML({ HTMLAttributes: { href, title } }) {
    const attributes: Record<string, string> = { rel: 'noopener noreferrer nofollow', target: '_blank' }
    if (isAllowedLink(href)) attributes.href = href
    if (typeof title === 'string') attributes.title = title
    return ['a', attributes, 0]
  },
}).configure({
  openOnClick: false,
  autolink: true,
  linkOnPaste: true,
  markdownLinks: true,
  defaultProtocol: 'https',
  isAllowedUri: (address) => isAllowedLink(address),
})

/** Paragraphs, headings 1-6, lists, quotes, code blocks, rules, breaks; bold, italic, strike, underline, code, links. */
export function documentExtensions(): AnyExtension[] {
  return [
    StarterKit.configure({
      link: false,
      // Yjs undoes: a history of its own would undo other people's edits.
      undoRedo: false,
      // It writes a paragraph into the shared text of everyone who merely opens a document that ends in a list.
      trailingNode: false,
    }),
    GuardedLink,
  ]
}

/** The ProseMirror schema of the same. */
export function documentSchema(): Schema {
  return getSchema(documentExtensions())
}
