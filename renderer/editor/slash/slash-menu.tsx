// The slash menu as it is seen: choices beside the caret, loaded with the first slash, and their number said to a screen
// reader. The focus never leaves the text; slash.ts hears the keys.
import type { Editor } from '@tiptap/core'
import { useTranslation } from 'react-i18next'
import { useLate } from '../../ui/use-late.ts'
import { type OpenSlash, openSlash } from './slash.ts'
import { useEditorState } from '../use-editor.ts'

const load = async () => (await import('./slash-choices.tsx')).SlashChoices

export function SlashMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const open = useEditorState(editor, (current) => openSlash(current), isSame)
  const Choices = useLate(load, open !== null)
  return (
    <>
      {Choices !== null && open !== null && <Choices editor={editor} {...open} />}
      <span className="for-screen-readers" aria-live="polite">
        {open === null ? '' : t('editor.slash.count', { count: open.items.length })}
      </span>
    </>
  )
}

function isSame(one: OpenSlash | null, other: OpenSlash | null): boolean {
  return one === other || (one?.query === other?.query && one?.index === other?.index && one !== null && other !== null)
}
