// Undo that is one's own: what it may take away with it, and how large its steps are. The history itself is Yjs'
// UndoManager, which Collaboration brings along; these are its manners.
import { Extension, getSchema } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ReplaceStep, type Step } from '@tiptap/pm/transform'
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'
import { documentExtensions } from '../../document/schema.ts'
import { changedRange, type Range } from './changed-range.ts'

/**
 * Nodes that undo leaves standing while anything is in them. y-tiptap's default protects paragraphs only, so that undoing
 * "make it a heading" deleted the heading with every word that somebody else had typed into it meanwhile. One's own words
 * go first, so a node that nobody else wrote in is empty by then, and goes too.
 */
export function nodesWithWords(): Set<string> {
  return new Set(Object.keys(getSchema(documentExtensions()).nodes))
}

/**
 * What is typed in one place is one step up to the next space; a command, such as making a heading, is always one of its own.
 * Where the words before were typed is the plugin's state; null: nowhere.
 */
export const UndoSteps = Extension.create({
  name: 'undoSteps',
  addProseMirrorPlugins() {
    const historyOf = (state: EditorState): UndoManager | undefined =>
      (yUndoPluginKey.getState(state) as { undoManager: UndoManager } | undefined)?.undoManager
    return [
      new Plugin<Typed | null>({
        key: new PluginKey('undoSteps'),
        props: {
          handleTextInput: (view, _from, _to, text) => {
            if (/^\s$/u.test(text)) historyOf(view.state)?.stopCapturing()
            return false
          },
        },
        state: {
          init: () => null,
          apply: (transaction, last, before) => {
            if (!transaction.docChanged) return last
            // What a plugin mends after somebody else's edit is not this person's either.
            const cause = (transaction.getMeta('appendedTransaction') as Transaction | undefined) ?? transaction
            if (cause.getMeta(ySyncPluginKey) !== undefined) return last && mapped(last, transaction)
            const typed = typedIn(transaction)
            // The binding writes into the Y.Doc only after the state was applied, so this is early enough.
            if (typed === null || last === null || !goesOn(last, typed)) historyOf(before)?.stopCapturing()
            return typed && { ...typed, ...changedRange(transaction) }
          },
        },
      }),
    ]
  },
})

interface Typed extends Range {
  /** ProseMirror's number for what an input method composes; undefined for other typing. */
  readonly composition: unknown
}

/** In the same place, or in the same composition, whose clauses change one here and one there. */
const goesOn = (last: Typed, next: Typed): boolean =>
  (next.from <= last.to && next.to >= last.from) ||
  (next.composition !== undefined && next.composition === last.composition)

const mapped = (last: Typed, { mapping }: Transaction): Typed => ({
  ...last,
  from: mapping.map(last.from, -1),
  to: mapping.map(last.to, 1),
})

/** Where text was put in or taken out, and neither pasted nor replaced, in positions before; null: something else was done. */
function typedIn(transaction: Transaction): Typed | null {
  if (transaction.getMeta('paste') === true || transaction.getMeta('stepOfItsOwn') === true) return null
  const steps = transaction.steps.filter(isTyping)
  const [first] = steps
  if (first === undefined || steps.length < transaction.steps.length) return null
  return { from: first.from, to: first.to, composition: transaction.getMeta('composition') as unknown }
}

const isTyping = (step: Step): step is ReplaceStep =>
  step instanceof ReplaceStep &&
  step.slice.openStart === 0 &&
  step.slice.openEnd === 0 &&
  step.slice.content.childCount <= 1 &&
  (step.slice.content.firstChild?.isText ?? true)
