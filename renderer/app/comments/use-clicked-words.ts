// Hears of clicks on the text: the thread on the words there, or null. The click is the text's, where it puts the caret.
import { useEffect, useRef } from 'react'
import { useEditorOnScreen } from './use-text.ts'

export function useClickedWords(clicked: (thread: string | null) => void): void {
  const editor = useEditorOnScreen()
  const latest = useRef(clicked)
  useEffect(() => {
    latest.current = clicked
  })
  useEffect(() => {
    if (editor === undefined) return undefined
    const { dom } = editor.view
    const hear = ({ button, ctrlKey, metaKey, shiftKey, altKey, target }: MouseEvent): void => {
      // Those open links, and select.
      if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey || !editor.state.selection.empty) return
      const words = target instanceof Element ? target.closest<HTMLElement>('.commented') : null
      latest.current(words?.dataset['thread'] ?? null)
    }
    dom.addEventListener('click', hear)
    return () => dom.removeEventListener('click', hear)
  }, [editor])
}
