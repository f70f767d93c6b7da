// Marks the words that comments are about in the text of one editor. Every edit moves the marks along (comment-marks.ts); where words are
// is found out anew only for new comments, and for those that others' changes touch or take the mark from. Loaded by the app when there
// may be comments; whoever knows them tells which to show.
import type { Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { Decoration, type DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { CommentAnchor } from '../../../contracts/comments.ts'
import { readCaret } from '../binding/read-caret.ts'
import { changedRange } from '../changed-range.ts'
import { bindingOf, placeOfLetters, placeOfWords, reading, type Span } from './anchor.ts'
import type { MarksStorage } from './comment-marks.ts'
import './marks.css'

/** After this person's last change: words that were gone may be there again, as when they are typed once more. */
const LOOK_AFTER_MS = 500

/** No thread has it: the words that a new comment is about. */
export const NEW = ''

export interface Commented {
  readonly id: string
  readonly anchor: CommentAnchor
}

/** Stands in each decoration. */
interface Spec {
  readonly thread: string
  readonly lit: boolean
}

declare module '@tiptap/core' {
  interface Storage {
    commentMarks: MarksStorage & { marks?: Marks }
  }
}

/** The same for as long as the editor is there; null when it is not any more. */
export function marksOf(editor: Editor): Marks | null {
  if (editor.isDestroyed) return null
  const { commentMarks } = editor.storage
  return (commentMarks.marks ??= new Marks(editor))
}

export class Marks {
  readonly #editor: Editor
  readonly #key: MarksStorage['key']
  readonly #read = reading()
  #open: readonly Commented[] = []
  #written: readonly Commented[] = []
  /** Both. */
  #shown: ReadonlyMap<string, Commented> = new Map()
  #lit: string | null = null
  /** Of which it is to be found out where they are. */
  readonly #stale = new Set<string>()
  /** Of those, in whose words' place others have been written: the mark is on these now, and says nothing. */
  readonly #replaced = new Set<string>()
  /** As they were after the last transaction. */
  #last: ReadonlyMap<string, Span> = new Map()
  /** Whose words are nowhere. */
  readonly #lost = new Set<string>()
  #frame: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(editor: Editor) {
    this.#editor = editor
    this.#key = editor.storage.commentMarks.key
    editor.on('transaction', this.#changed)
    editor.on('destroy', this.#close)
  }

  /** These, and no others from now on. */
  show(comments: readonly Commented[]): void {
    this.#open = comments
    this.#take()
  }

  /** Beside them, what a comment is about that is being written; null for none. */
  showNew(anchor: CommentAnchor | null): void {
    this.#written = anchor === null ? [] : [{ id: NEW, anchor }]
    this.#take()
  }

  /** The one that somebody is looking at; null for none. */
  light(thread: string | null): void {
    this.#lit = thread
    this.#drawSoon()
  }

  /** Where the words are; null when they are nowhere, or not shown. */
  placeOf(thread: string): Span | null {
    return this.#drawn().get(thread) ?? null
  }

  /** The comment on the fewest of the words around a place. */
  at(position: number): string | null {
    const around = this.#set.find(position, position, ({ thread }) => thread !== NEW)
    around.sort((one, other) => one.to - one.from - (other.to - other.from))
    return (around[0]?.spec as Spec | undefined)?.thread ?? null
  }

  #take(): void {
    const before = this.#shown
    this.#shown = new Map([...this.#open, ...this.#written].map((comment) => [comment.id, comment]))
    for (const { id, anchor } of this.#shown.values()) if (!isSame(before.get(id)?.anchor, anchor)) this.#stale.add(id)
    for (const id of this.#lost) if (!this.#shown.has(id)) this.#lost.delete(id)
    this.#drawSoon()
  }

  readonly #close = (): void => {
    this.#editor.off('transaction', this.#changed)
    this.#editor.off('destroy', this.#close)
    clearTimeout(this.#timer)
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
  }

  get #set(): DecorationSet {
    return this.#key.getState(this.#editor.state)!
  }

  #drawn(): ReadonlyMap<string, Decoration> {
    return new Map(this.#set.find().map((one) => [(one.spec as Spec).thread, one]))
  }

  readonly #changed = ({ transaction }: { readonly transaction: Transaction }): void => {
    if (this.#shown.size === 0) return
    const [before, drawn] = [this.#last, this.#drawn()]
    this.#last = drawn
    if (!transaction.docChanged) return
    for (const [id, span] of before) if (isReplaced(span, transaction)) this.#replaced.add(id)
    for (const id of this.#replaced) this.#stale.add(id)
    for (const id of this.#shown.keys()) if (!drawn.has(id) && !this.#lost.has(id)) this.#stale.add(id)
    if (isFromOthers(transaction)) {
      // Which of two like letters is the new one, a step does not say: what touches it is looked at.
      const { from, to } = changedRange(transaction)
      for (const { spec } of this.#set.find(from - 1, to + 1)) this.#stale.add((spec as Spec).thread)
      // What somebody takes back brings letters back.
      for (const id of this.#lost) this.#stale.add(id)
    } else if (this.#lost.size > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined
        for (const id of this.#lost) this.#stale.add(id)
        this.#drawSoon()
      }, LOOK_AFTER_MS)
    }
    if (this.#stale.size > 0) this.#drawSoon()
  }

  /** Before the page is painted again. */
  #drawSoon(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#draw()
    })
  }

  #draw(): void {
    const { view } = this.#editor
    if (view.isDestroyed) return
    // What is being composed must not be redrawn.
    if (view.composing) return this.#drawSoon()
    // What is not shared yet has no place there; it is looked for after the next change.
    if (bindingOf(this.#editor)?.node !== this.#editor.state.doc) return
    readCaret(view)
    const before = this.#set
    const drawn = this.#drawn()
    const gone = [...drawn].filter(([id]) => !this.#shown.has(id)).map(([, one]) => one)
    const fresh: Decoration[] = []
    for (const comment of this.#shown.values()) {
      const was = drawn.get(comment.id)
      const place = this.#stale.has(comment.id)
        ? this.#find(comment, this.#replaced.has(comment.id) ? undefined : was)
        : was
      const lit = comment.id === this.#lit
      if (place === was && (was === undefined || (was.spec as Spec).lit === lit)) continue
      if (was !== undefined) gone.push(was)
      if (place !== undefined) fresh.push(markOf(comment.id, place, lit))
    }
    this.#stale.clear()
    this.#replaced.clear()
    if (gone.length === 0 && fresh.length === 0) return
    const { state } = this.#editor
    const set = before.remove(gone).add(state.doc, fresh)
    view.dispatch(state.tr.setMeta(this.#key, set).setMeta('addToHistory', false))
  }

  /** `was`: where edits have moved the mark, which says more than the same words elsewhere. */
  #find({ id, anchor }: Commented, was: Decoration | undefined): Span | undefined {
    const letters = placeOfLetters(this.#editor, anchor)
    if (letters !== null && letters.from === was?.from && letters.to === was.to) return was
    const place = letters ?? was ?? placeOfWords(this.#editor.state.doc, anchor, this.#read) ?? undefined
    if (place === undefined) this.#lost.add(id)
    else this.#lost.delete(id)
    return place
  }
}

/** An element for each, so that of several comments on a word each has its own. */
const markOf = (thread: string, { from, to }: Span, lit: boolean): Decoration =>
  Decoration.inline(from, to, { nodeName: 'mark', class: lit ? 'commented lit' : 'commented', 'data-thread': thread }, {
    thread,
    lit,
  } satisfies Spec)

/** Whether a step has put something else in the place of all of it. */
function isReplaced({ from, to }: Span, { mapping }: Transaction): boolean {
  return mapping.maps.some((map, nth) => {
    const earlier = mapping.slice(0, nth)
    const [first, last] = [earlier.map(from, 1), earlier.map(to, -1)]
    let is = false
    map.forEach((start, end) => (is ||= start <= first && last <= end))
    return is
  })
}

/** Also what this person takes back. */
function isFromOthers(transaction: Transaction): boolean {
  const change = transaction.getMeta(ySyncPluginKey) as { readonly isChangeOrigin?: boolean } | undefined
  return change?.isChangeOrigin === true
}

const isSame = (one: CommentAnchor | undefined, other: CommentAnchor): boolean =>
  one?.from === other.from && one.to === other.to && one.quote === other.quote
