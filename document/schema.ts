// What a document may contain, as TipTap extensions without any UI. The editor adds its own on top; the relay builds
// the same schema from it. Whoever adds a node or a mark here raises SCHEMA_VERSION in contracts/schema-version.ts.
import { type AnyExtension, getSchema } from '@tiptap/core'
import Code from '@tiptap/extension-code'
import Image from '@tiptap/extension-image'
import Link from '@tiptap/extension-link'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import type { Schema } from '@tiptap/pm/model'
import StarterKit from '@tiptap/starter-kit'
import { isAllowedImage, isAllowedLink } from './links.ts'

const SAFE_LINK = { rel: 'noopener noreferrer nofollow', target: '_blank' }

/**
 * A link whose rendering trusts nothing that came with the document. `target`, `rel` and `class` stay in the schema,
 * because stock clients write them and dropping an attribute would rewrite their text; they are never rendered.
 */
const GuardedLink = Link.extend({
  renderHTML({ HTMLAttributes: { href, title } }) {
    const attributes: Record<string, string> = { ...SAFE_LINK }
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

/**
 * An image in a line of text, as Markdown has it. An address that may not be one is kept and not rendered. Where it leads
 * is an attribute: the Yjs binding keeps marks of text only, and a link around an image would be gone for everybody.
 */
const GuardedImage = Image.extend({
  addAttributes() {
    return { ...this.parent?.(), href: { default: null } }
  },
  renderHTML({ HTMLAttributes: { src, alt, title, width, height, href } }) {
    const attributes: Record<string, string | number> = { alt: typeof alt === 'string' ? alt : '' }
    if (isAllowedImage(src)) attributes.src = src
    if (typeof title === 'string') attributes.title = title
    if (typeof width === 'number') attributes.width = width
    if (typeof height === 'number') attributes.height = height
    const image = ['img', attributes] as const
    return isAllowedLink(href) ? ['a', { href, ...SAFE_LINK }, image] : image
  },
}).configure({ inline: true })

/** TipTap's own refuses every other mark; Markdown and what people paste are full of bold code and links on code. */
const SociableCode = Code.extend({ excludes: '' })

/**
 * Paragraphs, headings 1-6, lists, task lists, tables, quotes, code blocks, rules, images, breaks; bold, italic, strike,
 * underline, code, links.
 */
export function documentExtensions(): AnyExtension[] {
  return [
    StarterKit.configure({
      link: false,
      code: false,
      // Yjs undoes: a history of its own would undo other people's edits.
      undoRedo: false,
      // It writes a paragraph into the shared text of everyone who merely opens a document that ends in a list.
      trailingNode: false,
    }),
    GuardedLink,
    SociableCode,
    GuardedImage,
    TaskList,
    TaskItem.configure({ nested: true }),
    // In a box of its own, so that a wide table scrolls and the page does not.
    Table.configure({ renderWrapper: true }),
    TableRow,
    TableHeader,
    TableCell,
  ]
}

/** The ProseMirror schema of the same. */
export function documentSchema(): Schema {
  return getSchema(documentExtensions())
}
