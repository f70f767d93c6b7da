// Whatever people do, in whatever order it arrives: each editor shows what the shared document says, after every step,
// and everybody shows the same in the end.
import { joinBackward, lift, setBlockType, splitBlock, toggleMark, wrapIn } from '@tiptap/pm/commands'
import type { Attrs, Node } from '@tiptap/pm/model'
import { liftListItem, sinkListItem, splitListItem, wrapInList } from '@tiptap/pm/schema-list'
import type { Command } from '@tiptap/pm/state'
import { addColumnAfter, addRowAfter, deleteRow, mergeCells, toggleHeaderRow } from '@tiptap/pm/tables'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { builtFresh, company, type HeadlessEditor, meaning, meet, schema } from '../../../support/headless-editor.ts'
import { seedOfThisRun } from '../../../support/random.ts'

const { nodes, marks } = schema
const node = (name: string, attrs?: Attrs): Node => nodes[name]!.createAndFill(attrs ?? null)!

function table(): Node {
  const cell = (): Node => node('tableCell')
  const row = (): Node => nodes['tableRow']!.create(null, [cell(), cell()])
  return nodes['table']!.create(null, [row(), row()])
}

const insertBlock =
  (make: () => Node): Command =>
  (state, dispatch) => {
    const at = state.selection.$head.after(1)
    dispatch?.(state.tr.insert(at, make()))
    return true
  }

/** By drag: the block is deleted and put elsewhere as the same node. */
const moveBlock =
  (share: number): Command =>
  (state, dispatch) => {
    const { doc, selection, tr } = state
    if (doc.childCount < 2) return false
    const index = selection.$head.index(0)
    const block = doc.child(index)
    const from = selection.$head.before(1)
    tr.delete(from, from + block.nodeSize)
    let to = 0
    for (let at = 0; at < Math.floor(share * tr.doc.childCount); at++) to += tr.doc.child(at).nodeSize
    dispatch?.(tr.insert(to, block))
    return true
  }

const insertInline =
  (make: () => Node): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(make(), false))
    return true
  }

/** Commands that a toolbar, keys and a mouse stand for. */
const COMMANDS: readonly ((share: number) => Command)[] = [
  () => splitBlock,
  () => splitListItem(nodes['listItem']!),
  () => joinBackward,
  () => lift,
  () => wrapIn(nodes['blockquote']!),
  () => wrapInList(nodes['bulletList']!),
  () => wrapInList(nodes['orderedList']!, { start: 3 }),
  () => sinkListItem(nodes['listItem']!),
  () => liftListItem(nodes['listItem']!),
  (share) => setBlockType(nodes['heading']!, { level: 1 + Math.floor(share * 3) }),
  () => setBlockType(nodes['paragraph']!),
  () => setBlockType(nodes['codeBlock']!),
  () => toggleMark(marks['bold']!),
  () => toggleMark(marks['code']!),
  (share) => toggleMark(marks['link']!, { href: `https://example.org/${Math.floor(share * 2)}` }),
  () => insertBlock(table),
  () => insertBlock(() => node('horizontalRule')),
  () => addRowAfter,
  () => addColumnAfter,
  () => deleteRow,
  () => mergeCells,
  () => toggleHeaderRow,
  (share) => moveBlock(share),
  (share) => insertInline(() => node('image', { src: `https://example.org/${share}.png` })),
  () => insertInline(() => node('hardBreak')),
]

type Deed =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'delete' }
  | { readonly kind: 'command'; readonly which: number; readonly share: number }
  | { readonly kind: 'undo' | 'redo' | 'receive' | 'compose' | 'rest' }

