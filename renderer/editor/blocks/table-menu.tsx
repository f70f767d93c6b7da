// The button of the table's menu.
import type { Editor } from '@tiptap/core'
import { ChevronDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { latePopup } from '../../ui/late-popup.tsx'

const Commands = latePopup('menu', async () => (await import('./table-commands.tsx')).TableCommands)

export function TableMenu({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  return (
    <Commands
      editor={editor}
      trigger={
        <button type="button" className="button bubble-kind" onMouseDown={(event) => event.preventDefault()}>
          {t('editor.table.label')} <ChevronDown aria-hidden />
        </button>
      }
    />
  )
}
