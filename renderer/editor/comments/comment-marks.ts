// Holds the marks on words that open comments are about, and moves them along with every edit. What finds the words comes later
// (marks.ts): until then, and where nobody comments, there are none, which costs nothing.
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { DecorationSet } from '@tiptap/pm/view'

const KEY = new PluginKey<DecorationSet>('comment-marks')

export interface MarksStorage {
  /** Sent with a transaction, a set takes the place of the one before. */
  readonly key: PluginKey<DecorationSet>
}

export const marksPlugin = (): Plugin<DecorationSet> =>
  new Plugin({
    key: KEY,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, set) =>
        (transaction.getMeta(KEY) as DecorationSet | undefined) ?? set.map(transaction.mapping, transaction.doc),
    },
    props: { decorations: (state) => KEY.getState(state) },
  })

export const CommentMarks = Extension.create({
  name: 'commentMarks',
  // What is loaded later has it from here: then this is no chunk of its own.
  addStorage: (): MarksStorage => ({ key: KEY }),
  addProseMirrorPlugins: () => [marksPlugin()],
})
