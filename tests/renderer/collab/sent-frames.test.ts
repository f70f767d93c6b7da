// Which local changes the relay's `saved` and `refused` speak of (wire: saved, refused).
import { expect, test } from 'vitest'
import { Debts } from '../../../renderer/collab/debts.ts'
import { SentFrames } from '../../../renderer/collab/sent-frames.ts'

test('an update sent before the first step2 covers nothing: older changes made offline are not in it', () => {
  const frames = new SentFrames()
  frames.sent(false, 8)
  frames.sent(true, 8)
  frames.sent(false, 9)
  expect(frames.saved(1)).toBe(0)
  expect(frames.saved(2)).toBe(8)
  expect(frames.saved(3)).toBe(9)
})

test('one saved for many frames covers the highest of them; a repeat and a count of the future say nothing', () => {
  const frames = new SentFrames()
  frames.sent(true, 3)
  frames.sent(false, 4)
  frames.sent(false, 5)
  expect(frames.saved(3)).toBe(5)
  expect(frames.saved(3)).toBe(0)
  expect(frames.saved(99)).toBe(0)
  frames.sent(false, 6)
  expect(frames.saved(4)).toBe(6)
})

test('after a refusal nothing is covered until the next step2, not even a frame sent before it was heard', () => {
  const frames = new SentFrames()
  frames.sent(true, 1)
  frames.sent(false, 2)
  frames.sent(false, 3)
  frames.refused(2)
  frames.sent(false, 4)
  expect(frames.saved(4)).toBe(1)
  frames.sent(true, 4)
  expect(frames.saved(5)).toBe(4)
})

test('debts are settled in order and never twice', () => {
  const debts = new Debts()
  const [first, second, third] = [10, 20, 30].map((at) => debts.incur(at))
  expect(debts.oldestMadeAt).toBe(10)
  expect(debts.settle(second!.number)).toEqual([first, second])
  expect(debts.settle(second!.number)).toEqual([])
  expect([debts.waiting, debts.oldestMadeAt, debts.latest]).toEqual([1, 30, third!.number])
})
