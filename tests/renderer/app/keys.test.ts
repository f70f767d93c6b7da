// One key does one thing: the app hears its keys before the text does, so a key of the text that the app has too is dead.
import { expect, test } from 'vitest'
import { COMMANDS } from '../../../renderer/app/commands/command-list.ts'
import { EDITOR_SHORTCUTS } from '../../../renderer/editor/shortcuts.ts'

/** With words selected, Mod-K is the link's, and else the palette's. */
const SHARED = ['mod-k']

test('no key of the text is a key of the app', () => {
  const ofTheApp = COMMANDS.flatMap(({ keys }) => (keys === undefined ? [] : [keys.toLowerCase()]))
  const ofTheText = EDITOR_SHORTCUTS.flatMap(({ shortcuts }) => shortcuts.flatMap(({ keys }) => keys))
  const both = ofTheText.map((keys) => keys.toLowerCase()).filter((keys) => ofTheApp.includes(keys))
  expect(both.filter((keys) => !SHARED.includes(keys))).toEqual([])
})

test('within the text, too, a key stands for one thing in each place', () => {
  for (const { title, shortcuts } of EDITOR_SHORTCUTS) {
    const keys = shortcuts.flatMap((shortcut) => shortcut.keys)
    expect(new Set(keys).size, title).toBe(keys.length)
  }
})
