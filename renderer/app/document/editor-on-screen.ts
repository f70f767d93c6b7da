// The editor of the text that is on the screen, for panels beside it, which come later.
import type { Editor } from '@tiptap/core'

/** What TipTap leaves on the element it edits. */
type TextElement = HTMLElement & { readonly editor?: Editor }

/** Undefined where no text is. */
export const editorOnScreen = (): Editor | undefined => document.querySelector<TextElement>('.text')?.editor
