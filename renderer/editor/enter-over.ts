// Enter over a selection that reaches from the start of one block to the start of another, as whole lines do that were selected
// by Shift and the arrows. ProseMirror takes such blocks out whole, and TipTap's Enter then splits the place where the first one
// was, which is no text: it throws. Here they go first, and Enter comes to the block that is left.
import { Extension } from '@tiptap/core'
import { TextSelection } from '@tiptap/pm/state'

export const EnterOver = Extension.create({
  name: 'enterOver',
  // Before every other Enter, which goes on from here.
  priority: 1_000,
  addKeyboardShortcuts() {
    return {
      Enter: () => {
        const { view } = this.editor
        const { selection, tr } = view.state
        const { $from, $to } = selection
        const isWholeBlocks = !$from.sameParent($to) && $from.parentOffset === 0 && $to.parentOffset === 0
        if (isWholeBlocks && selection instanceof TextSelection)
          view.dispatch(tr.deleteSelection().setMeta('stepOfItsOwn', true))
        return false
      },
    }
  },
})
