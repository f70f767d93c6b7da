// Alt-F10 goes from the text to the menu that belongs to the selection, the table or the code block, and without
// one to the toolbar. Escape in each of them comes back.
import { Extension } from '@tiptap/core'

export const MENU_KEYS = 'Alt-F10'

/** The nearest to the selection first. */
const PLACES = ['[data-menu-of="selection"]', '[data-menu-of="block"]', '.toolbar']

export const MenuKeys = Extension.create({
  name: 'menuKeys',
  addKeyboardShortcuts() {
    const go = (): boolean => {
      const root = this.editor.view.dom.closest('.editor')
      for (const place of PLACES) {
        const button = root?.querySelector<HTMLElement>(`${place} :is(button, select):not([disabled], [data-disabled])`)
        if (button === null || button === undefined) continue
        focusWhenShown(button)
        return true
      }
      return false
    }
    return { [MENU_KEYS]: go }
  },
})

/** A menu that has just come is hidden until it has its place, and what is hidden takes no focus. Ends when the person goes
 * elsewhere meanwhile. */
function focusWhenShown(button: HTMLElement, from = document.activeElement, framesLeft = 60): void {
  if (document.activeElement !== from) return
  button.focus()
  if (document.activeElement !== from || framesLeft === 0 || !button.isConnected) return
  requestAnimationFrame(() => focusWhenShown(button, from, framesLeft - 1))
}
