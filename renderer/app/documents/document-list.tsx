// The documents, in the sidebar and as a page of their own: all, those opened lately, favourites, or what a search finds.
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { announce } from '../../ui/announcer.tsx'
import { useNow } from '../../ui/use-now.ts'
import { documentPath, go } from '../route.ts'
import { useTrash } from './deeds.ts'
import { DocumentRow } from './document-row.tsx'
import { useDocuments } from './documents-queries.ts'
import { findByTitle } from './find-by-title.ts'
import { ListNote } from './list-note.tsx'
import { SearchField } from './search-field.tsx'
import { RowList } from './row-list.tsx'
import { shownTitle } from './shown-title.ts'
import { chosenView, chooseView, rowsOfView, type View } from './views.ts'
import { ViewChoice } from './view-choice.tsx'
import './document-list.css'

const REFRESH_TIMES_MS = 60_000

interface DocumentListProps {
  /** The one on the screen. */
  readonly current?: DocumentId
  /** Pixels; the same stands in the stylesheet of whoever shows the list. */
  readonly rowHeight: number
  /** Only what is in it, unless a search looks at all; null: whatever it is in. */
  readonly folder?: FolderId | null
  /** What is said where nothing is in the folder, instead of the words for the view. */
  readonly nothing?: ReactNode
  /** Called when one was chosen: a drawer closes then. */
  readonly chosen?: () => void
}

export function DocumentList({ current, rowHeight, folder = null, nothing = null, chosen }: DocumentListProps) {
  const { t } = useTranslation()
  const documents = useDocuments()
  const now = useNow(REFRESH_TIMES_MS)
  const trash = useTrash()
  const [view, setView] = useState<View>(chosenView)
  const [typed, setTyped] = useState('')
  const [renaming, setRenaming] = useState<DocumentId | null>(null)
  const isSearch = typed.trim() !== ''
  const inFolder = folder === null ? documents : documents.filter((row) => row.folder === folder)
  const rows = isSearch ? findByTitle(documents, typed, shownTitle) : rowsOfView(inFolder, view)

  useEffect(() => {
    announce('search', isSearch ? t('documents.found', { count: rows.length }) : '')
  }, [t, isSearch, rows.length])

  const open = (row: LibraryDocument): void => {
    go(documentPath(row.id), 'push', { caret: 'start' })
    chosen?.()
  }
  const moveToTrash = (row: LibraryDocument): void => {
    const isShown = row.id === current
    if (isShown) go('/documents')
    trash(row, isShown ? () => go(documentPath(row.id)) : undefined)
  }
  return (
    <nav aria-label={t('documents.title')} className="document-list" data-scroller>
      <div className="list-tools">
        <SearchField
          typed={typed}
          setTyped={setTyped}
          label={t('documents.search')}
          choose={() => rows[0] !== undefined && isSearch && open(rows[0])}
        />
        <ViewChoice
          view={isSearch ? null : view}
          choose={(next) => {
            chooseView(next)
            setView(next)
            setTyped('')
          }}
        />
      </div>
      <RowList
        label={t('documents.title')}
        rows={rows}
        rowHeight={rowHeight}
        current={current}
        renderRow={(row) => (
          <DocumentRow
            row={row}
            now={now}
            isCurrent={row.id === current}
            isRenaming={row.id === renaming}
            setRenaming={(on) => setRenaming(on ? row.id : null)}
            open={open}
            moveToTrash={moveToTrash}
          />
        )}
        pressed={(row, { key }) => {
          if (key === 'F2') setRenaming(row.id)
          else if (key === 'Delete') moveToTrash(row)
          else return false
          return true
        }}
      />
      {rows.length === 0 &&
        (isSearch || nothing === null || inFolder.length > 0 ? (
          <p className="quiet list-nothing">
            {isSearch ? t('documents.empty.search', { words: typed.trim() }) : t(`documents.empty.${view}`)}
          </p>
        ) : (
          nothing
        ))}
      <ListNote />
    </nav>
  )
}
