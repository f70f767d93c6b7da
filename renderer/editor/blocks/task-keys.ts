// Tasks by keyboard: Ctrl/⌘-Enter ticks the task around the caret, and "[ ] " typed in a list item makes a task of it.
import { Extension, InputRule } from '@tiptap/core'

export const TOGGLE_TASK_KEYS = 'Mod-Enter'

export const TaskKeys = Extension.create({
  name: 'taskKeys',
  // Before the hard break, which has the same keys.
  priority: 200,
  addKeyboardShortcuts() {
    return {
      [TOGGLE_TASK_KEYS]: ({ editor }) => {
        const { $from } = editor.state.selection
        for (let depth = $from.depth; depth > 0; depth--) {
          const node = $from.node(depth)
          if (node.type.name !== 'taskItem') continue
          const position = $from.before(depth)
          return editor.commands.command(({ tr }) => {
            tr.setNodeAttribute(position, 'checked', node.attrs['checked'] !== true)
            return true
          })
        }
        return false
      },
    }
  },
  addInputRules() {
    return [
      new InputRule({
        // "- " has made a bulleted item by now: "- [ ] " is how Markdown writes a task.
        find: /^\[([ xX]?)\]\s$/u,
        handler: ({ state, range, match, chain }) => {
          const { $from } = state.selection
          const isItem =
            $from.depth > 2 && $from.node(-1).type.name === 'listItem' && $from.node(-2).type.name === 'bulletList'
          if (!isItem || $from.index(-1) !== 0) return null
          const checked = match[1]?.toLowerCase() === 'x'
          chain().deleteRange(range).toggleTaskList().updateAttributes('taskItem', { checked }).run()
        },
      }),
    ]
  },
})
