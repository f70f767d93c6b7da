// Puts Markdown into a shared document that others are writing in: at its end, in the place of a section, or of everything. Called by
// the relay's content worker.
import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import { Blend } from './blend.ts'
import { readMarkdownFile } from './file.ts'
import { imageAddresses } from './image-addresses.ts'
import { isEmptyParagraph, type NodeJson } from './json.ts'
import { isAllowedImage, isAllowedLink } from './links.ts'
import { dialect } from './markdown/dialect.ts'
import { fromMarkdown } from './markdown/from-markdown.ts'
import { rewrite, type Rewritten, SCHEMA } from './rewrite.ts'
import { findSection, headingText, type Section } from './sections.ts'

export type PutMode = 'append' | 'replace-section' | 'replace'

export interface MarkdownToPut {
  readonly mode: PutMode
  /** The headings that lead to the section; for `replace-section`. */
  readonly section: readonly string[]
  readonly markdown: string
  /** The document's title, which front matter may repeat. */
  readonly title: string
  /** Leaves a trace under the doc's client id, also when nothing changes: by that a repeat is known. */
  readonly traced: boolean
}

/** Something of the Markdown that is not in the document as it was written. */
export interface Note {
  readonly kind: 'title-not-taken' | 'image-missing' | 'address-not-allowed' | 'cells-left-out'
  readonly detail: string
}

export type Put =
  | (Rewritten & { readonly notes: readonly Note[] })
  | {
      readonly kind: 'section-not-found' | 'section-ambiguous' | 'section-left' | 'not-understood' | 'bad-request'
      readonly detail: string
    }

const MOST_NOTES = 20
/** Front matter alone says nothing of the text, nor does a definition that nothing uses. */
const DELETES =
  'body: there is no text in it, and everything would be deleted; a document that is not needed goes to the trash'

/** As one edit of the doc's own client. What is refused has changed nothing. */
export function putMarkdown(doc: Y.Doc, asked: MarkdownToPut): Put {
  const { document, notes } = readAsked(asked)
  const blocks = blocksOf(document)
  const outcome = rewrite<Exclude<Put, { kind: 'put' }>>(doc, asked.traced, (was) =>
    asked.mode === 'append' ? appended(was, blocks) : replaced(was, blocks, asked),
  )
  return outcome.kind === 'put' ? { ...outcome, notes } : outcome
}

function readAsked({ mode, markdown, title }: MarkdownToPut): { document: NodeJson; notes: readonly Note[] } {
  if (mode !== 'replace') {
    const document = fromMarkdown(markdown)
    return { document, notes: notesOn(markdown, document).slice(0, MOST_NOTES) }
  }
  const { title: said, document } = readMarkdownFile(markdown)
  const notes: Note[] = []
  if (said !== '' && said !== title)
    notes.push({
      kind: 'title-not-taken',
      detail: `the front matter says "${said}", and the document is titled "${title}": PATCH the document to rename it`,
    })
  notes.push(...notesOn(markdown, document))
  return { document, notes: notes.slice(0, MOST_NOTES) }
}

/** What the schema does not hold as it was written. Text is kept, but in cells that a table has no column for. */
function notesOn(markdown: string, document: NodeJson): Note[] {
  const tokens = dialect.parse(markdown, {})
  const notes = notesOnTables(markdown, tokens)
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const address =
      token.type === 'image' ? token.attrGet('src') : token.type === 'link_open' ? token.attrGet('href') : null
    if (typeof address !== 'string' || address === '') continue
    const shown = address.length > 80 ? `${address.slice(0, 80)}…` : address
    const isAllowed = token.type === 'image' ? isAllowedImage : isAllowedLink
    if (!isAllowed(address))
      notes.push({ kind: 'address-not-allowed', detail: `${shown} may not be opened: its text is kept without it` })
  }
  for (const src of imageAddresses(document))
    if (!/^[a-z][a-z0-9+.-]*:|^\/api\//i.test(src))
      notes.push({
        kind: 'image-missing',
        detail: `${src} leads nowhere from here: PUT the image as an attachment first`,
      })
  return notes
}

const isNothing = (block: Node): boolean => isEmptyParagraph(block.toJSON() as NodeJson)

/** GFM has it so: a row with more cells than its heading loses the last. */
function notesOnTables(markdown: string, tokens: ReturnType<typeof dialect.parse>): Note[] {
  const lines = markdown.split(/\r\n?|\n/)
  const notes: Note[] = []
  let columns = 0
  for (const { type, map } of tokens) {
    if (type === 'table_open') columns = 0
    if (type !== 'tr_open' || map === null) continue
    const cells = cellsIn(lines[map[0]] ?? '')
    columns ||= cells.length
    const left = cells.slice(columns).join('|').trim()
    if (left !== '')
      notes.push({
        kind: 'cells-left-out',
        detail: `a row has more cells than its table's heading, and "${left.slice(0, 80)}" is not in it; a | in a cell is written \\|`,
      })
  }
  return notes
}

const cellsIn = (line: string): readonly string[] =>
  line
    .replace(/^[\s>]*\|?/, '')
    .replace(/(?<!\\)\|\s*$/, '')
    .split(/(?<!\\)\|/)

function blocksOf(document: NodeJson): readonly Node[] {
  const blocks = SCHEMA.nodeFromJSON(document).children
  return blocks.length === 1 && isNothing(blocks[0]!) ? [] : blocks
}

/** As if the text stood behind the document's own in a file: a list at its end goes on. */
function appended(was: readonly Node[], blocks: readonly Node[]): Node[] {
  const [last, first] = [was.at(-1), blocks[0]]
  if (last === undefined || first?.type !== last.type || !GOES_ON.has(last.type.name)) return [...was, ...blocks]
  return [...was.slice(0, -1), last.copy(last.content.append(first.content)), ...blocks.slice(1)]
}

const GOES_ON = new Set(['bulletList', 'orderedList', 'taskList'])

function replaced(
  was: readonly Node[],
  blocks: readonly Node[],
  { mode, section: path }: MarkdownToPut,
): Node[] | Exclude<Put, { kind: 'put' }> {
  const blend = new Blend()
  if (mode === 'replace')
    return blocks.length > 0 || was.every(isNothing)
      ? blend.blocks(was, blocks)
      : { kind: 'bad-request', detail: DELETES }
  const found = findSection(was, path)
  if (found.kind !== 'found')
    return { kind: found.kind === 'absent' ? 'section-not-found' : 'section-ambiguous', detail: found.detail }
  const { section } = found
  const heading = was[section.heading]!
  const body = repeats(blocks[0], heading) ? blocks.slice(1) : blocks
  const leaving = body.find((block) => block.type.name === 'heading' && Number(block.attrs['level']) <= section.level)
  if (leaving !== undefined) return { kind: 'section-left', detail: leftBy(leaving, heading, section) }
  const inside = blend.blocks(was.slice(section.heading + 1, section.end), body)
  return [...was.slice(0, section.heading + 1), ...inside, ...was.slice(section.end)]
}

/** A script may send the section whole, with its heading. */
const repeats = (block: Node | undefined, heading: Node): boolean =>
  block?.type === heading.type &&
  block.attrs['level'] === heading.attrs['level'] &&
  headingText(block) === headingText(heading)

const leftBy = (leaving: Node, heading: Node, { level }: Section): string =>
  `the heading "${headingText(leaving)}" has level ${Number(leaving.attrs['level'])} and would end the section "${headingText(heading)}" of level ${level}: the next time only the part before it would be replaced. Give it a level below`
