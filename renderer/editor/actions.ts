// What can be done to the text: each action's icon, keys, whether it is on, whether it is possible, and what it does. The
// toolbar, the slash menu, the bubble menu, the list of shortcuts and the command palette all read this one table; an
// action's name is `editor.actions.{id}` among the words.
import type { ChainedCommands, Editor } from '@tiptap/core'
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Image,
  Italic,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Minus,
  Pilcrow,
  Quote,
  Redo2,
  SquareCode,
  Strikethrough,
  Table,
  Underline,
  Undo2,
} from 'lucide-react'
import type { Words } from '../words/languages.ts'
import { canInsertImage, chooseImages } from './choose-images.ts'

type ActionId = Exclude<keyof Words['editor']['actions'], 'link' | 'codeBlockIn'>

export interface EditorAction {
  readonly id: ActionId
  readonly icon: LucideIcon
  readonly keys?: string
  /** Absent for what has no lasting state, such as undo. */
  readonly isOn?: (editor: Editor) => boolean
  readonly isPossible: (editor: Editor) => boolean
  /** Adds itself to commands that are one step of undo. */
  readonly apply: (chain: ChainedCommands, editor: Editor) => ChainedCommands
}

export function runAction(action: EditorAction, editor: Editor): void {
  action.apply(editor.chain().focus(), editor).run()
}

const always = (): boolean => true

const heading = (level: 1 | 2 | 3, icon: LucideIcon): EditorAction => ({
  id: `heading${level}`,
  icon,
  keys: `Mod-Alt-${level}`,
  isOn: (editor) => editor.isActive('heading', { level }),
  isPossible: always,
  apply: (chain) => chain.toggleHeading({ level }),
})

const mark = (
  id: 'bold' | 'italic' | 'underline' | 'strike' | 'code',
  icon: LucideIcon,
  keys: string,
): EditorAction => ({
  id,
  icon,
  keys,
  isOn: (editor) => editor.isActive(id),
  isPossible: (editor) => !isInCode(editor),
  apply: (chain) => chain.toggleMark(id),
})

const ALL = {
  paragraph: {
    id: 'paragraph',
    icon: Pilcrow,
    keys: 'Mod-Alt-0',
    isOn: (editor) => editor.isActive('paragraph'),
    isPossible: always,
    apply: (chain) => chain.setParagraph(),
  },
  heading1: heading(1, Heading1),
  heading2: heading(2, Heading2),
  heading3: heading(3, Heading3),
  bold: mark('bold', Bold, 'Mod-B'),
  italic: mark('italic', Italic, 'Mod-I'),
  underline: mark('underline', Underline, 'Mod-U'),
  strike: mark('strike', Strikethrough, 'Mod-Shift-S'),
  code: mark('code', Code, 'Mod-E'),
  bulletList: {
    id: 'bulletList',
    icon: List,
    keys: 'Mod-Shift-8',
    isOn: (editor) => editor.isActive('bulletList'),
    isPossible: always,
    apply: (chain) => chain.toggleBulletList(),
  },
  orderedList: {
    id: 'orderedList',
    icon: ListOrdered,
    keys: 'Mod-Shift-7',
    isOn: (editor) => editor.isActive('orderedList'),
    isPossible: always,
    apply: (chain) => chain.toggleOrderedList(),
  },
  taskList: {
    id: 'taskList',
    icon: ListTodo,
    keys: 'Mod-Shift-9',
    isOn: (editor) => editor.isActive('taskList'),
    isPossible: always,
    apply: (chain) => chain.toggleTaskList(),
  },
  quote: {
    id: 'quote',
    icon: Quote,
    keys: 'Mod-Shift-B',
    isOn: (editor) => editor.isActive('blockquote'),
    isPossible: always,
    apply: (chain) => chain.toggleBlockquote(),
  },
  codeBlock: {
    id: 'codeBlock',
    icon: SquareCode,
    keys: 'Mod-Alt-C',
    isOn: (editor) => editor.isActive('codeBlock'),
    isPossible: always,
    apply: (chain) => chain.toggleCodeBlock(),
  },
  table: {
    id: 'table',
    icon: Table,
    // A table in a table is nothing that Markdown can hold.
    isPossible: (editor) => !editor.isActive('table') && !isInCode(editor),
    apply: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  },
  rule: {
    id: 'rule',
    icon: Minus,
    isPossible: (editor) => !editor.isActive('table') && !isInCode(editor),
    apply: (chain) => chain.setHorizontalRule(),
  },
  image: {
    id: 'image',
    icon: Image,
    isPossible: (editor) => canInsertImage(editor) && !isInCode(editor),
    apply: (chain, editor) => {
      chooseImages(editor)
      return chain
    },
  },
  undo: {
    id: 'undo',
    icon: Undo2,
    keys: 'Mod-Z',
    isPossible: (editor) => editor.can().undo(),
    apply: (chain) => chain.undo(),
  },
  redo: {
    id: 'redo',
    icon: Redo2,
    keys: 'Mod-Shift-Z',
    isPossible: (editor) => editor.can().redo(),
    apply: (chain) => chain.redo(),
  },
} as const satisfies Record<string, EditorAction>

export const ACTIONS: Readonly<Record<ActionId, EditorAction>> = ALL

/** Caret or selection in a code block, which knows no marks. */
export function isInCode(editor: Editor): boolean {
  return editor.state.selection.$from.parent.type.spec.code === true
}

const { paragraph, heading1, heading2, heading3, bold, italic, underline, strike, code } = ACTIONS
const { bulletList, orderedList, taskList, quote, codeBlock, undo, redo } = ACTIONS

/** What a block can be made into. */
export const KINDS: readonly EditorAction[] = [
  paragraph,
  heading1,
  heading2,
  heading3,
  bulletList,
  orderedList,
  taskList,
  quote,
  codeBlock,
]
export const MARKS: readonly EditorAction[] = [bold, italic, underline, strike, code]
export const HEADINGS: readonly EditorAction[] = [paragraph, heading1, heading2, heading3]
export const LISTS: readonly EditorAction[] = [bulletList, orderedList, taskList]
export const HISTORY: readonly EditorAction[] = [undo, redo]
