// Hears of clicks on the text: the thread on the words there, or null. The click is the text's, where it puts the caret.
import { useEffect, useRef } from 'react'
import { readCaret } from '../../editor/binding/read-caret.ts'
import { useEditorOnScreen } from './use-text.ts'

export function useClickedWords(clicked: (thread: string | null) => void): void {
  const editor = useEditorOnScreen()
  const latest = useRef(clicked)
  useEffect(() => {
    latest.current = clicked
  })
  useEffect(() => {
    if (editor === undefined) return undefined
    const { view } = editor
    let timer: ReturnType<typeof setTimeout> | undefined
    const hear = ({ button, ctrlKey, metaKey, shiftKey, altKey, target }: MouseEvent): void => {
      // Those open links, and select.
      if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return
      const words = target instanceof Element ? target.closest<HTMLElement>('.commented:not([data-thread=""])') : null
      // A click within what is selected puts the caret only after this event.
      clearTimeout(timer)
      timer = setTimeout(() => {
        readCaret(view)
        if (editor.state.selection.empty) latest.current(words?.dataset['thread'] ?? null)
      })
    }
    view.dom.addEventListener('click', hear)
    return () => {
      clearTimeout(timer)
      view.dom.removeEventListener('click', hear)
    }
  }, [editor])
}
