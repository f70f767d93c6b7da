// Keeps the caret in the words it stands in when somebody else makes another block of theirs. To Yjs and the binding the
// block is gone then, and the caret would fall to its start, or to the start of the document: what is typed next with it.
import { Extension } from '@tiptap/core'
import type { Node, ResolvedPos } from '@tiptap/pm/model'
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import { RESCUE } from '../../document/origins.ts'
import { isTextblock, lineOf, THING } from '../../document/textblock-line.ts'
import {
  blocksFilledBy,
  parentOf,
  placeAmong,
  textblocksIn,
  type Place,
  type Surroundings,
} from '../../document/where-it-went.ts'

/** One end of the selection: the place on the page as it was, and the block it stood in. */
interface End {
  readonly at: ResolvedPos
  readonly block: Y.XmlElement
}

interface Ends {
  readonly anchor: End
  readonly head: End
}

export const FollowCaret = Extension.create<{ readonly text: Y.XmlFragment }>({
  name: 'followCaret',
  addProseMirrorPlugins() {
    const view = (page: EditorView): { destroy: () => void } => ({ destroy: follow(page, this.options.text) })
    return [new Plugin({ key: new PluginKey('followCaret'), view })]
  },
})

/** Answers what ends it. */
function follow(view: EditorView, text: Y.XmlFragment): () => void {
  let before: Ends | null = null
  /** Of the blocks that came when that of the selection went, one may be its copy. */
  let filled: readonly Y.XmlElement[] | null = null
  let due = false
  // The page is as it was: the binding has not heard of it yet.
  const begin = ({ local }: Y.Transaction): void => {
    if (local) return
    before = endsOf(view, text)
    filled = null
  }
  const look = (transaction: Y.Transaction): void => {
    const { local, origin } = transaction
    const gone = !local && [before?.anchor, before?.head].some((end) => end?.block._item?.deleted === true)
    // What was lost with the block is put back right after it, and the caret stood behind it.
    if (!gone && (filled === null || origin !== RESCUE)) return
    filled = [...(filled ?? []), ...blocksFilledBy(transaction)]
    due = true
  }
  const end = (): void => {
    // While an input method composes, the page is behind the text, and a selection that is set would end the composition:
    // the binding puts the caret behind what was composed.
    if (due && !view.composing && before !== null && filled !== null) select(view, text, before, filled)
    due = false
  }
  const { doc } = text
  doc?.on('beforeTransaction', begin)
  doc?.on('afterTransaction', look)
  doc?.on('afterAllTransactions', end)
  return () => {
    doc?.off('beforeTransaction', begin)
    doc?.off('afterTransaction', look)
    doc?.off('afterAllTransactions', end)
  }
}

/** Null when the selection is not in text: then there are no words to find it by. */
function endsOf({ state: { selection } }: EditorView, text: Y.XmlFragment): Ends | null {
  if (!(selection instanceof TextSelection)) return null
  const [anchor, head] = [selection.$anchor, selection.$head].map((at) => ({ at, block: blockAt(text, at) }))
  return anchor?.block && head?.block ? { anchor: anchor as End, head: head as End } : null
}

/** Blocks stand in the shared text as on the page, one for one. */
function blockAt(text: Y.XmlFragment, at: ResolvedPos): Y.XmlElement | null {
  let block: Y.XmlFragment = text
  for (let depth = 0; depth < at.depth; depth++) {
    const child: unknown = block.get(at.index(depth))
    if (!(child instanceof Y.XmlElement)) return null
    block = child
  }
  return isTextblock(block) ? block : null
}

function select(view: EditorView, text: Y.XmlFragment, ends: Ends, filled: readonly Y.XmlElement[]): void {
  const { state } = view
  const [anchor, head] = [ends.anchor, ends.head].map((end) => {
    const place = placeOf(end, text, filled)
    return place && positionOf(place, text, state.doc)
  })
  if (typeof anchor !== 'number' || typeof head !== 'number') return
  if (anchor === state.selection.anchor && head === state.selection.head) return
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, anchor, head)).setMeta('addToHistory', false))
}

function placeOf({ at, block }: End, text: Y.XmlFragment, filled: readonly Y.XmlElement[]): Place | null {
  const around = surroundings(at)
  if (block._item?.deleted !== true) return { block, offset: Math.min(around.left.length, lineOf(block).length) }
  const there = filled.filter(({ _item }) => _item?.deleted !== true)
  // A block without a copy: only what was typed at the caret may have been put back.
  const own = there.find((one) => lineOf(one) !== '' && around.left.endsWith(lineOf(one)))
  return (
    placeAmong(there, around) ??
    (own ? { block: own, offset: lineOf(own).length } : null) ??
    placeAmong(textblocksIn(text), around, true)
  )
}

function surroundings({ parent, parentOffset }: ResolvedPos): Surroundings {
  return {
    left: parent.textBetween(0, parentOffset, undefined, THING),
    right: parent.textBetween(parentOffset, parent.content.size, undefined, THING),
  }
}

function positionOf({ block, offset }: Place, text: Y.XmlFragment, page: Node): number | null {
  const path: number[] = []
  for (let child: unknown = block; child !== text;) {
    const parent = child instanceof Y.XmlElement ? parentOf(child) : undefined
    if (!(parent instanceof Y.XmlFragment)) return null
    path.unshift(parent.toArray().indexOf(child as Y.XmlElement))
    child = parent
  }
  let position = 0
  let node = page
  for (const index of path) {
    if (index < 0 || index >= node.childCount) return null
    for (let nth = 0; nth < index; nth++) position += node.child(nth).nodeSize
    node = node.child(index)
    position += 1
  }
  return node.isTextblock ? position + Math.min(offset, node.content.size) : null
}
