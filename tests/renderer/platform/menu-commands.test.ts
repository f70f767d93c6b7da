// A command of the system's menu is done once, also when it comes before the part of the page that can do it.
import { beforeEach, expect, test } from 'vitest'
import { MenuCommands } from '../../../renderer/platform/menu-commands.ts'

let path: string
let now: number
let done: string[]
let commands: MenuCommands
const does = (what: string) => () => void done.push(what)

beforeEach(() => {
  path = '/d/bread'
  now = 0
  done = []
  commands = new MenuCommands(
    () => path,
    () => now,
  )
})

test('a command goes to whoever can do it now', () => {
  const leave = commands.can('print', does('first'))
  commands.can('relays', does('relays'))
  commands.run('print')
  commands.can('print', does('second'))
  leave()
  commands.run('print')
  expect(done).toEqual(['first', 'second'])
})

test('a command that comes while the text is still arriving is done when it is there, once', () => {
  commands.run('print')
  now = 4_000
  commands.can('save-markdown', does('saved'))
  commands.can('print', does('printed'))
  commands.can('print', does('printed again'))
  expect(done).toEqual(['printed'])
})

test('a command does not reach another screen, nor a person who has gone on', () => {
  commands.run('print')
  path = '/d/cake'
  commands.can('print', does('another document'))()
  path = '/d/bread'
  commands.run('print')
  now = 6_000
  commands.can('print', does('too late'))()
  commands.run('print')
  commands.run('save-markdown')
  commands.can('print', does('no longer meant'))
  expect(done).toEqual([])
})
