// Keeps one editor and one shared document the same: pushes what this person does, pulls what others do, and holds back
// while an input method composes in the block that others change. Made by the Collaboration extension.
import type { Node, Schema } from '@tiptap/pm/model'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { absolutePosition, relativePosition } from './positions.ts'
import { adopt, type Edit, pull } from './pull.ts'
import { push } from '../../../document/twin/push.ts'
import { type KeptSelection, keepSelection, placeAfter, restoreSelection } from './selection.ts'
import {
  buildRoot,
  fillerOf,
  isElement,
  isText,
  NotUnderstood,
  type Twin,
  type Twins,
} from '../../../document/twin/twin.ts'
import { putBack, takeOut, unsentBetween } from './unsent.ts'

/** What the binding needs of ProseMirror's EditorView. */
export interface BoundView {
  readonly state: EditorState
  readonly composing: boolean
  dispatch(transaction: Transaction): void
}

export interface BindingOptions {
  readonly fragment: Y.XmlFragment
  readonly schema: Schema
  /** Called when others have brought something that this schema cannot build. The binding has stopped by then, and has
   * written nothing. */
  readonly notUnderstood: (what: NotUnderstood) => void
  readonly holdBack: HoldBack
}

/** Called when the editor has what the Y.Doc cannot take yet. Answers what is called as soon as the Y.Doc has it; `write` may
 * be called before, when there is no more time, and writes it at once. */
export type HoldBack = (write: () => void) => () => void

export class Binding {
  readonly type: Y.XmlFragment
  readonly doc: Y.Doc
  readonly #options: BindingOptions
  #twins: Twins = new WeakMap()
  #root: Twin
  #view: BoundView | null = null
  #readCaret = (): void => undefined
  #stopped = false
  #closed = false
  #busy: 'pushing' | 'pulling' | null = null
  /** This person's editor did something of its own while it took in what others did. */
  #owes = false
  /** Yjs types that changed and are not in the editor yet. */
  #changed = new Set<object>()
  #selection: KeptSelection | null = null
  #undone: { readonly selection: KeptSelection | null | undefined } | null = null
  /** Every place of the block in which an input method composes; kept while changes are held back. */
  #composed: ReadonlyMap<number, Y.RelativePosition> = new Map()
  #held = false
  /** There while something that was composed is held back too. */
  #written: (() => void) | undefined

