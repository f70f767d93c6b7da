// What the comments' panel makes of the relay's answers: one that comes late takes nothing away that was told since.
import { expect, test } from 'vitest'
import type { CommentThread } from '../../../contracts/comments.ts'
import { answered, type Threads } from '../../../renderer/app/comments/threads.ts'

const AT = '2026-05-01T10:00:00.000Z'
const thread = (...texts: readonly string[]): CommentThread => ({
  id: 'beans',
  anchor: null,
  createdAt: AT,
  resolved: null,
  entries: texts.map((text) => ({ id: text, author: 'guest', name: null, at: AT, text })),
})

test('K7: the answer to a write does not take back what the relay has told since', () => {
  const known: Threads = { open: [thread('One', 'Two', 'Three')], resolved: null }
  expect(answered(thread('One', 'Two'))(known)).toBe(known)
  expect(answered(thread('One', 'Two', 'Three', 'Four'))(known).open).toEqual([thread('One', 'Two', 'Three', 'Four')])
})
