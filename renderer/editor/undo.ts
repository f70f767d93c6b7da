// Undo that is one's own: what it may take away with it, and how large its steps are. The history itself is Yjs'
// UndoManager, which Collaboration brings along; these are its manners.
import { Extension, getSchema } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'
import { documentExtensions } from '../../document/schema.ts'

/**
 * Nodes that undo leaves standing while anything is in them. y-tiptap's default protects paragraphs only, so that undoing
 * "make it a heading" deleted the heading with every word that somebody else had typed into it meanwhile. One's own words
 * go first, so a node that nobody else wrote in is empty by then, and goes too.
 */
export function nodesWithWords(): Set<string> {
  return new Set(Object.keys(getSchema(documentExtensions()).nodes))
}

/** A space begins a new step: undo takes back a word, not all that was typed without a pause. */
export const UndoSteps = Extension.create({
  name: 'undoSteps',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        props: {
          handleTextInput: (view, _from, _to, text) => {
            if (!/^\s$/u.test(text)) return false
            const history = yUndoPluginKey.getState(view.state) as { undoManager: UndoManager } | undefined
            history?.undoManager.stopCapturing()
            return false
          },
        },
      }),
    ]
  },
})
