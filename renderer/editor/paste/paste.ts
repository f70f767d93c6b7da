// What is pasted: HTML is cleaned, text that was written as Markdown becomes structure, rows between tabs become a table, and
// Ctrl/⌘-Shift-V or a caret in code takes it as it stands. Each is one step of undo.
import { Extension } from '@tiptap/core'
import { Fragment, type Node, type Schema, Slice } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { NodeJson } from '../../../document/json.ts'
import { t } from '../../words/words.ts'
import { pasteLater } from '../late-paste.ts'
import { cleanHtml } from './clean-html.ts'
import { looksLikeMarkdown, tableIn } from './looks-like-markdown.ts'

export const PASTE_PLAIN_KEYS = 'Mod-Shift-V'

/** More than this is pasted as text: making structure of it would stop the page (docs/markdown.md, Limits). */
const LONGEST_MARKDOWN = 200_000

/** A text editor's copy: its HTML is only colours. */
const FROM_TEXT_EDITOR = 'vscode-editor-data'

type ReadMarkdown = (text: string) => NodeJson

export const Paste = Extension.create({
  // TipTap has a `paste` of its own.
  name: 'pasteAnything',
  // Before the code block, which takes what comes from an editor of code.
  priority: 900,
  addProseMirrorPlugins() {
    let plain = false
    // The reader of Markdown is as large as the editor's own half: it is fetched when somebody pastes some.
    const reader = (): Promise<ReadMarkdown> =>
      import('../../../document/markdown/from-markdown.ts').then(({ fromMarkdown }) => fromMarkdown)
    return [
      new Plugin({
        key: new PluginKey('paste'),
        props: {
          handleDOMEvents: {
            keydown: (_view, event) => {
              // A capital V that is typed says nothing about the next paste.
              if (event.key.toLowerCase() === 'v') plain = event.shiftKey && (event.ctrlKey || event.metaKey)
              return false
            },
          },
          transformPastedHTML: cleanHtml,
          handlePaste: (view, event) => {
            const asText = plain
            plain = false
            return event.clipboardData !== null && pasteText(view, event.clipboardData, asText, reader)
          },
        },
      }),
    ]
  },
})

/** True when it was pasted here; otherwise ProseMirror goes on. */
function pasteText(view: EditorView, data: DataTransfer, plain: boolean, reader: () => Promise<ReadMarkdown>): boolean {
  const text = data.getData('text/plain').replaceAll('\r\n', '\n')
  const isCode = view.state.selection.$from.parent.type.spec.code === true
  if (text === '' || isCode) return false
  if (plain) return insert(view, plainSlice(view.state.schema, text))
  const html = data.getData('text/html')
  const editorSaid = data.getData(FROM_TEXT_EDITOR)
  if (html !== '' && !isMarkdownSource(editorSaid)) return false
  if (text.length > LONGEST_MARKDOWN) return false
  const table = tableIn(text)
  // As a spreadsheet's HTML would be, so that the cells go into those of a table that is there.
  if (table !== undefined) return view.pasteHTML(tableHtml(table))
  if (!looksLikeMarkdown(text)) return false
  const coming = reader().then(
    (read) => () => void insert(view, markdownSlice(view.state.schema, read(text))),
    // The page lost its relay before it could fetch the reader: the text is what matters.
    () => () => void insert(view, plainSlice(view.state.schema, text)),
  )
  pasteLater(view, t('editor.pasting'), coming).catch(reportError)
  return true
}

function isMarkdownSource(said: string): boolean {
  return /"mode":"(?:markdown|plaintext)"/u.test(said)
}

function insert(view: EditorView, slice: Slice): boolean {
  const { tr } = view.state
  // Not the meta `uiEvent`: TipTap's own rules for pasting would go over it once more.
  view.dispatch(tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true))
  return true
}

/** Each line a paragraph; one line goes into the paragraph that is there. */
function plainSlice(schema: Schema, text: string): Slice {
  const lines = text.split(/\n+/u)
  const paragraphs = lines.map((line) => schema.node('paragraph', null, line === '' ? [] : schema.text(line)))
  return new Slice(Fragment.from(paragraphs), 1, 1)
}

function markdownSlice(schema: Schema, document: NodeJson): Slice {
  const { content } = schema.nodeFromJSON(document)
  // A paragraph at a rim joins the text around the caret, as pasted text does; other blocks stand for themselves.
  const open = (node: Node | null): number => (node?.type.name === 'paragraph' ? 1 : 0)
  return new Slice(content, open(content.firstChild), open(content.lastChild))
}

function tableHtml(rows: readonly (readonly string[])[]): string {
  const table = document.implementation.createHTMLDocument().createElement('table')
  for (const row of rows) {
    const line = table.insertRow()
    for (const text of row) line.insertCell().textContent = text
  }
  return table.outerHTML
}
