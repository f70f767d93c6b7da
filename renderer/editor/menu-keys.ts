// Alt-F10 goes from the text to the menu that belongs to the selection, the table or the code block, and without
// one to the toolbar. Escape in each of them comes back.
import { type Editor, Extension } from '@tiptap/core'
import { blockWithMenu, isTextSelected } from './menu-of.ts'

export const MENU_KEYS = 'Alt-F10'
const TOOLBAR = '.toolbar'
const LONGEST_MS = 3_000

export const MenuKeys = Extension.create({
  name: 'menuKeys',
  addKeyboardShortcuts() {
    return {
      [MENU_KEYS]: () => {
        focusWhenShown(this.editor, placeOf(this.editor))
        return true
      },
    }
  },
})

function placeOf(editor: Editor): string {
  if (isTextSelected(editor)) return '[data-menu-of="selection"]'
  return blockWithMenu(editor) === null ? TOOLBAR : '[data-menu-of="block"]'
}

/**
 * A menu may be about to come: it is loaded, drawn, and hidden until it has its place, and what is hidden takes no focus. One that
 * does not come has the toolbar in its place. Ends with whatever the person does meanwhile.
 */
function focusWhenShown(editor: Editor, place: string): void {
  const from = document.activeElement
  const doing = new AbortController()
  const { signal } = doing
  for (const deed of ['keydown', 'pointerdown']) addEventListener(deed, () => doing.abort(), { capture: true, signal })
  const until = performance.now() + LONGEST_MS
  const look = (there: string, isWaiting: boolean): void => {
    if (signal.aborted || editor.isDestroyed) return
    const root = editor.view.dom.closest('.editor')
    if (document.activeElement === from)
      root?.querySelector<HTMLElement>(`${there} :is(button, select):not([disabled], [data-disabled])`)?.focus()
    if (document.activeElement !== from) doing.abort()
    else if (isWaiting) requestAnimationFrame((now) => look(there, now < until))
    else if (there === TOOLBAR) doing.abort()
    else look(TOOLBAR, false)
  }
  look(place, true)
}
