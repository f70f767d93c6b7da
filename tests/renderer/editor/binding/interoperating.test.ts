// Stock TipTap clients read what we write and we what they write: the same elements, attributes and mark names, and the same
// places for carets, as y-tiptap has them.
import { Node } from '@tiptap/pm/model'
import {
  absolutePositionToRelativePosition,
  initProseMirrorDoc,
  prosemirrorToYXmlFragment,
  relativePositionToAbsolutePosition,
} from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { HeadlessEditor, schema } from '../../../support/headless-editor.ts'

const text = (words: string, ...marks: object[]) => ({ type: 'text', text: words, marks })
const p = (...content: object[]) => ({ type: 'paragraph', content })
const cell = (...content: object[]) => ({ type: 'tableCell', attrs: { colwidth: [120] }, content })

const RICH = Node.fromJSON(schema, {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [text('Title')] },
    p(
      text('plain '),
      text('code', { type: 'code' }),
      text(' both', { type: 'code' }, { type: 'bold' }),
      { type: 'image', attrs: { src: 'https://example.org/a.png' } },
      text('link', { type: 'link', attrs: { href: 'https://example.org/' } }),
      { type: 'hardBreak' },
    ),
    p(),
    {
      type: 'bulletList',
      content: [
        {
          type: 'listItem',
          content: [p(text('one')), { type: 'bulletList', content: [{ type: 'listItem', content: [p()] }] }],
        },
        { type: 'listItem', content: [p(text('two'))] },
      ],
    },
    { type: 'horizontalRule' },
    { type: 'table', content: [{ type: 'tableRow', content: [cell(p(text('a'))), cell(p())] }] },
    { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('let x = 1\nlet y')] },
    { type: 'taskList', content: [{ type: 'taskItem', attrs: { checked: true }, content: [p(text('done'))] }] },
  ],
})

function written(): HeadlessEditor {
  const ada = new HeadlessEditor(1)
  ada.dispatch(ada.state.tr.replaceWith(0, ada.state.doc.content.size, RICH.content))
  return ada
}

/** Everything that Yjs keeps of it. */
function shared(type: Y.XmlFragment | Y.XmlText): unknown {
  if (type instanceof Y.XmlText) return type.toDelta() as unknown
  const children = type.toArray().map((child) => shared(child as Y.XmlFragment | Y.XmlText))
  return type instanceof Y.XmlElement ? [type.nodeName, type.getAttributes(), children] : children
}

test('a document is the same to Yjs, whoever writes it', () => {
  const stock = new Y.Doc().getXmlFragment('default')
  prosemirrorToYXmlFragment(RICH, stock)
  const ada = written()
  expect(shared(ada.fragment)).toEqual(shared(stock))
  expect(JSON.stringify(shared(ada.fragment))).toMatch(/"code--[\w+/=]{8}"/)
  ada.close()
})

test('a place is the same to both, there and back, for every place of the document', () => {
  const ada = written()
  const { mapping } = initProseMirrorDoc(ada.fragment, schema)
  for (let at = 0; at <= RICH.content.size; at++) {
    if (!RICH.resolve(at).parent.inlineContent) continue
    const ours = ada.binding.relativePosition(at)
    const theirs = absolutePositionToRelativePosition(at, ada.fragment, mapping) as Y.RelativePosition
    expect(ada.binding.absolutePosition(theirs), `theirs at ${at}`).toBe(at)
    expect(ada.binding.absolutePosition(ours), `ours at ${at}`).toBe(at)
    const back = relativePositionToAbsolutePosition(ada.doc, ada.fragment, ours, mapping)
    // Theirs takes the very beginning of a document's text for a mistake.
    if (at > 1) expect(back, `ours read by theirs at ${at}`).toBe(at)
  }
  ada.close()
})
