// The TipTap extension that edits a shared document: stands in the place of @tiptap/extension-collaboration, with its name,
// its commands and its plugin keys, and with our binding behind them. docs/decisions/0009 says why.
import { Extension } from '@tiptap/core'
import { Plugin, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { Binding, type HoldBack } from './binding.ts'
import { readCaret } from './read-caret.ts'
import { undoManager, undoPlugin } from './undo.ts'

export interface CollaborationOptions {
  readonly fragment: Y.XmlFragment
  readonly protectedNodes: ReadonlySet<string>
  readonly holdBack: HoldBack
}

interface CollaborationStorage {
  binding: Binding | null
  history: Y.UndoManager | null
}

/** What the plugin knows of the last transactions; the first fields are those that y-tiptap's users look for. */
interface SyncState {
  readonly type: Y.XmlFragment
  readonly doc: Y.Doc
  readonly binding: Binding
  readonly snapshot: null
  readonly prevSnapshot: null
  readonly isChangeOrigin: boolean
  readonly isUndoRedoOperation: boolean
  readonly addToHistory: boolean
  /** Counts this person's changes, and not what plugins append to the changes of others: were every client to write its
   * repair of a foreign edit at once, they would repair each other's repairs for ever. It goes out with the next change. */
  readonly ownChanges: number
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    sharedHistory: {
      undo: () => ReturnType
      redo: () => ReturnType
    }
  }
}

/** From the menus of browsers and systems, too. */
const HISTORY: Readonly<Record<string, 'undo' | 'redo'>> = { historyUndo: 'undo', historyRedo: 'redo' }

export const Collaboration = Extension.create<CollaborationOptions, CollaborationStorage>({
  name: 'collaboration',
  priority: 1_000,

  addStorage() {
    return { binding: null, history: null }
  },

  onBeforeCreate() {
    const binding = new Binding({
      ...this.options,
      schema: this.editor.schema,
      notUnderstood: (error) =>
        this.editor.emit('contentError', { editor: this.editor, error, disableCollaboration: () => binding.close() }),
    })
    this.storage.binding = binding
    this.storage.history = undoManager(binding, this.options.protectedNodes)
    // The editor begins with the shared text: drawn once, not first empty.
    this.editor.options.content = binding.node as never
  },

  onDestroy() {
    this.storage.history?.destroy()
    this.storage.binding?.close()
  },

  addCommands() {
    const step =
      (direction: 'undo' | 'redo') =>
      () =>
      ({ tr, dispatch }: { tr: Transaction; dispatch: unknown }): boolean => {
        tr.setMeta('preventDispatch', true)
        const { history } = this.storage
        if (history === null) return false
        const isPossible = direction === 'undo' ? history.canUndo() : history.canRedo()
        if (isPossible && dispatch) history[direction]()
        return isPossible
      }
    return { undo: step('undo'), redo: step('redo') }
  },

  addKeyboardShortcuts() {
    return {
      'Mod-z': () => this.editor.commands.undo(),
      'Mod-y': () => this.editor.commands.redo(),
      'Shift-Mod-z': () => this.editor.commands.redo(),
    }
  },

  addProseMirrorPlugins() {
    const { binding, history } = this.storage
    if (binding === null || history === null) return []
    return [syncPlugin(binding, history), undoPlugin(history)]
  },
})

export function syncPlugin(binding: Binding, history: Y.UndoManager): Plugin<SyncState> {
  return new Plugin<SyncState>({
    key: ySyncPluginKey,
    state: {
      init: () => ({
        type: binding.type,
        doc: binding.doc,
        binding,
        snapshot: null,
        prevSnapshot: null,
        isChangeOrigin: false,
        isUndoRedoOperation: false,
        addToHistory: true,
        ownChanges: 0,
      }),
      apply: (transaction, state) => {
        const change = transaction.getMeta(ySyncPluginKey) as Partial<SyncState> | undefined
        const isChangeOrigin = change?.isChangeOrigin === true
        const isUndoRedoOperation = isChangeOrigin && change?.isUndoRedoOperation === true
        const first = (transaction.getMeta('appendedTransaction') as Transaction | undefined) ?? transaction
        const isOwn = transaction.docChanged && first.getMeta(ySyncPluginKey) === undefined
        if (!isOwn && isChangeOrigin === state.isChangeOrigin && isUndoRedoOperation === state.isUndoRedoOperation)
          return state
        return {
          ...state,
          isChangeOrigin,
          isUndoRedoOperation,
          addToHistory: isOwn ? transaction.getMeta('addToHistory') !== false : state.addToHistory,
          ownChanges: state.ownChanges + (isOwn ? 1 : 0),
        }
      },
    },
    props: {
      editable: () => !binding.stopped,
      handleDOMEvents: {
        compositionend: () => {
          // ProseMirror reads the composed text in the turn that follows.
          setTimeout(() => binding.release())
          return false
        },
        beforeinput: (_, event) => {
          const direction = HISTORY[event.inputType]
          if (direction === undefined) return false
          // The browser has steps of its own, of whatever it was that somebody typed into last, wherever the focus is now: it would
          // put back what stood there then, whoever has written there since, and we would take that for typing.
          event.preventDefault()
          if (document.activeElement?.matches('input, textarea') !== true) history[direction]()
          return true
        },
      },
    },
    view: (view) => {
      binding.attach(view, () => readCaret(view))
      return {
        update: (_, before) => {
          const was = ySyncPluginKey.getState(before) as SyncState | undefined
          const is = ySyncPluginKey.getState(view.state) as SyncState
          if (was?.ownChanges !== is.ownChanges) {
            if (!is.addToHistory) history.stopCapturing()
            binding.push(before, is.addToHistory)
          }
          // On Android a composition ends with a timer of ProseMirror's, and no event says so.
          binding.release()
        },
        destroy: () => binding.detach(),
      }
    },
  })
}
