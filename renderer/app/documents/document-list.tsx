// The list of documents, in the sidebar and as a page of its own: open, rename (F2 or menu), move to the trash.
import { Menu } from '@base-ui/react/menu'
import { AppWindow, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { type MouseEvent, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { timeWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { useOpenWindow } from '../document/share.ts'
import { documentPath, go } from '../route.ts'
import { titleText, useDocuments, useRename, useTrash } from './documents-queries.ts'
import { RenameField } from './rename-field.tsx'
import './document-list.css'

const REFRESH_TIMES_MS = 60_000

interface DocumentListProps {
  /** The one on the screen. */
  readonly current?: DocumentId
  /** Called when one was chosen: a drawer closes then. */
  readonly chosen?: () => void
}

export function DocumentList({ current, chosen }: DocumentListProps) {
  const documents = useDocuments()
  const now = useNow(REFRESH_TIMES_MS)
  return (
    <nav aria-label="Documents" className="document-list">
      {documents.length === 0 ? (
        <p className="quiet document-list-empty">No documents yet. The one you start appears here.</p>
      ) : (
        <ul>
          {documents.map((row) => (
            <Row key={row.id} row={row} now={now} isCurrent={row.id === current} chosen={chosen} />
          ))}
        </ul>
      )}
    </nav>
  )
}

interface RowProps {
  readonly row: LibraryDocument
  readonly now: number
  readonly isCurrent: boolean
  readonly chosen: (() => void) | undefined
}

function Row({ row, now, isCurrent, chosen }: RowProps) {
  const [renaming, setRenaming] = useState(false)
  const rename = useRename()
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return // The browser's own "open elsewhere".
    event.preventDefault()
    go(documentPath(row.id))
    chosen?.()
  }
  if (renaming) {
    return (
      <li className="document-row">
        <RenameField
          title={row.title}
          done={(title) => {
            if (title !== null && title !== row.title) rename(row.id, title)
            setRenaming(false)
          }}
        />
      </li>
    )
  }
  return (
    <li className="document-row">
      <a
        href={documentPath(row.id)}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={open}
        onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
      >
        <span className={row.title === '' ? 'document-title quiet' : 'document-title'}>{titleText(row)}</span>
        <span className="document-time">{timeWords(Date.parse(row.changedAt), now)}</span>
      </a>
      <RowMenu row={row} isCurrent={isCurrent} rename={() => setRenaming(true)} />
    </li>
  )
}

function RowMenu({ row, isCurrent, rename }: { row: LibraryDocument; isCurrent: boolean; rename: () => void }) {
  const trash = useTrash()
  const openWindow = useOpenWindow()
  const moveToTrash = (): void => {
    if (isCurrent) go('/documents')
    trash(row, isCurrent ? () => go(documentPath(row.id)) : undefined)
  }
  return (
    <Menu.Root>
      <Menu.Trigger className="icon-button row-menu" aria-label={`Actions for ${titleText(row)}`}>
        <Ellipsis aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="end" className="above">
          {/* Renaming puts the focus into its field; the menu must not take it back. */}
          <Menu.Popup className="popup menu" finalFocus={false}>
            <Menu.Item className="menu-item" onClick={rename}>
              <Pencil aria-hidden /> Rename <kbd>F2</kbd>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={() => openWindow(row.id)}>
              <AppWindow aria-hidden /> Open in new window
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={moveToTrash}>
              <Trash2 aria-hidden /> Move to trash
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
