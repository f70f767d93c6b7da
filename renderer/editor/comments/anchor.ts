// Which words of the text a comment is about: an anchor for those that are selected, and where the words of one are now (K5). Used by
// the marks in the text and by the comments' panel, which come later than the editor.
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type * as Y from 'yjs'
import type { CommentAnchor } from '../../../contracts/comments.ts'
import { MAX_QUOTE_CHARACTERS, QUOTE_MARGIN_CHARACTERS } from '../../../contracts/limits.ts'
import { placeLeftOfDeleted, readPlace, writePlace } from '../../../document/comment-places.ts'
import type { Binding } from '../binding/binding.ts'
import { BlockWalk } from '../block-walk.ts'
import { scrollTo } from '../scroll-to.ts'

export interface Span {
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
    // With the first letter: what is written before it is not among the words.
    from: writePlace(binding.relativePosition(from, 'right')),
    to: writePlace(binding.relativePosition(to)),
    quote: whole(quote),
    before: whole(wordsBetween(doc, Math.max(0, from - QUOTE_MARGIN_CHARACTERS), from)),
    after: whole(wordsBetween(doc, to, Math.min(size, to + QUOTE_MARGIN_CHARACTERS))),
  }
}

/** A text of the document, and where its first letter is. */
interface Text {
  readonly start: number
  readonly words: string
}

/** Remembers what the blocks of a document say, for whoever looks for words again and again. */
export type Reading = BlockWalk<readonly Text[]>
export const reading = (): Reading => new BlockWalk(textsIn)

/** Of each, as placeOfAnchor: however many have lost their letters, the text is read once. */
export function placesOfAnchors(
  editor: Editor,
  anchors: readonly CommentAnchor[],
  read: Reading = reading(),
): (Span | null)[] {
  return anchors.map((anchor) => placeOfAnchor(editor, anchor, read))
}

/**
 * Where the words of an anchor are now. Where the letters that it holds on to are gone (Enter and a change of a block's kind put copies in
 * their place), the same words are looked for. Null: they are not there any more, or nobody can say which they are.
 */
export function placeOfAnchor(editor: Editor, anchor: CommentAnchor, read: Reading = reading()): Span | null {
  return placeOfLetters(editor, anchor) ?? placeOfWords(editor.state.doc, anchor, read)
}

/** Where the letters are that an anchor holds on to; null when they are gone. */
export function placeOfLetters(editor: Editor, { quote, ...anchor }: CommentAnchor): Span | null {
  const binding = bindingOf(editor)
  const [first, last] = [readPlace(anchor.from), readPlace(anchor.to)]
  if (binding === null || first === null || last === null) return null
  const { doc } = editor.state
  const left = placeLeftOfDeleted(binding.doc, first)
  const from = placeNow(binding, left ?? first)
  const to = placeNow(binding, last)
  if (from === null || to === null || from >= to || to > doc.content.size) return null
  // Without the first letter and the last one, others may stand there that somebody has written in their place; or copies of them.
  if (left !== null && placeLeftOfDeleted(binding.doc, last) !== null) {
    const words = wordsBetween(doc, from, to)
    if (words.at(0) !== quote.at(0) || words.at(-1) !== quote.at(-1)) return null
  }
  return { from, to }
}

/** What a stranger says of a place may be anything; the quote says what they meant (K4). */
function placeNow(binding: Binding, place: Y.RelativePosition): number | null {
  try {
    return binding.absolutePosition(place)
  } catch {
    return null // Yjs throws at what is none.
  }
}

/** Where the same words are, by what stood before or behind them; a long quote is known by itself. */
export function placeOfWords(doc: Node, anchor: CommentAnchor, read: Reading): Span | null {
  const found = placesOf(textsOf(doc, read), anchor.quote)
  const around = found.filter(({ from: start, to: end }) => {
    const before = wordsBetween(doc, Math.max(0, start - QUOTE_MARGIN_CHARACTERS), start)
    const after = wordsBetween(doc, end, Math.min(doc.content.size, end + QUOTE_MARGIN_CHARACTERS))
    return before === anchor.before || after === anchor.after
  })
  // Some words stand there only once by chance, in quite another sentence.
  if (around.length === 0 && found.length === 1 && anchor.quote.length >= NO_CHANCE_CHARACTERS) return found[0]!
  return around.length === 1 ? around[0]! : null
}

/** Selects words, with the focus in the text, and brings them to the middle of the page. */
export function showPlace(editor: Editor, place: Span): void {
  editor.commands.setTextSelection(place)
  // The letter: before the first block, all of the text would be brought to the middle.
  scrollTo(editor.view, editor.state.selection.from)
  // Where the focus is elsewhere, nobody sees what is selected.
  editor.view.focus()
}

export function bindingOf(editor: Editor): Binding | null {
  return (editor.storage as { collaboration?: { binding: Binding | null } }).collaboration?.binding ?? null
}

const wordsBetween = (doc: Node, from: number, to: number): string => doc.textBetween(from, to, '\n', OBJECT)

/** Without the half of a letter at either end. */
const whole = (text: string): string =>
  text.isWellFormed() ? text : text.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')

/** Of a block at the top; counted from where it begins. */
function textsIn(block: Node): readonly Text[] {
  const texts: Text[] = []
  const read = (node: Node, start: number): void =>
    void texts.push({ start, words: node.textBetween(0, node.content.size, undefined, OBJECT) })
  if (block.isTextblock) read(block, 1)
  else
    block.descendants((node, position) => {
      if (node.isTextblock) read(node, position + 2)
      return !node.isTextblock
    })
  return texts
}

function textsOf(doc: Node, read: Reading): readonly Text[] {
  let begins = 0
  return read.now(doc).flatMap((texts, nth) => {
    const start = begins
    begins += doc.child(nth).nodeSize
    return texts.map((text) => ({ ...text, start: start + text.start }))
  })
}

/** All places, each within one block. */
function placesOf(texts: readonly Text[], quote: string): Span[] {
  const places: Span[] = []
  for (const { start, words } of texts)
    for (let at = words.indexOf(quote); at >= 0; at = words.indexOf(quote, at + 1))
      places.push({ from: start + at, to: start + at + quote.length })
  return places
}
