// One row of the list: the link with title and time, the star, the menu; or the field in which it is renamed.
import { Menu } from '@base-ui/react/menu'
import { AppWindow, Ellipsis, Pencil, Star, Trash2 } from 'lucide-react'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { timeWords } from '../../ui/time-words.ts'
import { useOpenWindow } from '../document/share.ts'
import { documentPath } from '../route.ts'
import { useRename, useStar } from './deeds.ts'
import { RenameField } from './rename-field.tsx'
import { useTabIndex } from './row-keys.ts'
import { shownTitle } from './shown-title.ts'

interface DocumentRowProps {
  readonly row: LibraryDocument
  /** Milliseconds since 1970. */
  readonly now: number
  readonly isCurrent: boolean
  readonly isRenaming: boolean
  readonly setRenaming: (on: boolean) => void
  readonly open: (row: LibraryDocument) => void
  readonly moveToTrash: (row: LibraryDocument) => void
}

export function DocumentRow(props: DocumentRowProps) {
  const { row, isRenaming, setRenaming } = props
  const rename = useRename()
  if (!isRenaming) return <Shown {...props} />
  return (
    <RenameField
      title={row.title}
      done={(title) => {
        if (title !== null && title !== row.title) rename(row.id, title)
        setRenaming(false)
      }}
    />
  )
}

function Shown(props: DocumentRowProps) {
  const { row, now, isCurrent, open } = props
  const { t } = useTranslation()
  const tabIndex = useTabIndex()
  const star = useStar()
  const title = shownTitle(row)
  const clicked = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return // The browser's own "open elsewhere".
    event.preventDefault()
    open(row)
  }
  return (
    <>
      <a
        href={documentPath(row.id)}
        tabIndex={tabIndex}
        draggable={false}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={clicked}
      >
        <span className={row.title === '' ? 'row-title quiet' : 'row-title'} translate="no" dir="auto">
          {title}
        </span>
        {row.refused === null ? (
          <span className="row-time">{timeWords(Date.parse(row.changedAt), now)}</span>
        ) : (
          <span className="row-time" data-tone="alert">
            {t('documents.notOnRelay')}
          </span>
        )}
      </a>
      <div className="row-buttons">
        <button
          type="button"
          className="icon-button row-star"
          tabIndex={-1}
          aria-pressed={row.starred}
          aria-label={row.starred ? t('documents.unstar', { title }) : t('documents.star', { title })}
          onClick={() => star(row.id, !row.starred)}
        >
          <Star aria-hidden />
        </button>
        <RowMenu {...props} />
      </div>
    </>
  )
}

function RowMenu({ row, setRenaming, moveToTrash }: DocumentRowProps) {
  const { t } = useTranslation()
  const star = useStar()
  const openWindow = useOpenWindow()
  return (
    <Menu.Root>
      <Menu.Trigger
        className="icon-button"
        tabIndex={-1}
        aria-label={t('documents.actionsFor', { title: shownTitle(row) })}
      >
        <Ellipsis aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="above">
          {/* Renaming puts the focus into its field; the menu must not take it back. */}
          <Menu.Popup className="popup menu" finalFocus={false}>
            <Menu.Item className="menu-item" onClick={() => setRenaming(true)}>
              <Pencil aria-hidden /> {t('documents.rename')} <kbd>F2</kbd>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => star(row.id, !row.starred)}>
              <Star aria-hidden /> {row.starred ? t('documents.removeFavourite') : t('documents.addFavourite')}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => openWindow(row.id)}>
              <AppWindow aria-hidden /> {t('documents.openInWindow')}
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => moveToTrash(row)}>
              <Trash2 aria-hidden /> {t('documents.moveToTrash')} <kbd>{shortcutText('Delete')}</kbd>
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
