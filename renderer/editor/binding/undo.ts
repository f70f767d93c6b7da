// Undo of one's own edits with Yjs' UndoManager, and the caret back where it was. Part of the Collaboration extension.
import { Plugin } from '@tiptap/pm/state'
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { RESCUE } from '../../../document/origins.ts'
import type { Binding } from './binding.ts'
import { nameCopies } from './undo-copies.ts'

class History extends Y.UndoManager {
  override undo(): ReturnType<Y.UndoManager['undo']> {
    nameCopies(this.doc, this.undoStack)
    return super.undo()
  }

  override redo(): ReturnType<Y.UndoManager['redo']> {
    nameCopies(this.doc, this.redoStack)
    return super.redo()
  }
}

/** @param protectedNodes are left standing while anything is in them (renderer/editor/undo.ts says why). */
export function undoManager(binding: Binding, protectedNodes: ReadonlySet<string>): Y.UndoManager {
  const history = new History(binding.type, {
    trackedOrigins: new Set([ySyncPluginKey, RESCUE]),
    deleteFilter: (item) => isDeletable(item, protectedNodes),
    captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
  })
  history.on('stack-item-added', ({ stackItem }: { stackItem: { meta: Map<unknown, unknown> } }) => {
    stackItem.meta.set(binding, binding.selectionBefore)
  })
  return history
}

/** The state's shape is y-tiptap's: undo.ts and stock extensions look for the history under this key. */
export function undoPlugin(history: Y.UndoManager): Plugin {
  return new Plugin({
    key: yUndoPluginKey,
    state: { init: () => ({ undoManager: history }), apply: (_, state: unknown) => state },
  })
}

function isDeletable(item: Y.Item, protectedNodes: ReadonlySet<string>): boolean {
  if (!(item.content instanceof Y.ContentType)) return true
  const { type } = item.content
  const isProtected = type instanceof Y.Text || (type instanceof Y.XmlElement && protectedNodes.has(type.nodeName))
  return !isProtected || type._length === 0
}
