// Other people's carets and selections in the text, and this person's told to them: stands in the place of
// @tiptap/extension-collaboration-caret. Only the carets that moved are drawn anew, at most once per frame.
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, type PluginView, Selection } from '@tiptap/pm/state'
import { Decoration, type DecorationAttrs, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { yCursorPluginKey, ySyncPluginKey } from '@tiptap/y-tiptap'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { Binding } from './binding.ts'
import { readCaret } from './read-caret.ts'

export interface CaretsOptions {
  readonly awareness: Awareness
  /** Written into the awareness state when the editor starts; null leaves no trace. */
  readonly user: unknown
  readonly render: (user: unknown) => HTMLElement
  readonly selectionRender: (user: unknown) => DecorationAttrs
}

/** The field of the awareness state, and what stands in it; stock TipTap clients write the same. */
const FIELD = 'cursor'
interface Cursor {
  readonly anchor: unknown
  readonly head: unknown
}

export const Carets = Extension.create<CaretsOptions>({
  name: 'collaborationCaret',
  priority: 999,

  addProseMirrorPlugins() {
    return [caretsPlugin(this.options)]
  },
})

/** Stands in each decoration. */
interface Spec {
  readonly client: number
}

/** Sent with a transaction: the clients whose carets are to be looked at. */
interface Moved {
  readonly clients: ReadonlySet<number>
}

function caretsPlugin(options: CaretsOptions): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: yCursorPluginKey,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, carets, _, state) => {
        // A caret goes along with what is written before it, also with what its own person has just written: that
        // arrives before the news of where the caret is now.
        const mapped = transaction.docChanged ? carets.map(transaction.mapping, transaction.doc) : carets
        const moved = transaction.getMeta(yCursorPluginKey) as Moved | undefined
        if (moved === undefined) return mapped
        const isMoved = (spec: object): boolean => moved.clients.has((spec as Spec).client)
        const fresh = [...moved.clients].flatMap((client) => drawn(client, bindingOf(state), options))
        return mapped.remove(mapped.find(undefined, undefined, isMoved)).add(state.doc, fresh)
      },
    },
    props: { decorations: (state) => yCursorPluginKey.getState(state) as DecorationSet },
    view: (view) => new CaretsView(view, options),
  })
}

const bindingOf = (state: EditorView['state']): Binding | undefined =>
  (ySyncPluginKey.getState(state) as { binding: Binding } | undefined)?.binding

function drawn(
  client: number,
  binding: Binding | undefined,
  { awareness, render, selectionRender }: CaretsOptions,
): Decoration[] {
  const said = awareness.getStates().get(client)
  const cursor = said?.[FIELD] as Cursor | null | undefined
  if (binding === undefined || cursor === null || cursor === undefined || client === awareness.clientID) return []
  const [anchor, head] = [placeOf(cursor.anchor, binding), placeOf(cursor.head, binding)]
  if (anchor === null || head === null) return []
  const user: unknown = said?.['user']
  const key = `${client} ${JSON.stringify(user)}`
  const place = inText(binding.node, head)
  const caret = place === null ? [] : [Decoration.widget(place, () => render(user), { key, side: 10, client })]
  if (anchor === head) return caret
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)]
  return [...caret, Decoration.inline(from, to, selectionRender(user), { inclusiveEnd: true, client })]
}

/** Never between two blocks, where an empty document has its only place: beside an element there, Chromium writes the next letter
 * of an empty paragraph before the paragraph. Null where there is no text at all. */
function inText(doc: Node, place: number): number | null {
  const $place = doc.resolve(place)
  if ($place.parent.inlineContent) return place
  return (Selection.findFrom($place, 1, true) ?? Selection.findFrom($place, -1, true))?.head ?? null
}

/** What a stranger says of a position may be anything. */
function placeOf(said: unknown, binding: Binding): number | null {
  try {
    const place = binding.absolutePosition(Y.createRelativePositionFromJSON(said))
    return place === null ? null : Math.min(place, Math.max(0, binding.node.content.size - 1))
  } catch {
    return null // No position: no caret.
  }
}

class CaretsView implements PluginView {
  readonly #view: EditorView
  readonly #options: CaretsOptions
  readonly #moved = new Set<number>()
  #frame: number | null = null
  #told: { readonly anchor: Y.RelativePosition; readonly head: Y.RelativePosition } | null = null

  constructor(view: EditorView, options: CaretsOptions) {
    this.#view = view
    this.#options = options
    const { awareness, user } = options
    awareness.setLocalStateField('user', user)
    awareness.on('change', this.#changed)
    view.dom.addEventListener('focusin', this.#tell)
    view.dom.addEventListener('focusout', this.#tell)
    for (const client of awareness.getStates().keys()) this.#moved.add(client)
    this.#drawSoon()
  }

  update(view: EditorView, before: EditorView['state']): void {
    const { doc, selection } = view.state
    if (doc !== before.doc) {
      // Mapped, a caret stays behind what is written at its place; its person sees it stay with the letter on its left.
      const carets = yCursorPluginKey.getState(view.state) as DecorationSet
      for (const { spec } of carets.find(selection.head, selection.head)) this.#moved.add((spec as Spec).client)
      if (this.#moved.size > 0) this.#drawSoon()
    }
    if (doc !== before.doc || !selection.eq(before.selection)) this.#tell()
  }

  destroy(): void {
    const { awareness } = this.#options
    awareness.off('change', this.#changed)
    this.#view.dom.removeEventListener('focusin', this.#tell)
    this.#view.dom.removeEventListener('focusout', this.#tell)
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    awareness.setLocalStateField(FIELD, null)
  }

  readonly #changed = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
    const own = this.#options.awareness.clientID
    for (const client of [...added, ...updated, ...removed]) if (client !== own) this.#moved.add(client)
    if (this.#moved.size > 0) this.#drawSoon()
  }

  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(this.#draw)
  }

  readonly #draw = (): void => {
    this.#frame = null
    const view = this.#view
    if (view.isDestroyed) return
    // A caret put into the text that an input method is composing would end the composition.
    if (view.composing) return this.#drawSoon()
    const clients = new Set(this.#moved)
    this.#moved.clear()
    if (clients.size === 0) return
    readCaret(view)
    view.dispatch(view.state.tr.setMeta(yCursorPluginKey, { clients }).setMeta('addToHistory', false))
  }

  /** Where this person's caret is, when it is in the text and somewhere else than the others know. */
  readonly #tell = (): void => {
    const { awareness } = this.#options
    const view = this.#view
    const binding = bindingOf(view.state)
    const said = awareness.getLocalState()
    if (binding === undefined || said === null) return
    if (!view.hasFocus()) {
      this.#told = null
      if (said[FIELD] !== null && said[FIELD] !== undefined) awareness.setLocalStateField(FIELD, null)
      return
    }
    // What is held back while an input method composes is told when it is shared.
    if (binding.node !== view.state.doc) return
    const { selection } = view.state
    const head = binding.relativePosition(selection.head)
    const anchor = selection.empty ? head : binding.relativePosition(selection.anchor)
    const isKnown =
      said[FIELD] !== null &&
      said[FIELD] !== undefined &&
      this.#told !== null &&
      Y.compareRelativePositions(this.#told.anchor, anchor) &&
      Y.compareRelativePositions(this.#told.head, head)
    if (isKnown) return
    this.#told = { anchor, head }
    awareness.setLocalStateField(FIELD, { anchor, head })
  }
}
