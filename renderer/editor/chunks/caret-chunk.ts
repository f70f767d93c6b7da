// Marks the chunk with the caret, so that long-documents.css always has it laid out: Chromium leaves the caret before what is
// typed into a block that content-visibility has not yet laid out, and the letters come out in another order.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { readCaret } from '../binding/read-caret.ts'
import { chunkAt, drawInChunks } from './chunks.ts'

export const Chunks = Extension.create({
  name: 'chunks',

  onBeforeCreate: drawInChunks,

  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('chunks'),
      view: (view) => {
        let marked: Element | null = null
        const update = (): void => {
          const chunk = chunkAt(view, view.state.selection.head)
          if (chunk === marked) return
          marked?.classList.remove('has-caret')
          chunk?.classList.add('has-caret')
          marked = chunk
        }
        update()
        return { update }
      },
      props: {
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
