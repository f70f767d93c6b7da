// When and where what is pasted lands. A real state and the real plugin; the view is what both use of one, for Node has no page.
import { EditorState, type Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { documentSchema } from '../../../document/schema.ts'
import { keepingPlugin } from '../../../renderer/editor/images/keeping.ts'
import { Paste } from '../../../renderer/editor/paste/paste.ts'
import { showNoticesWith } from '../../../renderer/ui/notify.ts'
import { until } from '../../support/until.ts'
import { speak } from '../../support/words.ts'

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

const told: string[] = []
const reported: unknown[] = []
beforeAll(async () => {
  // A page reports what nobody caught; Node has no such function.
  vi.stubGlobal('reportError', (cause: unknown) => reported.push(cause))
  showNoticesWith(({ text }) => told.push(text))
  await speak('en')
})
afterEach(() => {
  expect(reported.splice(0)).toEqual([])
})

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

test('Markdown, whose reader is fetched first, replaces what was selected', async () => {
  const page = new Page('above', 'one two three')
  page.select('two')
  page.paste('**bold**')
  await until('it to be there', () => page.lines.includes('one bold three'))
  expect(page.lines).toEqual(['above', 'one bold three'])
})

test('a paste that waits lands where it was asked for, and what was selected meanwhile stays and stays selected', async () => {
  const page = new Page('dear', 'one two three', 'precious words')
  page.select('two')
  page.paste('**bold** and more')
  page.dispatch(page.state.tr.insertText('So begins: ', 1))
  page.select('precious')
  await until('it to be there', () => page.lines.includes('one bold and more three'))
  expect(page.lines).toEqual(['So begins: dear', 'one bold and more three', 'precious words'])
  expect(page.selected).toBe('precious')
})

test('what somebody wrote into the selected words meanwhile is not replaced', async () => {
  const page = new Page('one two three', 'end')
  page.select('two')
  page.paste('**bold**')
  page.dispatch(page.state.tr.insertText('-and-a-half-', 6))
  page.select('end')
  await until('it to be there', () => page.lines[0]?.includes('bold') === true)
  expect(page.lines).toEqual(['one t-and-a-half-wobold three', 'end'])
})

test('what was typed over the selection while the paste waited stays before it', async () => {
  const page = new Page('one two three')
  page.select('two')
  page.paste('**bold**')
  page.dispatch(page.state.tr.insertText('2, '))
  await until('it to be there', () => page.lines[0]?.includes('bold') === true)
  expect(page.lines).toEqual(['one 2, bold three'])
})

test.each([
  ['can be changed no more', (page: Page): void => void (page.editable = false)],
  ['was left', (page: Page): void => void (page.isDestroyed = true)],
])('in a text that %s meanwhile nothing is put, and that is said', async (_, happen) => {
  told.length = 0
  const page = new Page('one two three')
  page.select('two')
  page.paste('**bold**')
  happen(page)
  await until('a notice', () => told.length > 0)
  expect(told).toEqual([expect.stringMatching(/^The text is as it was. What you pasted was not put in/)])
  expect(page.lines).toEqual(['one two three'])
})
