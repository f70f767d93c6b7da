// Alt-F10 goes from the text to the menu that belongs to the selection, the table or the code block, and without
// one to the toolbar. Escape in each of them comes back.
import { type Editor, Extension } from '@tiptap/core'
import { blockWithMenu, isTextSelected } from './menu-of.ts'

export const MENU_KEYS = 'Alt-F10'
const TOOLBAR = '.toolbar'

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
 * does not come has the toolbar in its place. Ends when the person goes elsewhere meanwhile.
 */
function focusWhenShown(editor: Editor, place: string, from = document.activeElement, framesLeft = 60): void {
  if (document.activeElement !== from || editor.isDestroyed) return
  const root = editor.view.dom.closest('.editor')
  root?.querySelector<HTMLElement>(`${place} :is(button, select):not([disabled], [data-disabled])`)?.focus()
  if (document.activeElement !== from) return
  if (framesLeft > 0) requestAnimationFrame(() => focusWhenShown(editor, place, from, framesLeft - 1))
  else if (place !== TOOLBAR) focusWhenShown(editor, TOOLBAR, from)
}
