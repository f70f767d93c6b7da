// K5: the words that comments are about are marked where they are, for whoever writes and for whoever looks on, on the real binding; and a
// key costs no search for them.
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { placeOfLetters } from '../../../../renderer/editor/comments/anchor.ts'
import { company, meet, schema } from '../../../support/headless-editor.ts'
import { heldFrames, MarkedEditor } from '../../../support/marked-editor.ts'

let frame = (): void => undefined
beforeEach(() => {
  vi.useFakeTimers()
  frame = heldFrames()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** Two people with the same text, and a comment of Ada on some of its words, marked on both screens. */
function commented(words: string, ...blocks: readonly string[]) {
  const people = company(2)
  const [ada, ben] = people.map((person) => new MarkedEditor(person)) as [MarkedEditor, MarkedEditor]
  ada.write(...blocks)
  meet(people)
  const thread = { id: 'thread', anchor: ada.anchorOf(words) }
  for (const { marks } of [ada, ben]) marks.show([thread])
  const arrive = (): void => meet(people)
  const seen = (): unknown => {
    arrive()
    frame()
    return [ada.marked['thread'], ben.marked['thread']]
  }
  expect(seen()).toEqual([words, words])
  return { ada, ben, thread, arrive, seen }
}

test('both see the mark on the same words, whoever writes before, in and behind them', () => {
  const { ada, ben, seen } = commented('beans', 'we plant beans and garlic')
  ben.typeBefore('we', 'In spring ')
  expect(seen()).toEqual(['beans', 'beans'])
  ben.typeAfter('bea', 'r')
  expect(seen()).toEqual(['bearns', 'bearns'])
  // What stands right beside the words is none of them, also where it is the same letter.
  ben.typeBefore('bearns', 'b')
  ada.typeAfter('bearns', 's')
  expect(seen()).toEqual(['bearns', 'bearns'])
  ada.typeBefore('bbearns', 'x')
  ben.typeAfter('bbearns', 's')
  expect(seen()).toEqual(['bearns', 'bearns'])
  expect(ben.editor.words).toBe('In spring we plant xbbearnsss and garlic')
})

test('a key looks for nothing, nor does what others write elsewhere', () => {
  const { ada, ben, arrive, seen } = commented('beans', 'we plant beans and garlic', 'and onions')
  ada.asked = 0
  ada.typeAfter('bea', 'r')
  ada.typeAfter('and onions', ', and leek')
  frame()
  expect([ada.asked, ada.marked['thread']]).toEqual([0, 'bearns'])
  expect(seen()).toEqual(['bearns', 'bearns'])
  ada.typeAfter('onions', ' here')
  ada.typeBefore('garlic', 'peas, ')
  arrive()
  ben.asked = 0
  frame()
  expect([ben.asked, ben.marked['thread']]).toEqual([0, 'bearns'])
  ada.typeAfter('bearn', 'y')
  arrive()
  ben.asked = 0
  frame()
  expect([ben.asked, ben.marked['thread']]).toEqual([2, 'bearnys'])
})

test('when somebody makes another block of it, or two, the mark is on the copies of the words', () => {
  const { ada, ben, seen } = commented('beans', 'we plant beans and garlic', 'beans need poles')
  ben.editor.select(2)
  ben.editor.dispatch(ben.editor.state.tr.setBlockType(2, 2, schema.nodes['heading']!, { level: 2 }))
  expect(seen()).toEqual(['beans', 'beans'])
  ben.editor.dispatch(ben.editor.state.tr.split(ben.placeOf('plant beans')))
  expect(seen()).toEqual(['beans', 'beans'])
  expect(ada.editor.words).toBe('we \nplant beans and garlic\nbeans need poles')
  // Whoever has moved their own mark keeps it where nobody could find it by its words any more.
  ben.typeAfter('plant bea', 'r')
  expect([seen(), ben.marked['thread']]).toEqual([['bearns', 'bearns'], 'bearns'])
})

test('with its words the mark goes, and comes back when the deletion is undone or somebody writes them again', () => {
  const { ada, ben, seen } = commented('beans', 'we plant beans and garlic')
  ben.delete('beans')
  expect(seen()).toEqual([undefined, undefined])
  expect(ada.marks.placeOf('thread')).toBe(null)
  ben.editor.history.undo()
  expect(seen()).toEqual(['beans', 'beans'])

  ada.delete('beans')
  expect(seen()).toEqual([undefined, undefined])
  ada.typeAfter('plant ', 'beans')
  expect(seen()).toEqual([undefined, 'beans'])
  vi.runAllTimers()
  expect(seen()).toEqual(['beans', 'beans'])
})

test('a deletion that somebody takes back brings the mark back whole, also on words that were changed before', () => {
  const { ada, ben, seen } = commented('beans', 'we plant beans and garlic')
  ben.typeAfter('bea', 'r')
  expect(seen()).toEqual(['bearns', 'bearns'])
  ada.editor.history.stopCapturing()
  ada.delete('bearns')
  expect(seen()).toEqual([undefined, undefined])
  ada.editor.history.undo()
  expect(seen()).toEqual(['bearns', 'bearns'])
  ben.delete('be')
  expect(seen()).toEqual(['arns', 'arns'])
  // Other words in their place are others.
  ada.editor.select(ada.placeOf('arns'), ada.placeOf('arns') + 'arns'.length)
  ada.editor.type('peas')
  expect(seen()).toEqual([undefined, undefined])
})

test('what is resolved is not marked, and is again when it is reopened; nothing of it is in the document', () => {
  const { ada, thread, seen } = commented('beans', 'we plant beans and garlic')
  const { doc } = ada.editor.state
  const other = { id: 'other', anchor: ada.anchorOf('garlic') }
  ada.marks.show([other])
  frame()
  expect(ada.marked).toEqual({ other: 'garlic' })
  ada.marks.show([thread, other])
  frame()
  expect(ada.marked).toEqual({ thread: 'beans', other: 'garlic' })
  ada.marks.show([])
  expect(seen()).toEqual([undefined, 'beans'])
  expect(ada.editor.state.doc).toBe(doc)
})

test('of several comments on a word the one on the fewest words is at a place, and one is lit', () => {
  const { ada, thread } = commented('we plant beans', 'we plant beans and garlic')
  ada.marks.show([thread, { id: 'inner', anchor: ada.anchorOf('plant') }])
  ada.marks.light('inner')
  frame()
  expect(ada.marked).toEqual({ thread: 'we plant beans', inner: 'PLANT' })
  const at = (words: string): string | null => ada.marks.at(ada.placeOf(words) + 1)
  expect([at('we'), at('plant'), at('beans'), at('garlic')]).toEqual(['thread', 'inner', 'thread', null])
  ada.marks.light(null)
  frame()
  expect(ada.marked).toEqual({ thread: 'we plant beans', inner: 'plant' })
})

test('what an input method composes is not redrawn', () => {
  const { ada, ben, thread } = commented('beans', 'we plant beans and garlic')
  ben.editor.composing = true
  ben.marks.show([thread, { id: 'other', anchor: ada.anchorOf('garlic') }])
  frame()
  expect(ben.marked).toEqual({ thread: 'beans' })
  ben.editor.composing = false
  frame()
  expect(ben.marked).toEqual({ thread: 'beans', other: 'garlic' })
})

test('whatever others do, who looks on has each mark on the letters that its anchor holds on to', () => {
  const place = fc.nat({ max: 60 })
  const edit = fc.oneof(
    fc.record({ kind: fc.constant('type' as const), at: place, text: fc.stringMatching(/^[ab ]{1,3}$/) }),
    fc.record({ kind: fc.constant('delete' as const), at: place, length: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('split' as const), at: place }),
    fc.record({ kind: fc.constant('undo' as const) }),
  )
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
      const { ada, ben, thread, seen } = commented('ab ba ab', 'a ba ab ba abb', 'ab ba')
      for (const one of edits) {
        const { state } = ada.editor
        const at = 'at' in one ? Math.min(one.at, state.doc.content.size) : 0
        if (one.kind === 'undo') ada.editor.history.undo()
        else {
          ada.editor.select(at, 'length' in one ? at + one.length : at)
          if (one.kind === 'type') ada.editor.type(one.text)
          else if (one.kind === 'delete') ada.editor.dispatch(ada.editor.state.tr.deleteSelection())
          else if (state.doc.resolve(ada.editor.state.selection.head).depth === 1)
            ada.editor.dispatch(ada.editor.state.tr.split(ada.editor.state.selection.head))
        }
        seen()
        const letters = placeOfLetters(ben.seen, thread.anchor)
        if (letters === null) continue
        const { from, to } = ben.marks.placeOf('thread')!
        expect({ from, to }).toEqual(letters)
      }
    }),
  )
})
