// What can be done with a document of the list. Loaded by document-row.tsx.
import { Menu } from '@base-ui/react/menu'
import { AppWindow, FolderInput, Pencil, Star, Trash2 } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import type { WithTrigger } from '../../ui/late-popup.tsx'
import { PopupMenu } from '../../ui/popup-menu.tsx'
import { shortcutText } from '../../ui/shortcut.ts'
import { useCommandDialogs } from '../commands/commands-context.ts'
import { useOpenWindow } from '../document/share.ts'
import { documentPath } from '../route.ts'
import { useStar } from './deeds.ts'

interface RowMenuProps extends WithTrigger {
  readonly row: LibraryDocument
  readonly setRenaming: (on: boolean) => void
  readonly moveToTrash: (row: LibraryDocument) => void
}

export function RowMenu({ trigger, row, setRenaming, moveToTrash }: RowMenuProps) {
  const { t } = useTranslation()
  const star = useStar()
  const openWindow = useOpenWindow()
  const { show } = useCommandDialogs()
  /** What was chosen has a field or a dialog of its own, which takes the focus. */
  const leadsOn = useRef(false)
  const goOn = (there: () => void) => (): void => {
    leadsOn.current = true
    there()
  }
  return (
    <PopupMenu
      trigger={trigger}
      onOpenChange={(isOpen) => isOpen && (leadsOn.current = false)}
      finalFocus={() => !leadsOn.current && linkOf(row)}
    >
      <Menu.Item className="menu-item" onClick={goOn(() => setRenaming(true))}>
        <Pencil aria-hidden /> {t('documents.rename')} <kbd>F2</kbd>
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={() => star(row.id, !row.starred)}>
        <Star aria-hidden /> {row.starred ? t('documents.removeFavourite') : t('documents.addFavourite')}
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={() => openWindow(row.id)}>
        <AppWindow aria-hidden /> {t('documents.openInWindow')}
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={goOn(() => show({ move: row.id }))}>
        <FolderInput aria-hidden /> {t('commands.names.moveToFolder')}
      </Menu.Item>
      <Menu.Item className="menu-item" onClick={() => moveToTrash(row)}>
        <Trash2 aria-hidden /> {t('documents.moveToTrash')} <kbd>{shortcutText('Delete')}</kbd>
      </Menu.Item>
    </PopupMenu>
  )
}

const linkOf = ({ id }: LibraryDocument): HTMLElement | null =>
  document.querySelector(`.rows a[href="${documentPath(id)}"]`)
