// Puts the keyboard into the text when the step that led here asked for it, with whatever was typed on the way.
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import { typeInto } from '../../editor/type-into.ts'
import { takeCaretWish } from '../route.ts'
import { takeHeldKeys } from './held-keys.ts'

/** What TipTap leaves on the element it edits. */
type TextElement = HTMLElement & { readonly editor?: Editor }

/** Of a component that is on the screen together with the editor. */
export function useCaret(): void {
  const [wish] = useState(takeCaretWish)
  useEffect(() => {
    let waiting = 0
    const look = (): void => {
      const text = document.querySelector<TextElement>('.text')
      if (text?.editor === undefined) waiting = requestAnimationFrame(look)
      else void enter(text.editor, wish).catch(reportError)
    }
    look()
    return () => cancelAnimationFrame(waiting)
  }, [wish])
}

async function enter(editor: Editor, wish: 'start' | 'end' | null): Promise<void> {
  const held = await takeHeldKeys()
  if (wish === null && held === null) {
    // Whoever opens a link, or opens the page anew, may type at once; whoever goes through the list keeps their place there.
    if (document.activeElement === document.body) editor.view.dom.focus({ preventScroll: true })
    return
  }
  if (held?.hadFocus !== false) {
    // Not TipTap's focus(): it waits a frame, and a letter would fall into it.
    if (wish === 'end') editor.commands.setTextSelection(editor.state.doc.content.size)
    editor.view.focus()
  }
  if (held !== null && held.text !== '') typeInto(editor, held.text)
}
