// The keys for the text's beginning and end. Chromium's own end up in a block before when the last one is a table, and what
// is typed next stands there.
import { Extension } from '@tiptap/core'
import { Selection, TextSelection } from '@tiptap/pm/state'
import { isMac } from '../ui/shortcut.ts'

export const DocumentEnds = Extension.create({
  name: 'documentEnds',
  addKeyboardShortcuts() {
    const go = (end: 'start' | 'end', extend: boolean) => (): boolean => {
      const { view } = this.editor
      const { doc, selection, tr } = view.state
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
