// The keys for the text's beginning and end where a table stands there: Chromium's own end up in a block before it, and what is
// typed next with them. Everything else is the browser's.
import { Extension } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'
import { isMac } from '../ui/shortcut.ts'

export const DocumentEnds = Extension.create({
  name: 'documentEnds',
  addKeyboardShortcuts() {
    const go = (end: 'start' | 'end', extend: boolean) => (): boolean => {
      const { view } = this.editor
      const { doc, selection, tr } = view.state
      const block = end === 'start' ? doc.firstChild : doc.lastChild
      if (block?.type.spec['tableRole'] === undefined) return false
      const there = end === 'start' ? Selection.atStart(doc) : Selection.atEnd(doc)
      const next = extend ? TextSelection.between(selection.$anchor, there.$head) : there
      view.dispatch(tr.setSelection(next).scrollIntoView())
      return true
    }
    const [start, end] = isMac ? ['Cmd-ArrowUp', 'Cmd-ArrowDown'] : ['Ctrl-Home', 'Ctrl-End']
    return {
      [start]: go('start', false),
      [end]: go('end', false),
      [`Shift-${start}`]: go('start', true),
      [`Shift-${end}`]: go('end', true),
    }
  },
})
