// An editor without a page in whose text comments are marked: what TipTap's editor is to the marks, over a headless one, and the frames
// in which they are drawn, which come when a test says so.
import type { Editor } from '@tiptap/core'
import type { PluginKey, Transaction } from '@tiptap/pm/state'
import type { DecorationSet } from '@tiptap/pm/view'
import { vi } from 'vitest'
import type { CommentAnchor } from '../../contracts/comments.ts'
import { anchorOfSelection } from '../../renderer/editor/comments/anchor.ts'
import { marksPlugin } from '../../renderer/editor/comments/comment-marks.ts'
import { Marks } from '../../renderer/editor/comments/marks.ts'
import { type HeadlessEditor, schema } from './headless-editor.ts'

type Listener = (event: { readonly transaction: Transaction }) => void

export class MarkedEditor {
  readonly editor: HeadlessEditor
  readonly marks: Marks
  /** How often the place of a letter was asked for. */
  asked = 0
  /** As the marks see it. */
  readonly seen: Editor
  readonly #key: PluginKey<DecorationSet>

  constructor(editor: HeadlessEditor) {
    this.editor = editor
    const plugin = marksPlugin()
    this.#key = plugin.spec.key as PluginKey<DecorationSet>
    editor.state = editor.state.reconfigure({ plugins: [...editor.state.plugins, plugin] })
    const listeners = new Set<Listener>()
    const dispatch = editor.dispatch.bind(editor)
    editor.dispatch = (transaction) => {
      dispatch(transaction)
      for (const listener of listeners) listener({ transaction })
    }
    const { binding } = editor
    const find = binding.absolutePosition.bind(binding)
    binding.absolutePosition = (place) => {
      this.asked += 1
      return find(place)
    }
    this.seen = {
      get state() {
        return editor.state
      },
      view: editor,
      storage: { collaboration: { binding }, commentMarks: { key: this.#key } },
      on: (name: string, listener: Listener) => name === 'transaction' && listeners.add(listener),
      off: (_: string, listener: Listener) => listeners.delete(listener),
    } as unknown as Editor
    this.marks = new Marks(this.seen)
  }

  /** Paragraphs in the place of everything. */
  write(...blocks: readonly string[]): void {
    const { state } = this.editor
    const nodes = blocks.map((text) => schema.node('paragraph', null, schema.text(text)))
    this.editor.dispatch(state.tr.replaceWith(0, state.doc.content.size, nodes))
  }

  /** Types where words of the text stand. */
  typeBefore(words: string, text: string): void {
    this.editor.select(this.placeOf(words))
    this.editor.type(text)
  }

  typeAfter(words: string, text: string): void {
    this.editor.select(this.placeOf(words) + words.length)
    this.editor.type(text)
  }

  delete(words: string): void {
    const from = this.placeOf(words)
    this.editor.dispatch(this.editor.state.tr.delete(from, from + words.length))
  }

  /** Of words within one paragraph. */
  anchorOf(words: string): CommentAnchor {
    const from = this.placeOf(words)
    this.editor.select(from, from + words.length)
    return anchorOfSelection(this.seen)!
  }

  placeOf(words: string): number {
    const at = this.editor.words.indexOf(words)
    if (at < 0) throw new Error(`"${words}" is not in the text`)
    // Each line feed stands for two tokens of the document.
    return 1 + at + this.editor.words.slice(0, at).split('\n').length - 1
  }

  /** Each thread with the words under its mark; one that is lit in capitals. */
  get marked(): Readonly<Record<string, string>> {
    const { state } = this.editor
    const marks = this.#key.getState(state)!.find()
    return Object.fromEntries(
      marks.map(({ from, to, spec }) => {
        const { thread, lit } = spec as { readonly thread: string; readonly lit: boolean }
        const words = state.doc.textBetween(from, to, '\n')
        return [thread, lit ? words.toUpperCase() : words]
      }),
    )
  }
}

/** Frames that are asked for come when the answer is called. Undone by vi.unstubAllGlobals. */
export function heldFrames(): () => void {
  let frames: (() => void)[] = []
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => frames.push(draw))
  return () => {
    const due = frames
    frames = []
    for (const draw of due) draw()
  }
}
