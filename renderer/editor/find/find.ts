// Finding in the document: which matches there are, which is the current one, and the colour on those that can be seen. The
// text is searched block by block and again only where it changed, so long documents and other people's edits cost little.
// find-bar.tsx shows it.
import { type Editor, Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { BlockWalk } from '../block-walk.ts'
import { scrollTo } from '../scroll-to.ts'
import { type Match, matchesIn, patternOf, type Query } from './matches.ts'

/** After a change; a search a moment later is soon enough. */
const REST_MS = 120
/** What is coloured beyond what is seen, in characters, so that scrolling does not show the colours coming. */
const MARGIN = 4_000

export interface Finding {
  /** Null while nobody searches. */
  readonly query: Query | null
  /** In the order of the text; as of the last search, moved along with later edits. Null while the first search is under way. */
  readonly matches: readonly Match[] | null
  /** Moved along with edits; null when what was matched is gone. */
  readonly current: Match | null
  readonly set: DecorationSet
}

interface Said {
  readonly query?: Query | null
  readonly matches?: readonly Match[]
  readonly current?: Match | null
  /** What can be seen. */
  readonly seen?: Match
}

const IDLE: Finding = { query: null, matches: null, current: null, set: DecorationSet.empty }
const KEY = new PluginKey<Finding>('find')

export const findingOf = (state: EditorState): Finding => KEY.getState(state) ?? IDLE

/** 1 for the first; 0 when none is the current one. */
export function placeOf({ matches, current }: Finding): number {
  if (matches === null || current === null) return 0
  return matches.findIndex(({ from, to }) => from === current.from && to === current.to) + 1
}

export function search(editor: Editor, query: Query | null): void {
  say(editor.view, { query })
}

/** Makes the next match the current one, going round at the end; scrolls to it. */
export function step(editor: Editor, by: 1 | -1): void {
  const { matches, current } = findingOf(editor.state)
  if (matches === null || matches.length === 0) return
  const from = current?.from ?? editor.state.selection.from
  const at =
    by === 1
      ? matches.findIndex((match) => match.from > from || (current === null && match.from === from))
      : matches.findLastIndex((match) => match.from < from)
  const next = at === -1 ? matches.at(by === 1 ? 0 : -1) : matches[at]
  if (next !== undefined) goTo(editor.view, next)
}

/** Puts the replacement in the place of the current match, as a step of its own. */
export function replaceCurrent(editor: Editor, replacement: string): void {
  const { current } = findingOf(editor.state)
  if (current === null || !editor.isEditable) return
  editor.view.dispatch(put(editor.state.tr, current, replacement))
}

/** All of them in one step of undo. Answers how many. */
export function replaceAll(editor: Editor, replacement: string): number {
  const { query } = findingOf(editor.state)
  const pattern = query === null ? undefined : patternOf(query)
  if (pattern === undefined || !editor.isEditable) return 0
  const matches = positioned(
    editor.state.doc,
    new BlockWalk((block) => matchesIn(block, pattern)).now(editor.state.doc),
  )
  const { tr } = editor.state
  for (const match of matches.toReversed()) put(tr, match, replacement)
  if (matches.length > 0) editor.view.dispatch(tr)
  return matches.length
}

/** Ends the search: the focus goes to the text, with the current match selected. Whoever is there already keeps their place. */
export function endSearch(editor: Editor): void {
  const { current } = findingOf(editor.state)
  const { tr } = editor.state
  if (current !== null && !editor.view.hasFocus())
    tr.setSelection(TextSelection.create(tr.doc, current.from, current.to))
  editor.view.dispatch(tr.setMeta(KEY, { query: null } satisfies Said))
  editor.view.focus()
}

/** Until the answer is called, Escape in the text does this. */
export function onEscape(editor: Editor, leave: () => void): () => void {
  editor.storage.find.leave = leave
  return () => {
    editor.storage.find.leave = null
  }
}

const put = (tr: Transaction, { from, to }: Match, text: string): Transaction =>
  (text === '' ? tr.delete(from, to) : tr.insertText(text, from, to)).setMeta('stepOfItsOwn', true)

function goTo(view: EditorView, match: Match): void {
  say(view, { current: match, seen: match })
  scrollTo(view, match.from)
}

const say = (view: EditorView, said: Said): void =>
  view.dispatch(view.state.tr.setMeta(KEY, said).setMeta('addToHistory', false))

function positioned(doc: Node, found: readonly (readonly Match[])[]): Match[] {
  const matches: Match[] = []
  let start = 0
  found.forEach((inBlock, at) => {
    for (const { from, to } of inBlock) matches.push({ from: start + from, to: start + to })
    start += doc.child(at).nodeSize
  })
  return matches
}

declare module '@tiptap/core' {
  interface Storage {
    find: { leave: (() => void) | null }
  }
}

export const Find = Extension.create({
  name: 'find',
  addStorage: (): { leave: (() => void) | null } => ({ leave: null }),
  // After the menus' Escape: whoever sees two things open closes the one on top first.
  priority: 1,
  addKeyboardShortcuts() {
    return {
      Escape: () => {
        this.storage.leave?.()
        return this.storage.leave !== null
      },
    }
  },
  addProseMirrorPlugins: () => [
    new Plugin<Finding>({
      key: KEY,
      state: { init: () => IDLE, apply: after },
      props: { decorations: (state) => KEY.getState(state)?.set },
      view: (view) => new Search(view),
    }),
  ],
})

function after(transaction: Transaction, before: Finding): Finding {
  const said = transaction.getMeta(KEY) as Said | undefined
  const { doc, mapping, docChanged } = transaction
  if (said?.query !== undefined) return { ...IDLE, query: said.query }
  if (before.query === null) return before
  let { matches, current, set } = before
  if (docChanged) {
    set = set.map(mapping, doc)
    current = current && moved(current, transaction)
  }
  if (said === undefined) return docChanged ? { ...before, current, set } : before
  matches = said.matches ?? matches
  if (said.current !== undefined) current = said.current
  if (said.seen !== undefined) set = colours(doc, matches ?? [], current, said.seen)
  return { query: before.query, matches, current, set }
}

function moved({ from, to }: Match, { mapping }: Transaction): Match | null {
  const start = mapping.map(from, 1)
  const end = mapping.map(to, -1)
  return end - start === to - from ? { from: start, to: end } : null
}

/** Thousands of colours would take longer to draw than to find: only what is seen has one. */
function colours(doc: Node, matches: readonly Match[], current: Match | null, seen: Match): DecorationSet {
  const near = matches.filter(({ from, to }) => to > seen.from - MARGIN && from < seen.to + MARGIN)
  return DecorationSet.create(
    doc,
    near.map(({ from, to }) =>
      Decoration.inline(from, to, { class: from === current?.from && to === current.to ? 'found current' : 'found' }),
    ),
  )
}

/** Searches whenever there is something to search for, and after changes; follows what is seen. */
class Search {
  readonly #view: EditorView
  #walk: BlockWalk<readonly Match[]> | null = null
  #query: Query | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #frame = 0
  readonly #scrolled = (): void => {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => say(this.#view, { seen: this.#seen() }))
  }

  constructor(view: EditorView) {
    this.#view = view
  }

  update(view: EditorView, before: EditorState): void {
    const { query } = findingOf(view.state)
    if (query !== this.#query) this.#begin(query)
    else if (query !== null && before.doc !== view.state.doc) this.#again(REST_MS)
  }

  destroy(): void {
    this.#begin(null)
    cancelAnimationFrame(this.#frame)
  }

  #begin(query: Query | null): void {
    this.#query = query
    this.#walk?.stop()
    clearTimeout(this.#timer)
    document.removeEventListener('scroll', this.#scrolled, true)
    const pattern = query === null ? undefined : patternOf(query)
    this.#walk = pattern === undefined ? null : new BlockWalk((block) => matchesIn(block, pattern))
    if (query === null) return
    document.addEventListener('scroll', this.#scrolled, { capture: true, passive: true })
    this.#again(0)
  }

  #again(rest: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      const { doc } = this.#view.state
      if (this.#walk === null) return this.#show([])
      this.#walk.start(doc, (found) => {
        // Edited meanwhile: another walk is on its way, and finds most blocks looked at.
        if (!this.#view.isDestroyed && this.#view.state.doc === doc) this.#show(positioned(doc, found))
      })
    }, rest)
  }

  #show(matches: readonly Match[]): void {
    const { current, matches: before } = findingOf(this.#view.state)
    const stays = current !== null && matches.some(({ from, to }) => from === current.from && to === current.to)
    const { from } = this.#view.state.selection
    const next = stays
      ? current
      : (matches.find((match) => match.from >= (current?.from ?? from)) ?? matches[0] ?? null)
    say(this.#view, { matches, current: next, seen: this.#seen() })
    // What was typed into the field goes to its first match; an edit elsewhere moves nobody.
    if (before === null && next !== null) goTo(this.#view, next)
  }

  #seen(): Match {
    const { dom, state } = this.#view
    const page = (dom.closest('.page') ?? dom).getBoundingClientRect()
    const left = dom.getBoundingClientRect().left + 8
    const from = this.#view.posAtCoords({ left, top: page.top + 4 })?.pos
    const to = this.#view.posAtCoords({ left, top: page.bottom - 4 })?.pos
    return { from: from ?? 0, to: to ?? Math.min(state.doc.content.size, (from ?? 0) + MARGIN) }
  }
}
