// Colours code. A key costs nothing but moving the colours that are there: the blocks that changed are read again a moment
// later, a few milliseconds at a time, and each language's grammar is fetched when a block first needs it.
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { readCaret } from '../binding/read-caret.ts'
import { changedRange } from '../changed-range.ts'
import type { Span } from './highlighter.ts'
import { type CodeLanguage, languageNamed } from './languages.ts'

/** After the last change; long enough that typing is not interrupted, short enough to look immediate. */
const REST_MS = 60
/** Of one turn: a frame has 16. */
const SLICE_MS = 6
/** Longer blocks are data, not something that is read. */
const LONGEST = 50_000

interface Colours {
  readonly set: DecorationSet
  /** Where code blocks stand whose colours are not those of their text. */
  readonly stale: readonly number[]
}

interface Read {
  readonly position: number
  readonly node: Node
  readonly spans: readonly Span[]
}

type Highlighter = (text: string) => readonly Span[]

const KEY = new PluginKey<Colours>('code-colours')

export const CodeColours = Extension.create({
  name: 'codeColours',
  addProseMirrorPlugins: () => [
    new Plugin<Colours>({
      key: KEY,
      state: {
        init: (_, { doc }) => ({ set: DecorationSet.empty, stale: codeBlocksIn(doc, 0, doc.content.size) }),
        apply: (transaction, colours) => colouredAgain(transaction, colours),
      },
      props: { decorations: (state) => KEY.getState(state)?.set },
      view: (view) => new Colouring(view),
    }),
  ],
})

function colouredAgain(transaction: Transaction, { set, stale }: Colours): Colours {
  const { doc, mapping, docChanged } = transaction
  const reads = transaction.getMeta(KEY) as readonly Read[] | undefined
  if (reads !== undefined) return withColours(doc, { set, stale }, reads)
  if (!docChanged) return { set, stale }
  const { from, to } = changedRange(transaction)
  const moved = stale.map((position) => mapping.map(position)).filter((at) => doc.nodeAt(at)?.type.name === 'codeBlock')
  return { set: set.map(mapping, doc), stale: [...new Set([...moved, ...codeBlocksIn(doc, from, to)])] }
}

function withColours(doc: Node, { set, stale }: Colours, reads: readonly Read[]): Colours {
  let coloured = set
  for (const { position, node, spans } of reads) {
    const start = position + 1
    coloured = coloured.remove(coloured.find(start, position + node.nodeSize - 1)).add(
      doc,
      spans.map(({ from, to, classes }) => Decoration.inline(start + from, start + to, { class: classes })),
    )
  }
  const done = new Set(reads.map(({ position }) => position))
  return { set: coloured, stale: stale.filter((position) => !done.has(position)) }
}

function codeBlocksIn(doc: Node, from: number, to: number): number[] {
  const found: number[] = []
  doc.nodesBetween(from, Math.min(to, doc.content.size), (node, position) => {
    if (node.type.name === 'codeBlock') found.push(position)
    return !node.isTextblock
  })
  return found
}

/** Reads stale blocks while the page rests. */
class Colouring {
  readonly #view: EditorView
  readonly #highlighters = new Map<string, Highlighter | 'being fetched'>()
  readonly #known = new WeakMap<Node, readonly Span[]>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.update(view)
  }

  update(view: EditorView, before?: EditorState): void {
    const colours = KEY.getState(view.state)
    if (colours === undefined || colours.stale.length === 0) return
    if (before !== undefined && KEY.getState(before) === colours) return
    this.#later(REST_MS)
  }

  destroy(): void {
    clearTimeout(this.#timer)
  }

  #later(after: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#read(), after)
  }

  #read(): void {
    if (this.#view.isDestroyed) return
    // What is being composed must not be redrawn.
    if (this.#view.composing) return this.#later(REST_MS)
    readCaret(this.#view)
    const { state } = this.#view
    const { stale } = KEY.getState(state)!
    const until = performance.now() + SLICE_MS
    const reads: Read[] = []
    for (const position of stale) {
      const node = state.doc.nodeAt(position)
      const spans = node === null ? undefined : this.#spansOf(node)
      if (node !== null && spans !== undefined) reads.push({ position, node, spans })
      if (performance.now() > until) break
    }
    if (reads.length > 0) this.#view.dispatch(state.tr.setMeta(KEY, reads).setMeta('addToHistory', false))
    // What waits for its grammar is read when that has come.
    if (reads.length > 0 && reads.length < stale.length) this.#later(0)
  }

  #spansOf(node: Node): readonly Span[] | undefined {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const language = languageNamed(node.attrs['language'])
    if (language === undefined || node.content.size > LONGEST) return []
    const highlighter = this.#highlighters.get(language.id)
    if (highlighter === undefined) this.#fetch(language)
    if (highlighter === undefined || highlighter === 'being fetched') return undefined
    const spans = highlighter(node.textContent)
    this.#known.set(node, spans)
    return spans
  }

  #fetch(language: CodeLanguage): void {
    this.#highlighters.set(language.id, 'being fetched')
    Promise.all([import('./highlighter.ts'), language.load()]).then(
      ([{ highlighterFor }, grammar]) => {
        this.#highlighters.set(language.id, highlighterFor(language.id, grammar.default))
        this.#later(0)
      },
      // Without the relay and without a copy of the grammar, code stays in one colour until the page is loaded again.
      () => this.#highlighters.set(language.id, () => []),
    )
  }
}
