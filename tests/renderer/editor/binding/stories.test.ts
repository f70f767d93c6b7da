// What the binding promises, one story each: little is touched, nothing is lost, the caret stays with its letter.
import { setBlockType, wrapIn } from '@tiptap/pm/commands'
import { Node } from '@tiptap/pm/model'
import { ReplaceStep } from '@tiptap/pm/transform'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { company, type HeadlessEditor, meet, schema } from '../../../support/headless-editor.ts'
import { seedOfThisRun } from '../../../support/random.ts'

let people: HeadlessEditor[] = []
afterEach(() => {
  for (const person of people) person.close()
})

function two(): [HeadlessEditor, HeadlessEditor] {
  people = company(2)
  return people as [HeadlessEditor, HeadlessEditor]
}

function write(person: HeadlessEditor, ...paragraphs: string[]): void {
  const content = paragraphs.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] }))
  const { doc, tr } = person.state
  person.dispatch(tr.replaceWith(0, doc.content.size, Node.fromJSON(schema, { type: 'doc', content }).content))
}

const run = (person: HeadlessEditor, command: ReturnType<typeof setBlockType>): boolean =>
  command(person.state, (transaction) => person.dispatch(transaction))

test('opening writes nothing, into an empty document and into a full one', () => {
  const [ada, ben] = two()
  expect(ada.doc.store.clients.size).toBe(0)
  write(ada, 'one', 'two')
  meet(people)
  expect(ben.words).toBe('one\ntwo')
  expect([...ben.doc.store.clients.keys()]).toEqual([ada.doc.clientID])
})

test('a letter of somebody else is one step into one block, and every other block is the very same object', () => {
  const [ada, ben] = two()
  write(ada, ...Array.from({ length: 200 }, (_, at) => `paragraph ${at}`))
  meet(people)
  const before = ada.state.doc
  ben.select(before.content.size - 30)
  ben.type('x')
  ada.received.length = 0
  meet(people)
  expect(ada.received.map(({ steps }) => steps.length)).toEqual([1])
  const [step] = ada.received[0]!.steps
  expect(step instanceof ReplaceStep && step.slice.size).toBe(1)
  expect(ada.state.doc.children.filter((child, at) => child !== before.child(at))).toHaveLength(1)
})

test('a letter of one’s own changes one text, and the update is a few bytes', () => {
  const [ada] = two()
  write(ada, ...Array.from({ length: 200 }, (_, at) => `paragraph ${at}`))
  const changed: number[] = []
  ada.doc.on('afterTransaction', (transaction: Y.Transaction) => void changed.push(transaction.changed.size))
  const bytes: number[] = []
  ada.doc.on('update', (update: Uint8Array) => void bytes.push(update.length))
  ada.select(500)
  ada.type('x')
  expect(changed).toEqual([1])
  expect(bytes[0]).toBeLessThan(40)
})

test('the same letter typed into a row of equal ones goes where the caret was', () => {
  const [ada, ben] = two()
  write(ada, 'aaaa')
  meet(people)
  ada.select(3)
  ada.type('a')
  ben.select(4)
  ben.type('b')
  meet(people)
  expect(ada.words).toBe('aaaaba')
})

test('what the schema does not know is left alone: attributes stay, an unknown node stops the binding and is not written', () => {
  const [ada, ben] = two()
  write(ada, 'one', 'two')
  meet(people)
  const paragraph = ben.fragment.get(0) as Y.XmlElement
  ben.doc.transact(() => paragraph.setAttribute('textAlign', 'center'))
  meet(people)
  ada.select(2)
  ada.type('x')
  expect((ada.fragment.get(0) as Y.XmlElement).getAttribute('textAlign')).toBe('center')

  const foreign = new Y.Doc()
  Y.applyUpdate(foreign, Y.encodeStateAsUpdate(ada.doc))
  foreign.getXmlFragment('default').insert(1, [new Y.XmlElement('drawing')])
  const before = ada.words
  let written = 0
  ada.doc.on('update', (_: Uint8Array, origin: unknown) => (written += origin === 'foreign' ? 0 : 1))
  Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(foreign), 'foreign')
  expect(ada.binding.stopped).toBe(true)
  expect(ada.steppedBack).toEqual(['drawing'])
  ada.type('y')
  expect(written).toBe(0)
  expect(ada.fragment.toString()).toContain('<drawing>')
  expect(before).toBe('xone\ntwo'.replace('xo', 'ox'))
})

