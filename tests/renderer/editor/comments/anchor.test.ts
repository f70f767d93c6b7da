// K5: the words that a comment is about are found where they are now, on the real binding; and said to be gone only when they are.
import type { Editor } from '@tiptap/core'
import { AllSelection } from '@tiptap/pm/state'
import fc from 'fast-check'
import { toBase64 } from 'lib0/buffer'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { CommentAnchor } from '../../../../contracts/comments.ts'
import { MAX_QUOTE_CHARACTERS } from '../../../../contracts/limits.ts'
import { writePlace } from '../../../../document/comment-places.ts'
import { TEXT_FIELD } from '../../../../document/text-field.ts'
import { anchorOfSelection, placeOfAnchor, placesOfAnchors } from '../../../../renderer/editor/comments/anchor.ts'
import { HeadlessEditor, schema } from '../../../support/headless-editor.ts'

const seenAs = ({ state, binding }: HeadlessEditor): Editor =>
  ({ state, storage: { collaboration: { binding } } }) as unknown as Editor

function written(...blocks: readonly string[]): HeadlessEditor {
  const editor = new HeadlessEditor(1)
  const nodes = blocks.map((text) => schema.node('paragraph', null, schema.text(text)))
  editor.dispatch(editor.state.tr.replaceWith(0, editor.state.doc.content.size, nodes))
  return editor
}

/** Of the nth place where the text says so. */
function anchorOf(editor: HeadlessEditor, words: string, nth = 0): CommentAnchor {
  let at = -1
  for (let n = 0; n <= nth; n++) at = editor.words.indexOf(words, at + 1)
  // Each line feed of the words stands for two tokens of the document.
  const tokens = (text: string): number => text.length + text.split('\n').length - 1
  const from = 1 + tokens(editor.words.slice(0, at))
  editor.select(from, from + tokens(words))
  return anchorOfSelection(seenAs(editor))!
}

function found(editor: HeadlessEditor, anchor: CommentAnchor): string | null {
  const place = placeOfAnchor(seenAs(editor), anchor)
  return place && editor.state.doc.textBetween(place.from, place.to, '\n')
}

test('an anchor has the words and what stands around them, and follows them as others write', () => {
  const editor = written('In spring we plant beans and garlic', 'Beans need poles')
  const anchor = anchorOf(editor, 'beans')
  expect(anchor).toMatchObject({
    quote: 'beans',
    before: 'In spring we plant ',
    after: expect.stringContaining(' and garlic'),
  })
  editor.select(1)
  editor.type('A plan: ')
  expect([found(editor, anchor), placeOfAnchor(seenAs(editor), anchor)!.from]).toEqual(['beans', 28])
  const all = anchorOf(editor, 'garlic\nBeans')
  expect([all.quote, found(editor, all)]).toEqual(['garlic\nBeans', 'garlic\nBeans'])
})

test('when the block has become another, the words are looked for; and among the same ones by what stands around them', () => {
  const editor = written('we plant beans', 'then we eat beans', 'beans')
  const [first, second, third] = [
    anchorOf(editor, 'beans', 0),
    anchorOf(editor, 'beans', 1),
    anchorOf(editor, 'beans', 2),
  ]
  editor.dispatch(
    editor.state.tr.setBlockType(0, editor.state.doc.content.size, schema.nodes['heading']!, { level: 2 }),
  )
  const places = [first, second].map((anchor) => placeOfAnchor(seenAs(editor), anchor)?.from)
  expect(places).toEqual([10, 29])
  expect([first, second, third].map((anchor) => found(editor, anchor))).toEqual(['beans', 'beans', 'beans'])
  expect(placesOfAnchors(seenAs(editor), [third, first])).toEqual(
    [third, first].map((anchor) => placeOfAnchor(seenAs(editor), anchor)),
  )
  // Where nothing tells them apart, none is taken for it.
  expect(found(editor, { ...first, before: 'x', after: 'x' })).toBe(null)
})

test('words that were deleted are gone, and are there again when somebody writes them again', () => {
  const editor = written('we plant beans')
  const anchor = anchorOf(editor, 'beans')
  editor.dispatch(editor.state.tr.delete(10, 15))
  expect(found(editor, anchor)).toBe(null)
  editor.dispatch(editor.state.tr.insertText('beans', 10))
  expect(found(editor, anchor)).toBe('beans')
})

