// Letters typed into a block in the moment somebody else makes another block of it: they come back, where they belong.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { RECORDS_FIELD } from '../../../../document/text-field.ts'
import { block, inside, Office, p, text } from './office.ts'

function twoIn(...content: Parameters<Office['arrive']>) {
  const office = new Office()
  return { office, ada: office.arrive(...content), ben: office.arrive() }
}

const KINDS = {
  heading: (words: string) => block('heading', words, { level: 2 }),
  quote: (words: string) => inside('blockquote', p(words)),
  code: (words: string) => block('codeBlock', words),
  list: (words: string) => inside('bulletList', inside('listItem', p(words))),
  tasks: (words: string) => inside('taskList', inside('taskItem', p(words))),
}

for (const [name, kind] of Object.entries(KINDS))
  test(`a paragraph becomes a ${name} while somebody types in it: the letters stand in it, where they were typed`, () => {
    const { office, ada, ben } = twoIn(p('Before'), p('The fox jumps.'), p('After'))
    ben.types(' brown', 1, 'The'.length)
    ben.types(' Twice', 1)
    ada.writes(p('Before'), kind('The fox jumps.'), p('After'))
    ada.sends()
    office.settles()
    expect(ben.words).toBe('Before\nThe brown fox jumps. Twice\nAfter')
    expect(ada.page).toEqual(ben.page)
    expect(ada.page[1]).not.toMatch(/^paragraph/)
  })

test('records of a stranger that lead in a circle, or count without end, stop nobody', () => {
  const { office, ada, ben } = twoIn(p('The fox.'))
  const circle = [5, 0, 1, 6, 0, 5, 0, 1, 7, 0, 7, 0, 1, 8, 0, 8, 0, 1, 7, 0]
  const records = Array.from({ length: circle.length / 5 }, (_, nth) => circle.slice(nth * 5, nth * 5 + 5))
  ben.doc.getArray(RECORDS_FIELD).push([...records, ...Array.from({ length: 1_000 }, () => [9, 0, 1_000_000, 10, 0])])
  office.settles()
  ada.rescuer.relayHas(Y.encodeStateVector(new Y.Doc()))
  ada.types(' It jumps.', 0)
  office.settles()
  expect(ben.page).toEqual(['paragraph: The fox. It jumps.'])
})

test('two people type in it: both keep their letters', () => {
  const { office, ada, ben } = twoIn(p('The fox.'))
  const cara = office.arrive()
  ben.types(' red', 0, 3)
  cara.types(' Well.', 0)
  cara.sends()
  ben.hears()
  ada.writes(KINDS.heading('The fox.'))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['heading: The red fox. Well.'])
  expect(ben.page).toEqual(ada.page)
  expect(cara.page).toEqual(ada.page)
})

test('the kind changes again before the rescue has arrived: it is rescued again', () => {
  const { office, ada, ben } = twoIn(p('One'))
  ben.types(' two')
  ada.writes(KINDS.heading('One'))
  ada.sends()
  ben.hears()
  ben.types(' three')
  ada.writes(KINDS.quote('One'))
  ada.sends()
  ben.hears()
  ben.types(' four')
  office.settles()
  expect(ada.page).toEqual(['blockquote>paragraph: One two three four'])
})

test('an empty paragraph becomes a heading under the first letters', () => {
  const { office, ada, ben } = twoIn(p('Before'), p(''))
  ben.types('Hello', 1)
  ada.writes(p('Before'), KINDS.heading(''))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['paragraph: Before', 'heading: Hello'])
})

test('Backspace joins the block to the one before: the letters follow', () => {
  const { office, ada, ben } = twoIn(p('One'), p('two three'))
  ben.types(' and a half', 1, 3)
  ada.writes(p('Onetwo three'))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['paragraph: Onetwo and a half three'])
})

