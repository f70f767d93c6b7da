// When and where what is pasted lands. A real state and the real plugin; the view is what both use of one, for Node has no page.
import { EditorState, type Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { expect, test } from 'vitest'
import { documentSchema } from '../../../document/schema.ts'
import { keepingPlugin } from '../../../renderer/editor/images/keeping.ts'
import { Paste } from '../../../renderer/editor/paste/paste.ts'
import { until } from '../../support/until.ts'

const schema = documentSchema()

class Page {
  state: EditorState
  isDestroyed = false
  editable = true
  readonly #paste: Plugin

  constructor(...lines: readonly string[]) {
    const paragraphs = lines.map((line) => schema.node('paragraph', null, line === '' ? [] : schema.text(line)))
    this.state = EditorState.create({ doc: schema.node('doc', null, paragraphs), plugins: [keepingPlugin()] })
    this.#paste = Paste.config.addProseMirrorPlugins!.call({} as never)[0]!
  }

  get lines(): string[] {
    const lines: string[] = []
    this.state.doc.forEach((node) =>
      lines.push(node.type.name === 'heading' ? `# ${node.textContent}` : node.textContent),
    )
    return lines
  }

  dispatch(transaction: Transaction): void {
    this.state = this.state.apply(transaction)
  }

  press(key: string, held: { readonly shift?: boolean; readonly ctrl?: boolean }): void {
    const event = { key, shiftKey: held.shift === true, ctrlKey: held.ctrl === true, metaKey: false }
    this.#paste.props.handleDOMEvents!.keydown!.call(this.#paste, this as unknown as EditorView, event as KeyboardEvent)
  }

  paste(text: string): void {
    const clipboardData = { getData: (type: string) => (type === 'text/plain' ? text : '') }
    const event = { clipboardData } as unknown as ClipboardEvent
    this.#paste.props.handlePaste!.call(this.#paste, this as unknown as EditorView, event, undefined as never)
  }

  /** Selects these words. */
  select(words: string): void {
    let from = -1
    this.state.doc.descendants((node, position) => {
      const at = node.isText ? node.text!.indexOf(words) : -1
      if (at >= 0) from = position + at
    })
    this.dispatch(this.state.tr.setSelection(TextSelection.create(this.state.doc, from, from + words.length)))
  }

  get selected(): string {
    const { from, to } = this.state.selection
    return this.state.doc.textBetween(from, to)
  }
}

test('Ctrl-Shift-V takes text as it stands; a capital V that was typed does not', async () => {
  const plain = new Page('')
  plain.press('V', { shift: true, ctrl: true })
  plain.paste('# Title')
  expect(plain.lines).toEqual(['# Title'])
  expect(plain.state.doc.firstChild?.type.name).toBe('paragraph')

  const typed = new Page('')
  typed.press('V', { shift: true })
  typed.paste('# Title')
  await until('the title to be there', () => typed.lines.includes('# Title'))
  expect(typed.state.doc.firstChild?.type.name).toBe('heading')
})
