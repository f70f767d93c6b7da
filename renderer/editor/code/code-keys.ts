// Keys in a code block: Tab and Shift-Tab indent the lines, Escape leaves, so that Tab can go on to the next control.
import { Extension } from '@tiptap/core'
import { type Command, type EditorState, TextSelection } from '@tiptap/pm/state'

const INDENT = '  '

export const CodeKeys = Extension.create({
  name: 'codeKeys',
  priority: 200,
  addKeyboardShortcuts() {
    const run = (command: Command) => (): boolean => command(this.editor.state, this.editor.view.dispatch)
    return { Tab: run(indent), 'Shift-Tab': run(outdent), Escape: run(leave) }
  },
})

/** Where each line of the selection begins, if it lies in one code block. */
function linesOf({ selection, doc }: EditorState): readonly number[] | undefined {
  const { $from, $to } = selection
  if ($from.parent.type.name !== 'codeBlock' || !$from.sameParent($to)) return undefined
  const start = $from.start()
  const text = doc.textBetween(start, $from.end())
  const first = text.lastIndexOf('\n', $from.parentOffset - 1) + 1
  const lines = [start + first]
  for (let at = first; (at = text.indexOf('\n', at) + 1) > 0 && at < $to.parentOffset;) lines.push(start + at)
  return lines
}

/** At a caret it is put in; lines that are selected are moved as a whole. */
const indent: Command = (state, dispatch) => {
  const lines = linesOf(state)
  if (lines === undefined) return false
  const { tr, selection } = state
  if (selection.empty) tr.insertText(INDENT)
  else for (const line of lines.toReversed()) tr.insertText(INDENT, line)
  dispatch?.(tr.scrollIntoView())
  return true
}

const outdent: Command = (state, dispatch) => {
  const lines = linesOf(state)
  if (lines === undefined) return false
  const { tr } = state
  for (const line of lines.toReversed()) {
    const end = Math.min(line + INDENT.length, state.selection.$from.end())
    const indentation = /^(?:\t| {1,2})/u.exec(state.doc.textBetween(line, end))?.[0].length ?? 0
    if (indentation > 0) tr.delete(line, line + indentation)
  }
  dispatch?.(tr.scrollIntoView())
  return true
}

/** To what comes after; a paragraph is made only where nothing does. */
const leave: Command = (state, dispatch) => {
  const { $from } = state.selection
  if ($from.parent.type.name !== 'codeBlock') return false
  const after = $from.after()
  const { tr, schema } = state
  if ($from.indexAfter(-1) === $from.node(-1).childCount) tr.insert(after, schema.node('paragraph'))
  dispatch?.(tr.setSelection(TextSelection.near(tr.doc.resolve(after))).scrollIntoView())
  return true
}