test('the block is deleted and nothing is in its place: the letters become a paragraph there', () => {
  const { office, ada, ben } = twoIn(p('One'), p('two'), p('three'))
  ben.types(' and a half', 1)
  ada.writes(p('One'), p('three'))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['paragraph: One', 'paragraph:  and a half', 'paragraph: three'])
})

test('a table row is deleted while somebody types in one of its cells: the letters stand beside the table', () => {
  const row = (...cells: string[]) => inside('tableRow', ...cells.map((words) => inside('tableCell', p(words))))
  const { office, ada, ben } = twoIn(inside('table', row('a', 'b'), row('c', 'd')), p('End'))
  ben.types('kept', 3)
  ada.writes(inside('table', row('a', 'b')), p('End'))
  ada.sends()
  office.settles()
  expect(ada.words).toBe('a\nb\nkept\nEnd')
  expect(ada.page[2]).toBe('paragraph: kept')
})

test('formatting comes along, as far as the new block may have it', () => {
  const { office, ada, ben } = twoIn(p('plain'), p('code'))
  ben.types(' bold', 0, 5, { bold: {} })
  ben.types(' bold', 1, 4, { bold: {} })
  ada.writes(KINDS.heading('plain'), KINDS.code('code'))
  ada.sends()
  office.settles()
  expect(ada.content[0]?.content).toEqual([
    { type: 'text', text: 'plain' },
    { type: 'text', text: ' bold', marks: [{ type: 'bold' }] },
  ])
  expect(ada.content[1]?.content).toEqual(text('code bold'))
})

test('a list becomes paragraphs while somebody adds an item to it: the new item is a paragraph behind its neighbour', () => {
  const li = (words: string) => inside('listItem', p(words))
  const { office, ada, ben } = twoIn(inside('bulletList', li('one'), li('three')))
  ben.writes(inside('bulletList', li('one'), li('two'), li('three')))
  ada.writes(p('one'), p('three'))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['paragraph: one', 'paragraph: two', 'paragraph: three'])
})

test('Enter in a list item while the list becomes paragraphs: the words behind it are there once', () => {
  const li = (words: string) => inside('listItem', p(words))
  const { office, ada, ben } = twoIn(inside('bulletList', li('one two'), li('three')))
  ben.writes(inside('bulletList', li('one'), li(' two'), li('three')))
  ben.types(' and a half', 1)
  ada.writes(p('one two'), p('three'))
  ada.sends()
  office.settles()
  expect(ada.words).toBe('one two and a half\nthree')
})

test('a break and an image typed into the block come along', () => {
  const { office, ada, ben } = twoIn(p('one three'))
  ben.writes(inside('paragraph', ...text('one'), { type: 'hardBreak' }, ...text('two three')))
  ada.writes(KINDS.heading('one three'))
  ada.sends()
  office.settles()
  expect(ada.words.replaceAll('\uFFFC', '\n')).toContain('two')
  expect(ada.page).toEqual(ben.page)
})

test('what somebody saw and deleted stays deleted', () => {
  const { office, ada, ben } = twoIn(p('One two'))
  ben.types(' three')
  office.settles()
  ada.writes(KINDS.heading('One'))
  office.settles()
  expect(ada.page).toEqual(['heading: One'])
})

test('letters typed and taken back meanwhile stay away', () => {
  const { office, ada, ben } = twoIn(p('One'))
  ben.types('x')
  ben.types('y')
  ben.erases('x')
  ada.writes(KINDS.heading('One'))
  ada.sends()
  office.settles()
  ada.rescuer.rescueNow()
  office.settles()
  expect(ada.page).toEqual(['heading: Oney'])
})

for (const first of ['ada', 'ben'] as const)
  test(`letters that the copy has, and that their typist replaced meanwhile, are replaced in it (${first} is first)`, () => {
    const { office, ada, ben } = twoIn(p('One'), p('the k.'))
    office.settles()
    ben.types('x', 1, 4)
    office.settles()
    ada.writes(p('One'), KINDS.heading('the xk.'))
    // As an input method does it, letter by letter.
    ben.erases('x')
    ben.types('か', 1, 4)
    ben.erases('か')
    ben.types('漢字', 1, 4)
    if (first === 'ben') ben.sends()
    ada.sends()
    office.settles()
    expect(ada.page).toEqual(['paragraph: One', 'heading: the 漢字k.'])
    expect(ben.page).toEqual(ada.page)
  })