test('the same word in another sentence is not taken for one that was deleted; a whole sentence is, wherever it stands now', () => {
  const editor = written(
    'one letter after another',
    'put another into the list',
    'we plant the beans in the spring of the year',
  )
  const [word, sentence] = [anchorOf(editor, 'another'), anchorOf(editor, 'we plant the beans in the spring')]
  const all = editor.state.doc.content.size
  const nodes = ['put another into the list', 'As they said: we plant the beans in the spring, or later']
  editor.dispatch(
    editor.state.tr.replaceWith(
      0,
      all,
      nodes.map((text) => schema.node('paragraph', null, schema.text(text))),
    ),
  )
  expect([found(editor, word), found(editor, sentence)]).toEqual([null, 'we plant the beans in the spring'])
})

test('nothing selected is no anchor, a long quote is cut between letters, and a place that is none is looked for by its words', () => {
  const editor = written(`${'x'.repeat(MAX_QUOTE_CHARACTERS - 1)}😀 and more`)
  editor.select(1)
  expect(anchorOfSelection(seenAs(editor))).toBe(null)
  editor.select(1, editor.state.doc.content.size - 1)
  const { quote } = anchorOfSelection(seenAs(editor))!
  expect([quote.length, quote.isWellFormed()]).toEqual([MAX_QUOTE_CHARACTERS - 1, true])
  const anchor = anchorOf(editor, 'and more')
  expect(found(editor, { ...anchor, from: 'AA==', to: 'nonsense' })).toBe('and more')
})

/** As by Ctrl+A. */
function anchorOfAll(editor: HeadlessEditor): CommentAnchor {
  editor.dispatch(editor.state.tr.setSelection(new AllSelection(editor.state.doc)))
  return anchorOfSelection(seenAs(editor))!
}

test('a comment on all of the text is on what is left of it when its first block is deleted, or becomes another kind', () => {
  const deleted = written('we plant beans', 'beans need poles')
  const all = anchorOfAll(deleted)
  expect(found(deleted, all)).toBe('we plant beans\nbeans need poles')
  deleted.dispatch(deleted.state.tr.delete(0, deleted.state.doc.child(0).nodeSize))
  expect(found(deleted, all)).toBe('beans need poles')

  const changed = written('we plant beans', 'beans need poles')
  const before = anchorOfAll(changed)
  changed.dispatch(changed.state.tr.setBlockType(1, 1, schema.nodes['heading']!, { level: 2 }))
  expect(found(changed, before)).toBe('we plant beans\nbeans need poles')
})

test('K4, K5: whatever an anchor says, its words are looked for, and nobody is thrown at', () => {
  const editor = written('we plant beans', 'beans need poles', 'and garlic')
  editor.dispatch(editor.state.tr.delete(0, editor.state.doc.child(0).nodeSize))
  editor.dispatch(editor.state.tr.setBlockType(1, 1, schema.nodes['heading']!, { level: 2 }))
  // Also all that there is, and was.
  const ids = [...editor.doc.store.clients.values()].flatMap((structs) => structs.map((struct) => struct.id))
  const anyId = fc.tuple(fc.nat({ max: 2 }), fc.nat()).map((parts) => Y.createID(...parts))
  const idOrNone = fc.option(fc.oneof(fc.constantFrom(...ids), anyId))
  const name = fc.option(fc.oneof(fc.constant(TEXT_FIELD), fc.string()))
  const place = fc
    .tuple(idOrNone, name, idOrNone, fc.oneof(fc.constantFrom(-1, 0), fc.integer()))
    .filter((said) => said.slice(0, 3).some((one) => one !== null))
    .map((said) => writePlace(new Y.RelativePosition(...said)))
  const garbage = fc.oneof(
    fc.string(),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => toBase64(bytes)),
    place,
  )
  fc.assert(
    fc.property(garbage, garbage, fc.constantFrom('beans need', 'nowhere'), (from, to, quote) => {
      const span = placeOfAnchor(seenAs(editor), { from, to, quote, before: '', after: '' })
      if (span !== null) expect(0 <= span.from && span.from < span.to).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})
