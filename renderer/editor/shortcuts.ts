// Every keyboard shortcut of the text, as data: the shortcut sheet shows it. What an action's button says in its tooltip comes
// from the same tables. `name` is a key of the words; `keys` are written as shortcutText() of ui/shortcut.ts reads them, and
// more than one are alternatives.
import { ACTIONS, type EditorAction, HEADINGS, HISTORY, LISTS, MARKS } from './actions.ts'
import { TOGGLE_TASK_KEYS } from './blocks/task-keys.ts'
import { FIND_KEYS } from './find/find-button.tsx'
import { LINK_KEYS } from './link-keys.ts'
import { MENU_KEYS } from './menu-keys.ts'
import { OUTLINE_KEYS } from './outline/use-outline-shown.ts'
import { PASTE_PLAIN_KEYS } from './paste/paste.ts'

const shortcut = <Name extends string>(name: Name, ...keys: readonly string[]) => ({ name, keys })

const actions = (list: readonly EditorAction[]) =>
  list.flatMap(({ id, keys }) => (keys === undefined ? [] : [shortcut(`editor.actions.${id}` as const, keys)]))

const { quote, codeBlock } = ACTIONS

export const EDITOR_SHORTCUTS = [
  {
    title: 'editor.shortcuts.groups.text',
    shortcuts: [
      ...actions(MARKS),
      shortcut('editor.actions.link', LINK_KEYS),
      shortcut('editor.shortcuts.lineBreak', 'Shift-Enter'),
      shortcut('editor.shortcuts.pastePlain', PASTE_PLAIN_KEYS),
      ...actions(HISTORY),
    ],
  },
  {
    title: 'editor.shortcuts.groups.blocks',
    shortcuts: [shortcut('editor.shortcuts.insert', '/'), ...actions([...HEADINGS, quote, codeBlock])],
  },
  {
    title: 'editor.shortcuts.groups.lists',
    shortcuts: [
      ...actions(LISTS),
      shortcut('editor.task.toggle', TOGGLE_TASK_KEYS),
      shortcut('editor.shortcuts.indent', 'Tab'),
      shortcut('editor.shortcuts.outdent', 'Shift-Tab'),
    ],
  },
  {
    title: 'editor.shortcuts.groups.tables',
    shortcuts: [shortcut('editor.table.next', 'Tab'), shortcut('editor.table.previous', 'Shift-Tab')],
  },
  {
    title: 'editor.shortcuts.groups.code',
    shortcuts: [
      shortcut('editor.shortcuts.indent', 'Tab'),
      shortcut('editor.shortcuts.outdent', 'Shift-Tab'),
      shortcut('editor.shortcuts.leaveCode', 'Escape'),
    ],
  },
  {
    title: 'editor.shortcuts.groups.moving',
    shortcuts: [
      shortcut('editor.find.label', FIND_KEYS),
      shortcut('editor.outline.show', OUTLINE_KEYS),
      shortcut('editor.shortcuts.toMenu', MENU_KEYS),
      shortcut('editor.shortcuts.toText', 'Escape'),
    ],
  },
] as const
