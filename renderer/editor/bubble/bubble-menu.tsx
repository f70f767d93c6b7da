// The menu over selected text. It comes when the mouse is let go, is reached from the text with Alt-F10, and goes with the selection, with
// Escape, and in a document that is only read.
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { isTextSelected } from '../menu-of.ts'
import { useEditorState } from '../use-editor.ts'
import { useHeld } from '../use-held.ts'
import { useLateMenu } from '../use-late-menu.ts'
import type { Commenting } from './bubble.tsx'
import './bubble.css'

const load = async () => (await import('./bubble.tsx')).Bubble

export function BubbleMenu({ editor, comment }: { editor: Editor; comment: Commenting }) {
  const pressed = useMousePressed(editor)
  const [held, hold] = useHeld()
  const dismissed = useDismissed(editor)
  const selection = useEditorState(
    editor,
    (current) => (isTextSelected(current) ? current.state.selection : null),
    (one, other) => one === other || (one !== null && other !== null && one.eq(other)),
  )
  const focused = useEditorState(editor, (current) => current.isFocused)
  const shown = selection !== null && (focused || held) && !pressed && !dismissed?.eq(selection)
  const Bubble = useLateMenu(editor, load, shown ? selection : null)
  return shown && Bubble !== null ? <Bubble editor={editor} comment={comment} place={selection} {...hold} /> : null
}

/** While the mouse selects, a menu would be in its way. */
function useMousePressed(editor: Editor): boolean {
  const [pressed, setPressed] = useState(false)
  useEffect(() => {
    const { dom } = editor.view
    const press = (event: MouseEvent): void => setPressed(event.button === 0)
    const release = (): void => setPressed(false)
    dom.addEventListener('mousedown', press)
    window.addEventListener('mouseup', release)
    window.addEventListener('blur', release)
    return () => {
      dom.removeEventListener('mousedown', press)
      window.removeEventListener('mouseup', release)
      window.removeEventListener('blur', release)
    }
  }, [editor])
  return pressed
}

/** The selection whose menu was sent away, and not asked for since (menu-keys.ts). */
function useDismissed(editor: Editor): Editor['state']['selection'] | null {
  const [dismissed, setDismissed] = useState<Editor['state']['selection'] | null>(null)
  useEffect(() => {
    const { dom } = editor.view
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setDismissed(editor.state.selection)
      if (event.altKey && event.key === 'F10') setDismissed(null)
    }
    dom.addEventListener('keydown', hear)
    return () => dom.removeEventListener('keydown', hear)
  }, [editor])
  return dismissed
}
