// A letter typed over a selection replaces it here and not in the browser, which ProseMirror lets do it within one block:
// between words of different looks Chromium would add a style of its own, which our CSP refuses and the console tells.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'

export const TypeOver = Extension.create({
  name: 'typeOver',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('typeOver'),
        props: {
          handleKeyPress(view, { charCode, ctrlKey, metaKey, altKey }) {
            const { empty, from, to } = view.state.selection
            // What no key of a letter makes is left to ProseMirror; with Alt it may be a letter, with AltGr it is Ctrl too.
            if (empty || view.composing || charCode < 32 || metaKey || (ctrlKey && !altKey)) return false
            const letter = String.fromCodePoint(charCode)
            const insert = () => view.state.tr.insertText(letter).scrollIntoView()
            const handled = view.someProp('handleTextInput', (handle) => handle(view, from, to, letter, insert))
            if (handled !== true) view.dispatch(insert())
            return true
          },
        },
      }),
    ]
  },
})
