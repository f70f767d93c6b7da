// Marks the block with the caret, so that long-documents.css always has it laid out: Chromium leaves the caret before what is
// typed into a block that content-visibility has not yet laid out, and the letters come out in another order.
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { readCaret } from './binding/read-caret.ts'

interface Marked {
  readonly doc: Node
  readonly position: number
  readonly set: DecorationSet
}

const KEY = new PluginKey<Marked>('caret-block')

export const CaretBlock = Extension.create({
  name: 'caretBlock',
  addProseMirrorPlugins: () => [
    new Plugin<Marked>({
      key: KEY,
      state: {
        init: (_, state) => marked(state),
        // The same object while nothing has changed: then the page is not drawn anew.
        apply: (_transaction, before, _old, state) => {
          const isSame = before.doc === state.doc && before.position === blockOf(state)
          return isSame ? before : marked(state)
        },
      },
      props: {
        decorations: (state) => KEY.getState(state)?.set,
        // A key may come before ProseMirror has heard of the block that the caret went to with the key before.
        handleDOMEvents: { keydown: before, beforeinput: before, compositionstart: before },
      },
    }),
  ],
})

function before(view: EditorView): boolean {
  readCaret(view)
  return false
}

/** Where the top block around the selection's moving end begins. */
const blockOf = ({ selection: { $head } }: EditorState): number => ($head.depth === 0 ? $head.pos : $head.before(1))

function marked(state: EditorState): Marked {
  const { doc } = state
  const position = blockOf(state)
  const block = doc.nodeAt(position)
  const decorations =
    block === null ? [] : [Decoration.node(position, position + block.nodeSize, { class: 'has-caret' })]
  return { doc, position, set: DecorationSet.create(doc, decorations) }
}
