// What a stranger's awareness state may do to our page: nothing but show a name and one of their own colours.
import { expect, test } from 'vitest'
import { selectionAttributes, shownUser } from '../../../renderer/editor/caret.ts'

test.each([
  null,
  undefined,
  'Ada',
  { name: '', color: '#127f69' },
  { name: 'Ada', color: 'red; background: url(//evil.example)' },
  { name: 'Ada', color: '#fff' },
  { name: ['Ada'], color: '#127f69' },
  { name: 'x'.repeat(1_000), color: '#127f69' },
  { name: 'User: 1234', color: '#127f69' },
])('%j is shown as a guest', (said) => {
  expect(shownUser(said)).toEqual({ name: 'Guest', color: '#655f57' })
  expect(selectionAttributes(said).style).toBe('--person: #655f57')
})

test('who says it properly is shown so', () => {
  expect(shownUser({ name: ' Ada ', color: '#127f69', more: 1 })).toEqual({ name: 'Ada', color: '#127f69' })
})
