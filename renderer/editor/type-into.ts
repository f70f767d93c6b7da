// Types a text into an editor as a person would, letter by letter: what was typed before the editor was there makes
// headings and lists like everything else. Called by the document's screen.
import type { Editor } from '@tiptap/core'

export function typeInto(editor: Editor, text: string): void {
  const { view } = editor
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (segment === '\n') editor.commands.keyboardShortcut('Enter')
    else typeLetter(view, segment)
  }
}

function typeLetter(view: Editor['view'], letter: string): void {
  const { from, to } = view.state.selection
  const insert = () => view.state.tr.insertText(letter, from, to)
  const handled = view.someProp('handleTextInput', (handle) => handle(view, from, to, letter, insert))
  if (handled !== true) view.dispatch(insert().scrollIntoView())
}