test('Enter keeps the longer part in the block it was, so what another types into it stays', () => {
  const [ada, ben] = two()
  write(ada, 'a long sentence that is split near its beginning')
  meet(people)
  ada.select(3)
  ada.dispatch(ada.state.tr.split(3))
  ben.select(ben.state.doc.content.size - 1)
  ben.type('!')
  meet(people)
  expect(ada.words).toBe('a \nlong sentence that is split near its beginning!')
  expect(ben.words).toBe(ada.words)
})

const KINDS = [
  setBlockType(schema.nodes['heading']!, { level: 1 }),
  setBlockType(schema.nodes['paragraph']!),
  wrapIn(schema.nodes['blockquote']!),
  wrapIn(schema.nodes['bulletList']!),
]

test('one types while the other changes the block’s kind: the letters stand as they were typed, the caret behind them', () => {
  const sentence = 'Ben went on and on.'
  const seed = seedOfThisRun('typing under a change of kind')
  fc.assert(
    fc.property(
      fc.array(fc.nat(KINDS.length * 3), { minLength: sentence.length, maxLength: sentence.length }),
      (kinds) => {
        const [ada, ben] = two()
        write(ada, 'Ada began. ', 'Another.')
        meet(people)
        ben.select(12)
        for (const [at, letter] of sentence.split('').entries()) {
          ben.type(letter)
          // Ada has the letter before she acts: what is not there yet goes with the old block, which no binding can help.
          ada.receive()
          ada.select(5)
          const kind = KINDS[kinds[at]!]
          if (kind !== undefined) run(ada, kind)
          ben.receive()
          const { head, $head } = ben.state.selection
          expect($head.parent.textContent).toBe(`Ada began. ${sentence.slice(0, at + 1)}`)
          expect(ben.state.doc.textBetween(head - 1, head)).toBe(letter)
        }
        for (const person of people) person.close()
      },
    ),
    { seed, numRuns: 25 },
  )
})

test('undo takes back one’s own, and the selection is what it was', () => {
  const [ada, ben] = two()
  write(ada, 'one two', 'three')
  meet(people)
  ada.history.stopCapturing()
  ada.select(5, 8)
  ada.dispatch(ada.state.tr.deleteSelection())
  ben.select(2)
  ben.type('B')
  meet(people)
  expect(ada.words).toBe('oBne \nthree')
  ada.history.undo()
  expect(ada.words).toBe('oBne two\nthree')
  const { from, to } = ada.state.selection
  expect(ada.state.doc.textBetween(from, to)).toBe('two')
  ada.history.redo()
  expect(ada.words).toBe('oBne \nthree')
})

test('what is done again is what was done, also when copies of letters have grown together', () => {
  const [ada] = two()
  const steps: string[] = []
  const step = (act: () => void): void => {
    steps.push(ada.words)
    ada.history.stopCapturing()
    act()
  }
  step(() => ada.type('h'))
  step(() => ada.type('i'))
  step(() => ada.dispatch(ada.state.tr.delete(1, 2)))
  expect(ada.words).toBe('i')
  for (const words of steps.toReversed()) {
    ada.history.undo()
    expect(ada.words).toBe(words)
  }
  for (const words of [...steps.slice(1), 'i']) {
    ada.history.redo()
    expect(ada.words).toBe(words)
  }
})

