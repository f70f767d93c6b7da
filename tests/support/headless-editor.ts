// An editor without a page, for stories and properties of the binding: a real ProseMirror state, the binding's real plugins,
// and what EditorView does between them. People's documents meet when a test says so.
import type { Node, ResolvedPos, Schema } from '@tiptap/pm/model'
import { EditorState, type Plugin, type PluginView, TextSelection, type Transaction } from '@tiptap/pm/state'
import { tableEditing } from '@tiptap/pm/tables'
import type { EditorView } from '@tiptap/pm/view'
import { yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { documentSchema } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { makeFit } from '../../document/structure.ts'
import { Binding, type HoldBack } from '../../renderer/editor/binding/binding.ts'
import { syncPlugin } from '../../renderer/editor/binding/collaboration.ts'
import { buildRoot } from '../../document/twin/twin.ts'
import { undoManager, undoPlugin } from '../../renderer/editor/binding/undo.ts'

export const schema: Schema = documentSchema()

export class HeadlessEditor {
  readonly doc: Y.Doc
  /** Updates of others that have not arrived. */
  readonly inbox: Uint8Array[] = []
  state: EditorState
  composing = false
  /** No page: nobody moves a caret there behind ProseMirror's back. */
  readonly dom = { ownerDocument: new EventTarget() }
  /** Steps of each transaction that came from others. */
  readonly received: Transaction[] = []
  /** Names of what could not be built; each time the editor was put anew, as the screen does. */
  readonly steppedBack: string[] = []
  #views: PluginView[] = []
  #history!: Y.UndoManager
  #binding!: Binding
  readonly #holdBack: HoldBack
  /** Unless what holds back is given. */
  isHoldingBack = false

  constructor(clientId: number, { doc = new Y.Doc(), holdBack }: { doc?: Y.Doc; holdBack?: HoldBack } = {}) {
    this.doc = doc
    this.doc.clientID = clientId
    this.#holdBack =
      holdBack ??
      (() => {
        this.isHoldingBack = true
        return () => void (this.isHoldingBack = false)
      })
    this.state = this.#open()
  }

  get fragment(): Y.XmlFragment {
    return this.doc.getXmlFragment(TEXT_FIELD)
  }

  get history(): Y.UndoManager {
    return this.#history
  }

  get binding(): Binding {
    return this.#binding
  }

  get words(): string {
    return this.state.doc.textBetween(0, this.state.doc.content.size, '\n', '*')
  }

  dispatch(transaction: Transaction): void {
    const before = this.state
    if (transaction.getMeta('y-sync$') !== undefined) this.received.push(transaction)
    this.state = this.state.apply(transaction)
    for (const view of this.#views) view.update?.(this as unknown as EditorView, before)
  }

  /** What a keyboard does: the selection is replaced. */
  type(text: string): void {
    for (const letter of text) this.dispatch(this.state.tr.insertText(letter))
  }

  /** As a mouse would: never between the halves of a surrogate pair. */
  select(anchor: number, head = anchor): void {
    const { doc } = this.state
    const at = (position: number): ResolvedPos => {
      const $at = doc.resolve(Math.max(0, Math.min(position, doc.content.size)))
      const isCut = /^[\udc00-\udfff]/.test($at.nodeAfter?.text?.charAt(0) ?? '')
      return isCut ? doc.resolve($at.pos + 1) : $at
    }
    this.dispatch(this.state.tr.setSelection(TextSelection.between(at(anchor), at(head))))
  }

  endComposition(): void {
    this.composing = false
    this.#binding.release()
  }

  /** Everything that waits, or the first few. */
  receive(count = this.inbox.length): void {
    for (const update of this.inbox.splice(0, count)) {
      Y.applyUpdate(this.doc, update, 'network')
      if (this.#binding.stopped) this.#openAgain()
    }
  }

  close(): void {
    for (const view of this.#views) view.destroy?.()
    this.#views = []
    this.#history.destroy()
    this.#binding.close()
  }

  #openAgain(): void {
    this.close()
    const unfit = makeFit(this.fragment, schema, true)
    if (unfit !== undefined) throw new Error(`${unfit} cannot be mended`)
    this.state = this.#open()
  }

  #open(): EditorState {
    const notUnderstood = ({ what }: { what: string }): void => void this.steppedBack.push(what)
    this.#binding = new Binding({ fragment: this.fragment, schema, notUnderstood, holdBack: this.#holdBack })
    this.#history = undoManager(this.#binding, new Set(Object.keys(schema.nodes)))
    const plugins: Plugin[] = [syncPlugin(this.#binding, this.#history), undoPlugin(this.#history), tableEditing()]
    this.state = EditorState.create({ doc: this.#binding.node, plugins })
    this.#views = plugins.slice(0, 2).flatMap(({ spec }) => spec.view?.(this as unknown as EditorView) ?? [])
    return this.state
  }
}

/** People with one document. What one writes waits in the inbox of each other. */
export function company(count: number): HeadlessEditor[] {
  const people = Array.from({ length: count }, (_, at) => new HeadlessEditor(at + 1))
  for (const person of people)
    person.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'network') return
      for (const other of people) if (other !== person) other.inbox.push(update)
    })
  return people
}

/** Everybody has everything. A repair may be written while receiving, so until nothing waits. */
export function meet(people: readonly HeadlessEditor[]): void {
  while (people.some(({ inbox }) => inbox.length > 0)) for (const person of people) person.receive()
}

/** The document as a newcomer would see it, built by us and by y-tiptap from a copy (y-tiptap writes while it reads). */
export function builtFresh(doc: Y.Doc): { readonly ours: Node; readonly stock: Node } {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  const fragment = copy.getXmlFragment(TEXT_FIELD)
  const ours = buildRoot(fragment, schema, new WeakMap()).node
  return { ours, stock: yXmlFragmentToProseMirrorRootNode(fragment, schema) }
}

/** As JSON without what Yjs does not keep: marks of what is not text. */
export function meaning(node: Node): unknown {
  const json = node.toJSON() as Json
  return stripped(json)
}

interface Json {
  readonly type: string
  readonly marks?: unknown
  readonly content?: readonly Json[]
}

function stripped({ marks, content, ...rest }: Json): unknown {
  return {
    ...rest,
    ...(rest.type === 'text' && marks !== undefined ? { marks } : {}),
    ...(content === undefined ? {} : { content: content.map(stripped) }),
  }
}
