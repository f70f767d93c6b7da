// What the toolbar offers: each action's name, icon, keys, whether it is on, and what it does. A table, so that the
// toolbar has no logic and a later command palette can use the same one.
import type { Editor } from '@tiptap/core'
import {
  Bold,
  Code,
  Heading1,
  Heading2,
  Heading3,
  Italic,
  List,
  ListOrdered,
  type LucideIcon,
  Pilcrow,
  Quote,
  Redo2,
  SquareCode,
  Strikethrough,
  Undo2,
} from 'lucide-react'

export interface ToolbarAction {
  readonly id: string
  readonly label: string
  readonly icon: LucideIcon
  readonly keys?: string
  /** Absent for what has no lasting state, such as undo. */
  readonly isOn?: (editor: Editor) => boolean
  readonly run: (editor: Editor) => void
  readonly isPossible: (editor: Editor) => boolean
}

const heading = (level: 1 | 2 | 3, icon: LucideIcon): ToolbarAction => ({
  id: `heading-${level}`,
  label: `Heading ${level}`,
  icon,
  keys: `Mod-Alt-${level}`,
  isOn: (editor) => editor.isActive('heading', { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isPossible: (editor) => editor.can().toggleHeading({ level }),
})

const mark = (
  id: 'bold' | 'italic' | 'strike' | 'code',
  label: string,
  icon: LucideIcon,
  keys: string,
): ToolbarAction => ({
  id,
  label,
  icon,
  keys,
  isOn: (editor) => editor.isActive(id),
  run: (editor) => editor.chain().focus().toggleMark(id).run(),
  isPossible: (editor) => editor.can().toggleMark(id),
})

/** In groups, as they stand in the bar. The link stands after the marks and is a component of its own. */
export const TOOLBAR_GROUPS = {
  blocks: [
    {
      id: 'paragraph',
      label: 'Paragraph',
      icon: Pilcrow,
      keys: 'Mod-Alt-0',
      isOn: (editor) => editor.isActive('paragraph'),
      run: (editor) => editor.chain().focus().setParagraph().run(),
      isPossible: () => true,
    },
    heading(1, Heading1),
    heading(2, Heading2),
    heading(3, Heading3),
  ],
  marks: [
    mark('bold', 'Bold', Bold, 'Mod-B'),
    mark('italic', 'Italic', Italic, 'Mod-I'),
    mark('strike', 'Strikethrough', Strikethrough, 'Mod-Shift-S'),
    mark('code', 'Code', Code, 'Mod-E'),
  ],
  containers: [
    {
      id: 'bullet-list',
      label: 'Bulleted list',
      icon: List,
      keys: 'Mod-Shift-8',
      isOn: (editor) => editor.isActive('bulletList'),
      run: (editor) => editor.chain().focus().toggleBulletList().run(),
      isPossible: (editor) => editor.can().toggleBulletList(),
    },
    {
      id: 'ordered-list',
      label: 'Numbered list',
      icon: ListOrdered,
      keys: 'Mod-Shift-7',
      isOn: (editor) => editor.isActive('orderedList'),
      run: (editor) => editor.chain().focus().toggleOrderedList().run(),
      isPossible: (editor) => editor.can().toggleOrderedList(),
    },
    {
      id: 'quote',
      label: 'Quote',
      icon: Quote,
      keys: 'Mod-Shift-B',
      isOn: (editor) => editor.isActive('blockquote'),
      run: (editor) => editor.chain().focus().toggleBlockquote().run(),
      isPossible: (editor) => editor.can().toggleBlockquote(),
    },
    {
      id: 'code-block',
      label: 'Code block',
      icon: SquareCode,
      keys: 'Mod-Alt-C',
      isOn: (editor) => editor.isActive('codeBlock'),
      run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
      isPossible: (editor) => editor.can().toggleCodeBlock(),
    },
  ],
  history: [
    {
      id: 'undo',
      label: 'Undo',
      icon: Undo2,
      keys: 'Mod-Z',
      run: (editor) => editor.chain().focus().undo().run(),
      isPossible: (editor) => editor.can().undo(),
    },
    {
      id: 'redo',
      label: 'Redo',
      icon: Redo2,
      keys: 'Mod-Shift-Z',
      run: (editor) => editor.chain().focus().redo().run(),
      isPossible: (editor) => editor.can().redo(),
    },
  ],
} as const satisfies Record<string, readonly ToolbarAction[]>

export const TOOLBAR_ACTIONS: readonly ToolbarAction[] = Object.values(TOOLBAR_GROUPS).flat()