  /** @throws NotUnderstood */
  constructor(options: BindingOptions) {
    this.#options = options
    this.type = options.fragment
    if (options.fragment.doc === null) throw new Error('a fragment must be in a Y.Doc to be edited')
    this.doc = options.fragment.doc
    this.#root = buildRoot(this.type, options.schema, this.#twins)
    this.doc.on('beforeAllTransactions', this.#before)
    this.doc.on('afterAllTransactions', this.#after)
    this.type.observeDeep(this.#observe)
  }

  /** The document as both sides know it. Editors start with it: then nothing is drawn twice. */
  get node(): Node {
    return this.#root.node
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** What y-tiptap's functions for positions ask of a binding. */
  readonly mapping = {
    size: 1,
    get: (type: object): Node | undefined => {
      const unit = this.#twins.get(type)
      return unit === undefined || isText(unit) ? undefined : unit.node
    },
  }

  /** With the letter on that side of it. */
  relativePosition(position: number, side: 'left' | 'right' = 'left'): Y.RelativePosition {
    return relativePosition(this.#root, position, side)
  }

  absolutePosition(relative: Y.RelativePosition): number | null {
    return absolutePosition(this.#root, this.#twins, relative)
  }

  /** The selection before the edit that is being written, for undo to return to. */
  get selectionBefore(): KeptSelection | null {
    return this.#selection
  }

  /** `readCaret` is called before others' changes come in: the person may have moved their caret just now. */
  attach(view: BoundView, readCaret: () => void = () => undefined): void {
    this.#view = view
    this.#readCaret = readCaret
    if (view.state.doc !== this.#root.node) {
      const { doc, tr } = view.state
      tr.step(new ReplaceStep(0, doc.content.size, this.#root.node.slice(0)))
      adopt(this.#root, tr.doc, ALL)
      this.#dispatch(tr, false)
    }
    this.#pull()
  }

  detach(): void {
    this.release(true)
    this.#view = null
  }

  close(): void {
    this.#view = null
    if (this.#closed) return
    this.#closed = true
    this.doc.off('beforeAllTransactions', this.#before)
    this.doc.off('afterAllTransactions', this.#after)
    this.type.unobserveDeep(this.#observe)
  }

  /** After a transaction of this person. */
  push(before: EditorState, addToHistory: boolean): void {
    const state = this.#view?.state
    if (state === undefined || this.#stopped) return
    if (this.#held) {
      this.#written ??= this.#options.holdBack(() => this.release(true))
      return
    }
    this.#owes = this.#busy !== null
    if (this.#owes || state.doc === this.#root.node) return
    // An empty document needs a paragraph to be shown, and nobody has written that one.
    if (this.#root.units.length === 0 && state.doc.eq(fillerOf(state.schema))) return
    this.#busy = 'pushing'
    try {
      this.#selection = before.doc === this.#root.node ? keepSelection(before.selection, this) : null
      this.doc.transact((transaction) => {
        transaction.meta.set('addToHistory', addToHistory)
        push(this.#root, state.doc, state.selection.head, this.#twins)
      }, ySyncPluginKey)
    } finally {
      this.#busy = null
      this.#selection = null
    }
  }

  /** When the input method has finished, or nobody can wait for it: what was held back meets what was composed. */
  release(isOver = this.#view?.composing !== true): void {
    if (!this.#held || !isOver) return
    this.#held = false
    this.#pull(true)
    if (this.#view !== null) this.push(this.#view.state, true)
    this.#composed = new Map()
    this.#written?.()
    this.#written = undefined
  }

  readonly #before = (): void => {
    if (this.#busy !== null || this.#held) return
    // What this person's editor may do meanwhile is not the others' own: it goes out with the next change.
    this.#busy = 'pulling'
    try {
      this.#readCaret()
    } finally {
      this.#busy = null
    }
    const state = this.#view?.state
    if (state?.doc !== this.#root.node) return
    this.#selection = keepSelection(state.selection, this)
    this.#composed = this.#view?.composing === true ? this.#placesAround(state) : new Map()
  }

  readonly #observe = (events: readonly Y.YEvent<Y.XmlFragment>[], transaction: Y.Transaction): void => {
    if (this.#busy === 'pushing') return
    for (const { target } of events) this.#changed.add(target)
    if (transaction.origin instanceof Y.UndoManager)
      this.#undone = { selection: transaction.origin.currStackItem?.meta.get(this) as KeptSelection | null | undefined }
  }

  /** Not while Yjs calls its observers: whatever an editor's plugin writes then would count as the others' own. */
  readonly #after = (): void => {
    if (this.#busy === 'pushing') return
    if (this.#busy === null) this.#pull()
    this.#selection = null
    this.#undone = null
  }

  #pull(isOver = false): void {
    const view = this.#view
    if (view === null || this.#stopped || this.#changed.size === 0) return
    this.#held ||= !isOver && view.composing && this.#touchesComposition(view.state)
    if (this.#held) return
    const changed = this.#changed
    this.#changed = new Set()
    const { state } = view
    const before = this.#root.node
    const unsent = unsentBetween(before, state.doc)
    const begin = (): Transaction => {
      const transaction = state.tr.setMeta('addToHistory', false)
      if (unsent !== null) takeOut(transaction, unsent)
      return transaction
    }
    let applied: Applied
    try {
      applied = this.#applied(begin, changed)
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error
      this.#stopped = true
      this.close()
      this.#options.notUnderstood(error)
      return
    }
    const { transaction, edits } = applied
    if (!transaction.docChanged) return
    const change = { before, edits, mapping: transaction.mapping.slice(unsent === null ? 0 : 1) }
    if (unsent !== null) {
      const placeNow = (position: number): number => {
        const relative = this.#composed.get(position)
        return (relative === undefined ? null : this.absolutePosition(relative)) ?? placeAfter(position, change)
      }
      putBack(transaction, unsent, state.selection.head, placeNow)
    } else {
      const undone = this.#undone?.selection
      const isRestored = undone !== undefined && undone !== null && restoreSelection(transaction, undone, this, null)
      if (!isRestored && this.#selection !== null) restoreSelection(transaction, this.#selection, this, change)
    }
    this.#dispatch(transaction, this.#undone !== null)
  }

  /** The pulled steps applied, and the twins told of the nodes that came of it. */
  #applied(begin: () => Transaction, changed: ReadonlySet<object>): Applied {
    const { steps, edits, touched } = pull(this.#root, changed, this.#twins)
    let transaction = begin()
    if (steps.every((step) => transaction.maybeStep(step).failed === null)) {
      adopt(this.#root, transaction.doc, touched)
      return { transaction, edits }
    }
    // Each step alone must leave a document that fits the schema, and some fit only together.
    transaction = begin()
    this.#twins = new WeakMap()
    this.#root = buildRoot(this.type, this.#options.schema, this.#twins)
    transaction.step(new ReplaceStep(0, transaction.doc.content.size, this.#root.node.slice(0)))
    adopt(this.#root, transaction.doc, ALL)
    return { transaction, edits: [] }
  }

  #dispatch(transaction: Transaction, isUndoRedoOperation: boolean): void {
    transaction.setMeta(ySyncPluginKey, { isChangeOrigin: true, isUndoRedoOperation })
    // An address becomes a link under the hands of whoever types it, and nobody else's.
    transaction.setMeta('preventAutolink', true)
    this.#busy = 'pulling'
    try {
      this.#view?.dispatch(transaction)
    } finally {
      this.#busy = null
    }
    if (this.#owes && this.#view !== null) this.push(this.#view.state, true)
  }

  /** Whether the line in which an input method composes is among what changed, or one of the blocks it stands in. */
  #touchesComposition({ doc, selection }: EditorState): boolean {
    if (doc !== this.#root.node) return true
    let twin: Twin | undefined = this.#root
    for (let depth = 0; depth < selection.$head.depth && twin !== undefined; depth++) {
      twin = twin.units.filter(isElement)[selection.$head.index(depth)]
      if (twin === undefined || twin.type._item?.deleted === true || this.#changed.has(twin.type)) return true
    }
    return twin?.units.some((unit) => isText(unit) && this.#changed.has(unit.text)) ?? true
  }

  #placesAround({ selection: { $head } }: EditorState): Map<number, Y.RelativePosition> {
    const places = new Map<number, Y.RelativePosition>()
    if (!$head.parent.isTextblock) return places
    for (let at = $head.start(); at <= $head.end(); at++) places.set(at, this.relativePosition(at))
    return places
  }
}

interface Applied {
  readonly transaction: Transaction
  readonly edits: readonly Edit[]
}

const ALL = { has: () => true }
