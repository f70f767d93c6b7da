// What a document may contain, as TipTap extensions without any UI. The editor adds its own on top; the relay builds
// the same schema from it. Whoever adds a node or a mark here raises SCHEMA_VERSION in contracts/schema-version.ts.
import { type AnyExtension, getSchema } from '@tiptap/core'
import Blockquote from '@tiptap/extension-blockquote'
import Bold from '@tiptap/extension-bold'
import Code from '@tiptap/extension-code'
import CodeBlock from '@tiptap/extension-code-block'
import Document from '@tiptap/extension-document'
import HardBreak from '@tiptap/extension-hard-break'
import Heading from '@tiptap/extension-heading'
import HorizontalRule from '@tiptap/extension-horizontal-rule'
import Image from '@tiptap/extension-image'
import Italic from '@tiptap/extension-italic'
import Link from '@tiptap/extension-link'
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list'
import Paragraph from '@tiptap/extension-paragraph'
import Strike from '@tiptap/extension-strike'
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table'
import Text from '@tiptap/extension-text'
import Underline from '@tiptap/extension-underline'
import { Dropcursor } from '@tiptap/extensions/drop-cursor'
import { Gapcursor } from '@tiptap/extensions/gap-cursor'
import type { Schema } from '@tiptap/pm/model'
import { isAllowedImage, isAllowedLink } from './links.ts'

const SAFE_LINK = { rel: 'noopener noreferrer nofollow', target: '_blank' }

/**
 * A link whose rendering trusts nothing that came with the document. `target`, `rel` and `class` stay in the schema,
 * because stock clients write them and dropping an attribute would rewrite their text; they are never rendered.
 */
const GuardedLink = Link.extend({
  // What is typed behind a link is no part of it.
  inclusive: false,
  renderHTML({ HTMLAttributes: { href, title } }) {
    const attributes: Record<string, string> = { ...SAFE_LINK }
    if (isAllowedLink(href)) attributes.href = href
    if (typeof title === 'string') attributes.title = title
    return ['a', attributes, 0]
  },
}).configure({
  openOnClick: false,
  autolink: true,
  // Half of all file names end like an address: README.md, main.py.
  shouldAutoLink: (address) => /^(?:[a-z][a-z\d+.-]*:|www\.)|@/iu.test(address),
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

/** What has marks at its beginning has them where its first strong letter says, whatever the language around it. */
const DIRECTED = { HTMLAttributes: { dir: 'auto' } }

/**
 * Paragraphs, headings 1-6, lists, task lists, tables, quotes, code blocks, rules, images, breaks; bold, italic, strike,
 * underline, code, links.
 */
export function documentExtensions(): AnyExtension[] {
  return [
    // One by one and not as TipTap's StarterKit, which brings two that must not be here, a history of its own (Yjs undoes;
    // that one would undo other people's edits) and a paragraph that it writes into the shared text of everyone who merely
    // opens a document that ends in a list.
    Bold,
    Blockquote.configure(DIRECTED),
    BulletList.configure(DIRECTED),
    CodeBlock,
    Document,
    Dropcursor,
    Gapcursor,
    HardBreak,
    Heading,
    HorizontalRule,
    Italic,
    ListItem,
    ListKeymap,
    OrderedList.configure(DIRECTED),
    Paragraph,
    Strike,
    Text,
    Underline,
    GuardedLink,
    SociableCode,
    GuardedImage,
    TaskList.configure(DIRECTED),
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
