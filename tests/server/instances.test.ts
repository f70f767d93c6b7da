// R8: which other relays are there, by what is heard of them.
import { expect, test } from 'vitest'
import { Instances } from '../../server/bus/instances.ts'

const ticks = (instances: Instances, count: number): string[] =>
  Array.from({ length: count }, () => [...instances.tick()]).flat()

test('R8: one of which nothing is heard for 7 s is lost, once', () => {
  const instances = new Instances()
  instances.heard('a')
  expect(ticks(instances, 6)).toEqual([])
  instances.heard('a')
  expect(ticks(instances, 6)).toEqual([])
  expect(instances.known).toEqual(['a'])
  expect(ticks(instances, 20)).toEqual(['a'])
  expect(instances.known).toEqual([])
})

test('R8: one that says goodbye is lost 3 s later, so that its people can come elsewhere', () => {
  const instances = new Instances()
  instances.heard('a')
  instances.ends('a')
  instances.ends('nobody')
  expect(ticks(instances, 2)).toEqual([])
  // It was said before, and came later.
  expect(instances.heard('a')).toBe(false)
  expect(ticks(instances, 1)).toEqual(['a'])
})

test('R8: whoever is heard again after it was lost may have missed something; a new one has not', () => {
  const instances = new Instances()
  expect(instances.heard('a')).toBe(false)
  ticks(instances, 7)
  expect([instances.heard('a'), instances.heard('a'), instances.heard('b')]).toEqual([true, false, false])
  ticks(instances, 7 + 600)
  expect(instances.heard('a')).toBe(false)
})