test('an input method composes: the line waits, other blocks do not, and nothing is lost when it ends', () => {
  const [ada, ben] = two()
  write(ada, 'first line', 'second line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ada.type('n')
  meet(people)
  ben.select(1)
  ben.type('Ben: ')
  ben.select(ben.state.doc.content.size - 1)
  ben.type('!')
  ada.receive()
  // Everything after the first change to this line waits with it.
  expect(ada.words).toBe('first linen\nsecond line')
  // The method replaces what it has composed so far.
  ada.dispatch(ada.state.tr.insertText('你好', 11, 12))
  ada.endComposition()
  expect(ada.words).toBe('Ben: first line你好\nsecond line!')
  expect(ada.state.selection.head).toBe(18)
  meet(people)
  expect(ben.words).toBe(ada.words)
})

test('changes to other blocks arrive while an input method composes', () => {
  const [ada, ben] = two()
  write(ada, 'first line', 'second line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ben.select(ben.state.doc.content.size - 1)
  ben.type('!')
  ada.receive()
  expect(ada.words).toBe('first line\nsecond line!')
  ada.type('n')
  meet(people)
  expect(ben.words).toBe('first linen\nsecond line!')
})

test('what is composed in a line that another changes is said to be held back until it is written', () => {
  const [ada, ben] = two()
  write(ada, 'first line', 'second line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ben.select(1)
  ben.type('Ben: ')
  ada.receive()
  // Their letters alone are in the document already.
  expect(ada.isHoldingBack).toBe(false)
  ada.type('n')
  expect(ada.isHoldingBack).toBe(true)
  // Nothing is drawn under the hands of the input method, whatever else happens.
  ada.select(12)
  ada.type('i')
  ada.binding.release()
  expect([ada.words, ada.isHoldingBack]).toEqual(['first lineni\nsecond line', true])
  ada.endComposition()
  expect([ada.words, ada.isHoldingBack]).toEqual(['Ben: first lineni\nsecond line', false])
  meet(people)
  expect(ben.words).toBe(ada.words)
})

test('a composition ends without a word: the next letter goes out with all before it, and so do those after it', () => {
  const [ada, ben] = two()
  write(ada, 'first line', 'second line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ben.select(1)
  ben.type('Ben: ')
  ada.receive()
  ada.type('ni')
  // ProseMirror's timer on Android: no event tells of it.
  ada.composing = false
  ada.type('!')
  meet(people)
  expect(ada.words).toBe('Ben: first lineni!\nsecond line')
  expect(ben.words).toBe(ada.words)
  ada.select(ada.state.doc.content.size - 1)
  ada.type('?')
  meet(people)
  expect(ben.words).toBe('Ben: first lineni!\nsecond line?')
})

test('a composition ends without a word or another letter: what was held back goes out with whatever happens next', () => {
  const [ada, ben] = two()
  write(ada, 'first line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ben.select(1)
  ben.type('Ben: ')
  ada.receive()
  ada.type('ni')
  ada.composing = false
  ada.select(3)
  meet(people)
  expect([ada.words, ben.words]).toEqual(['Ben: first lineni', 'Ben: first lineni'])
})

test.each([
  [
    'a change of kind',
    (ben: HeadlessEditor) => run(ben, setBlockType(schema.nodes['heading']!, { level: 2 })),
    'first line你\nsecond line',
  ],
  ['a deletion', (ben: HeadlessEditor) => ben.dispatch(ben.state.tr.delete(0, 12)), '你\nsecond line'],
])('what is composed survives %s of its block', (_, deed, words) => {
  const [ada, ben] = two()
  write(ada, 'first line', 'second line')
  meet(people)
  ada.select(11)
  ada.composing = true
  ben.select(3)
  deed(ben)
  ada.receive()
  ada.type('你')
  ada.endComposition()
  expect(ada.words).toBe(words)
  meet(people)
  expect(ben.words).toBe(words)
})

test('a caret whose block another one has replaced stands beside an emoji, never within it', () => {
  const [ada, ben] = two()
  write(ben, '😁é')
  meet(people)
  ada.select(1)
  ada.dispatch(ada.state.tr.insertText('😀'))
  expect(run(ben, wrapIn(schema.nodes['blockquote']!))).toBe(true)
  meet(people)
  ada.dispatch(ada.state.tr.insertText('.'))
  meet(people)
  for (const person of people) expect(person.state.doc.textContent).toMatch(/^[.😁😀é]+$/u)
})
