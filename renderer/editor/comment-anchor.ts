// Which words of the text a comment is about: an anchor for those that are selected, and where the words of one are now (K5). Used by
// the comments' panel, which comes later than the editor.
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { CommentAnchor } from '../../contracts/comments.ts'
import { MAX_QUOTE_CHARACTERS, QUOTE_MARGIN_CHARACTERS } from '../../contracts/limits.ts'
import { readPlace, writePlace } from '../../document/comment-places.ts'
import type { Binding } from './binding/binding.ts'
import { scrollTo } from './scroll-to.ts'

interface Span {
  readonly from: number
  readonly to: number
}

/** So many are nowhere else by chance. */
const NO_CHANCE_CHARACTERS = 24

/** What stands for an image in a quote. */
const OBJECT = '￼'

/** Null where no words are selected, or they have not been shared yet. */
export function anchorOfSelection(editor: Editor): CommentAnchor | null {
  const { doc, selection } = editor.state
  const { from, to } = selection
  const binding = bindingOf(editor)
  const quote = wordsBetween(doc, from, to).slice(0, MAX_QUOTE_CHARACTERS)
  if (binding === null || binding.node !== doc || quote.replaceAll(OBJECT, '').trim() === '') return null
  const size = doc.content.size
  return {
    from: writePlace(binding.relativePosition(from)),
    to: writePlace(binding.relativePosition(to)),
    quote: whole(quote),
    before: whole(wordsBetween(doc, Math.max(0, from - QUOTE_MARGIN_CHARACTERS), from)),
    after: whole(wordsBetween(doc, to, Math.min(size, to + QUOTE_MARGIN_CHARACTERS))),
  }
}

interface Block {
  /** Of its first letter. */
  readonly start: number
  readonly words: string
}

/** Of each, as placeOfAnchor: however many have lost their letters, the text is read once. */
export function placesOfAnchors(editor: Editor, anchors: readonly CommentAnchor[]): (Span | null)[] {
  let blocks: readonly Block[] | undefined
  return anchors.map((anchor) => placeOfAnchor(editor, anchor, () => (blocks ??= blocksOf(editor.state.doc))))
}

/**
 * Where the words of an anchor are now. Where the letters that it holds on to are gone (Enter and a change of a block's kind put copies in
 * their place), the same words are looked for, by what stood before or behind them; a long quote is known by itself. Null: they are not
 * there any more, or nobody can say which they are.
 */
export function placeOfAnchor(
  editor: Editor,
  anchor: CommentAnchor,
  blocks = (): readonly Block[] => blocksOf(editor.state.doc),
): Span | null {
  const { doc } = editor.state
  const binding = bindingOf(editor)
  const [from, to] = [anchor.from, anchor.to].map((text) => {
    const place = readPlace(text)
    return place === null ? null : (binding?.absolutePosition(place) ?? null)
  }) as [number | null, number | null]
  if (from !== null && to !== null && from < to && to <= doc.content.size) return { from, to }
  const found = placesOf(blocks(), anchor.quote)
  const around = found.filter(({ from: start, to: end }) => {
    const before = wordsBetween(doc, Math.max(0, start - QUOTE_MARGIN_CHARACTERS), start)
    const after = wordsBetween(doc, end, Math.min(doc.content.size, end + QUOTE_MARGIN_CHARACTERS))
    return before === anchor.before || after === anchor.after
  })
  // Some words stand there only once by chance, in quite another sentence.
  if (around.length === 0 && found.length === 1 && anchor.quote.length >= NO_CHANCE_CHARACTERS) return found[0]!
  return around.length === 1 ? around[0]! : null
}

/** Selects the words, with the focus in the text, and brings them to the middle of the page. False when they are not there any more. */
export function showAnchor(editor: Editor, anchor: CommentAnchor): boolean {
  const place = placeOfAnchor(editor, anchor)
  if (place === null) return false
  editor.commands.setTextSelection(place)
  scrollTo(editor.view, place.from)
  // Where the focus is elsewhere, nobody sees what is selected.
  editor.view.focus()
  return true
}

function bindingOf(editor: Editor): Binding | null {
  return (editor.storage as { collaboration?: { binding: Binding | null } }).collaboration?.binding ?? null
}

const wordsBetween = (doc: Node, from: number, to: number): string => doc.textBetween(from, to, '\n', OBJECT)

/** Without the half of a letter at either end. */
const whole = (text: string): string =>
  text.isWellFormed() ? text : text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')

function blocksOf(doc: Node): readonly Block[] {
  const blocks: Block[] = []
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    blocks.push({ start: position + 1, words: node.textBetween(0, node.content.size, undefined, OBJECT) })
    return false
  })
  return blocks
}

/** All places, each within one block. */
function placesOf(blocks: readonly Block[], quote: string): Span[] {
  const places: Span[] = []
  for (const { start, words } of blocks)
    for (let at = words.indexOf(quote); at >= 0; at = words.indexOf(quote, at + 1))
      places.push({ from: start + at, to: start + at + quote.length })
  return places
}