interface Turn {
  readonly who: number
  /** Where the caret is put first, as shares of the document's length; null leaves it. */
  readonly at: readonly [number, number] | null
  readonly deed: Deed
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const turn: fc.Arbitrary<Turn> = fc.record({
  who: fc.nat(2),
  at: fc.option(
    fc.oneof(
      share.map((at) => [at, at] as const),
      fc.tuple(share, fc.double({ min: 0, max: 0.2, noNaN: true })).map(([at, more]) => [at, at + more] as const),
    ),
  ),
  deed: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('type' as const),
        text: fc.constantFrom('a', 'aa', 'ab', 'b c', '😀', '😁é'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('command' as const), which: fc.nat(COMMANDS.length - 1), share }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'undo' as const,
          'redo' as const,
          'receive' as const,
          'receive' as const,
          'compose' as const,
          'rest' as const,
        ),
      }),
    },
  ),
})

function play(person: HeadlessEditor, { at, deed }: Turn): void {
  const size = person.state.doc.content.size
  if (at !== null && !person.composing) person.select(Math.floor(at[0] * size), Math.floor(at[1] * size))
  // While an input method composes, all it does is put letters.
  if (person.composing && deed.kind !== 'type' && deed.kind !== 'rest' && deed.kind !== 'receive') return
  switch (deed.kind) {
    case 'type':
      return person.dispatch(person.state.tr.insertText(deed.text))
    case 'delete':
      return person.dispatch(person.state.tr.deleteSelection())
    case 'command':
      return void COMMANDS[deed.which]!(deed.share)(person.state, (transaction) => person.dispatch(transaction))
    case 'undo':
    case 'redo':
      return void person.history[deed.kind]()
    case 'receive':
      return person.receive(1)
    case 'compose':
      if (person.state.selection.$head.parent.isTextblock) person.composing = true
      return undefined
    case 'rest':
      return person.composing ? person.endComposition() : person.history.stopCapturing()
  }
}

function shows(person: HeadlessEditor): void {
  person.state.doc.check()
  const { ours, stock } = builtFresh(person.doc)
  expect(meaning(person.state.doc)).toEqual(meaning(ours))
  if (person.fragment.length > 0) expect(meaning(stock)).toEqual(meaning(ours))
  expect(person.state.doc).toBe(person.binding.node)
  twinsStand(person, person.fragment, person.state.doc)
  const { head } = person.state.selection
  if (person.state.selection.$head.parent.isTextblock && person.fragment.length > 0)
    expect(person.binding.absolutePosition(person.binding.relativePosition(head))).toBe(head)
}

/** The binding's pairs are the very nodes that the editor shows. */
function twinsStand(person: HeadlessEditor, type: Y.XmlFragment, shown: Node): void {
  const elements = type.toArray().filter((child) => child instanceof Y.XmlElement)
  const children = shown.children.filter((child) => !child.isText)
  if (elements.length === 0 && type === person.fragment) return
  expect(children.length).toBe(elements.length)
  for (const [at, element] of elements.entries()) {
    if (person.binding.mapping.get(element) !== children[at])
      throw new Error(`${element.nodeName} is not what is shown`)
    twinsStand(person, element, children[at]!)
  }
}

/** A repair that tables append to somebody else's edit waits for this person's next change. */
const isCertain = (person: HeadlessEditor): boolean => !person.composing && person.state.doc === person.binding.node

const SEED = seedOfThisRun('converging')
const RUNS = Number(process.env['RUNS'] ?? 150)

test('three people do anything: every editor shows the shared document after each step, and all the same at the end', () => {
  fc.assert(
    fc.property(fc.array(turn, { minLength: 1, maxLength: 60, size: 'max' }), (turns) => {
      const people = company(3)
      try {
        for (const one of turns) {
          const person = people[one.who]!
          play(person, one)
          if (isCertain(person)) shows(person)
        }
        for (const person of people) if (person.composing) person.endComposition()
        meet(people)
        for (const person of people) person.dispatch(person.state.tr.insertText('.'))
        meet(people)
        const [first, ...others] = people.map(({ doc }) => meaning(builtFresh(doc).ours))
        for (const other of others) expect(other).toEqual(first)
        for (const person of people) if (isCertain(person)) shows(person)
      } finally {
        for (const person of people) person.close()
      }
    }),
    { seed: SEED, numRuns: RUNS },
  )
}, 600_000)
