// The document's schema is what an editor deletes text by, and its links are what a stranger attacks with.
import { prosemirrorJSONToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { isAllowedImage, isAllowedLink, linkFromTyping } from '../../document/links.ts'
import { documentSchema } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'

const schema = documentSchema()

const HOSTILE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'java\u200bscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'blob:https://example.org/1',
  'file:///etc/passwd',
  'app://ligature/d/1',
  '',
  null,
  { toString: () => 'https://example.org' },
]

/** The `<a …>` that the schema renders for a link mark with these attributes, whoever wrote them. */
function rendered(attributes: Record<string, unknown>): unknown[] {
  const mark = schema.marks.link!.create(attributes)
  return schema.marks.link!.spec.toDOM!(mark, true) as unknown as unknown[]
}

describe('links', () => {
  test.each(HOSTILE)('an edit that carries the href %j renders a link to nowhere', (href) => {
    expect(isAllowedLink(href)).toBe(false)
    expect(rendered({ href })[1]).not.toHaveProperty('href')
  })

  test.each(['https://example.org/a?b#c', 'http://10.0.0.7:4455/d/x', 'mailto:ada@example.org', '/d/x', '#top'])(
    '%s stays a link',
    (href) => {
      expect(rendered({ href })[1]).toMatchObject({ href, rel: 'noopener noreferrer nofollow' })
    },
  )

  test('target, rel and class of a stranger are not rendered', () => {
    const attributes = rendered({ href: 'https://a.example', rel: 'opener', target: '_self', class: 'button' })[1]
    expect(attributes).toEqual({ href: 'https://a.example', rel: 'noopener noreferrer nofollow', target: '_blank' })
  })

  test('a typed address gets the scheme it means', () => {
    expect(linkFromTyping(' example.org/a ')).toBe('https://example.org/a')
    expect(linkFromTyping('ada@example.org')).toBe('mailto:ada@example.org')
    expect(linkFromTyping('http://example.org')).toBe('http://example.org')
    expect(linkFromTyping('javascript:alert(1)')).toBeUndefined()
    expect(linkFromTyping('  ')).toBeUndefined()
  })
})

describe('images', () => {
  const image = (src: unknown) => schema.nodes.image!.spec.toDOM!(schema.nodes.image!.create({ src, alt: 'A' }))

  test.each([...HOSTILE, 'data:image/svg+xml,<svg/>', 'data:image/png;base64,AA==', 'mailto:ada@example.org'])(
    'an edit that carries the src %j renders an image of nothing',
    (src) => {
      expect(isAllowedImage(src)).toBe(false)
      expect(image(src)).toEqual(['img', { alt: 'A' }])
    },
  )

  test.each(['https://example.org/a.png', 'http://10.0.0.7/a.png', '/api/v1/attachments/5e884898da28', 'a.png'])(
    '%s stays an image',
    (src) => expect(image(src)).toEqual(['img', { alt: 'A', src }]),
  )

  test('an image leads where its link may lead', () => {
    const leading = (href: unknown) =>
      schema.nodes.image!.spec.toDOM!(schema.nodes.image!.create({ src: 'a.png', href }))
    expect(leading('/d/x')).toMatchObject(['a', { href: '/d/x', rel: 'noopener noreferrer nofollow' }, ['img', {}]])
    expect(leading('javascript:alert(1)')).toEqual(['img', { alt: '', src: 'a.png' }])
  })
})

test('every node and mark of version 1 is there, and no history that would undo other people', () => {
  expect(Object.keys(schema.nodes).sort()).toEqual([
    'blockquote', 'bulletList', 'codeBlock', 'doc', 'hardBreak', 'heading', 'horizontalRule', 'image', 'listItem',
    'orderedList', 'paragraph', 'table', 'tableCell', 'tableHeader', 'tableRow', 'taskItem', 'taskList', 'text',
  ]) // prettier-ignore
  expect(Object.keys(schema.marks).sort()).toEqual(['bold', 'code', 'italic', 'link', 'strike', 'underline'])
})

test('a document passes through Yjs and comes back the same', () => {
  const marked = (type: string, text: string) => ({ type: 'text', marks: [{ type }], text })
  const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content })
  const text = { type: 'text', text: 'plain ' }
  const document = schema.nodeFromJSON({
    type: 'doc',
    content: [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Title' }] },
      paragraph(text, ...['bold', 'italic', 'strike', 'underline', 'code'].map((mark) => marked(mark, mark))),
      { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph(text)] }] },
      { type: 'blockquote', content: [paragraph(text, { type: 'hardBreak' }, text)] },
      { type: 'codeBlock', attrs: { language: 'ts' }, content: [{ type: 'text', text: 'let a\nlet b' }] },
      { type: 'horizontalRule' },
      { type: 'paragraph' },
    ],
  })
  const doc = new Y.Doc()
  prosemirrorJSONToYXmlFragment(schema, document.toJSON(), doc.getXmlFragment(TEXT_FIELD))
  const back = yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(TEXT_FIELD), schema)
  expect(back.toJSON()).toEqual(document.toJSON())
})
