// What an image that is selected can be told: its description, for people who do not see it. A small bar below the image; Enter
// goes into its field, Escape back to the text. Shown once by document-editor.tsx.
import type { Editor } from '@tiptap/core'
import { NodeSelection } from '@tiptap/pm/state'
import { useLate } from '../../ui/use-late.ts'
import { useEditorState } from '../use-editor.ts'

const load = async () => (await import('./image-popup.tsx')).ImagePopup

export function ImageDetails({ editor, readOnly }: { editor: Editor; readOnly: boolean }) {
  const selected = useEditorState(editor, (current) => selectedImage(current))
  const Popup = useLate(load, selected !== null && !readOnly)
  if (Popup === null || selected === null || readOnly) return null
  // Another image is another field.
  return <Popup key={selected.at} editor={editor} at={selected.at} alt={selected.alt} />
}

function selectedImage({ state }: Editor): { readonly at: number; readonly alt: string } | null {
  const { selection } = state
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'image') return null
  const alt: unknown = selection.node.attrs['alt']
  return { at: selection.from, alt: typeof alt === 'string' ? alt : '' }
}