test('a word taken out of the middle while its paragraph becomes a list stays out', () => {
  const { office, ada, ben } = twoIn(p('one two three'))
  ada.writes(KINDS.list('one two three'))
  ben.erases('two ')
  ada.sends()
  office.settles()
  expect(ada.words).toBe('one three')
  expect(ben.page).toEqual(ada.page)
})

test('who saw a letter go and typed it again in the copy keeps it', () => {
  const { office, ada, ben } = twoIn(p('One x'))
  ben.erases('x')
  office.settles()
  ben.types('y')
  ada.writes(KINDS.heading('One '))
  ada.types('x')
  ada.sends()
  office.settles()
  expect(ada.words).toContain('x')
  expect(ben.page).toEqual(ada.page)
})

const AT_ONCE = [
  { at: 'with the answer to a question', synced: false, of: 'what is missing' },
  { at: 'with a snapshot, having fallen behind', synced: true, of: 'everything' },
] as const
for (const { at, synced, of } of AT_ONCE)
  test(`a letter typed again that the deleter hears of ${at} stays: it tells of many moments`, () => {
    // All that was ever deleted here, Ben has deleted.
    const { office, ada, ben } = twoIn(p('One x'))
    ben.erases('x')
    office.settles()
    ada.writes(KINDS.heading('One '))
    ada.types('x')
    ada.sends()
    ben.synced = synced
    ben.hearsAtOnce(of)
    ben.synced = true
    office.settles()
    expect(ada.page).toEqual(['heading: One x'])
    expect(ben.page).toEqual(ada.page)
  })

test('who knew that words were gone and writes them again, in a copy or elsewhere, keeps them', () => {
  const { office, ada, ben } = twoIn(p('pay 1000 euro'), p('yes or no'), p(''))
  ben.erases('1000 ')
  ben.erases('yes or no')
  office.settles()
  // Owed: nothing of what he has deleted is forgotten yet.
  ben.types('!', 0)
  ada.writes(KINDS.heading('pay 1000 euro'), KINDS.quote('yes'), KINDS.heading('no'))
  ada.sends()
  office.settles()
  expect(ada.page).toEqual(['heading: pay 1000 euro!', 'blockquote>paragraph: yes', 'heading: no'])
  expect(ben.page).toEqual(ada.page)
})

test('the typist is gone when the one who deleted the block comes back: the deleter puts the letters back', () => {
  const { office, ada, ben } = twoIn(p('Before'), p('The fox.'))
  ada.writes(p('Before'), KINDS.heading('The fox.'))
  ben.types(' red', 1, 3)
  ben.sends()
  ada.hears()
  ada.sends()
  expect(ada.page).toEqual(['paragraph: Before', 'heading: The fox.'])
  ada.rescuer.rescueNow()
  expect(ada.page).toEqual(['paragraph: Before', 'heading: The red fox.'])
  // Ben returns after all, and sees that it is done.
  office.settles()
  expect(ben.page).toEqual(ada.page)
})

test('two put the same letters back: they stand there once', () => {
  const { office, ada, ben } = twoIn(p('Before'), p('The fox.'))
  ada.writes(p('Before'), KINDS.heading('The fox.'))
  ben.types(' red', 1, 3)
  ben.sends()
  ada.hears()
  ada.sends()
  ada.rescuer.rescueNow()
  ben.hears(1)
  expect(ben.page).toEqual(['paragraph: Before', 'heading: The red fox.'])
  office.settles()
  expect(ada.page).toEqual(['paragraph: Before', 'heading: The red fox.'])
  expect(ben.page).toEqual(ada.page)
})
