// A menu over the text that comes when it is first wanted (ui/use-late.ts).
import type { Editor } from '@tiptap/core'
import { useEffect } from 'react'
import { useLate } from '../ui/use-late.ts'

/** `load` must be the same each time; another `wish` tries again. */
export function useLateMenu<Part>(editor: Editor, load: () => Promise<Part>, wish: unknown): Part | null {
  useEffect(() => {
    // Whoever writes may ask for it next, with a key that looks for it in this moment.
    const { dom } = editor.view
    const come = (): void => void load().catch(() => undefined) // It is told when there is something to show.
    dom.addEventListener('keydown', come, { once: true })
    return () => dom.removeEventListener('keydown', come)
  }, [editor, load])
  return useLate(load, wish)
}
