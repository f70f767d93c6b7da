// Ctrl/⌘-K asks for a link. The toolbar holds the field for it, so the key only tells the toolbar.
import { Extension } from '@tiptap/core'

/** Sent on the editor's DOM element, where the toolbar hears it. */
export const ASK_FOR_LINK = 'ligature:ask-for-link'

export const LINK_KEYS = 'Mod-K'

export const LinkKeys = Extension.create({
  name: 'linkKeys',
  addKeyboardShortcuts() {
    return {
      'Mod-k': ({ editor }) => editor.view.dom.dispatchEvent(new CustomEvent(ASK_FOR_LINK)),
    }
  },
})
