// Asks the system for pictures and hands them to whoever can store them: the command `insertImageFiles`, which an extension
// adds that knows where attachments go. Without it there is no such action.
import type { Editor } from '@tiptap/core'

type InsertImageFiles = (files: readonly File[]) => boolean

const commandOf = (editor: Editor): InsertImageFiles | undefined =>
  (editor.commands as unknown as { insertImageFiles?: InsertImageFiles }).insertImageFiles

export function canInsertImage(editor: Editor): boolean {
  return commandOf(editor) !== undefined
}

/** The chooser opens only in answer to a key or a press. */
export function chooseImages(editor: Editor): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = 'image/*'
  input.multiple = true
  input.addEventListener('change', () => {
    editor.commands.focus()
    commandOf(editor)?.([...(input.files ?? [])])
  })
  input.click()
}
