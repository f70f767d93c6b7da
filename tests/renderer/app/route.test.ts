// Which screen an address means.
import { expect, test } from 'vitest'
import { routeOf } from '../../../renderer/app/route.ts'

test.each([
  ['/', 'start'],
  ['/index.html', 'start'],
  ['/documents', 'documents'],
  ['/d/a-b_C9', 'document'],
  ['/d/a/', 'document'],
  [`/d/${'x'.repeat(64)}`, 'document'],
  [`/d/${'x'.repeat(65)}`, 'nothing-here'],
  ['/d/', 'nothing-here'],
  ['/d/a%20b', 'nothing-here'],
  ['/d/../x', 'nothing-here'],
  ['/elsewhere', 'nothing-here'],
])('%s is %s', (path, kind) => {
  expect(routeOf(path).kind).toBe(kind)
})
