// `/trash`: what was thrown away. It can be brought back, or deleted for ever after one more question.
import { RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { timeWords } from '../../ui/time-words.ts'
import { useNow } from '../../ui/use-now.ts'
import { documentPath, go } from '../route.ts'
import { useWindowTitle } from '../window-title.ts'
import '../../words/late-words.ts'
import { useDeleteForEver, useRestore } from './deeds.ts'
import { DeleteQuestion } from './delete-question.tsx'
import { useDocuments, useTrashed } from './documents-queries.ts'
import { findByTitle } from './find-by-title.ts'
import { ListNote } from './list-note.tsx'
import { RowList } from './row-list.tsx'
import { useTabIndex } from './row-keys.ts'
import { SearchField } from './search-field.tsx'
import { shownTitle } from './shown-title.ts'
import './documents-page.css'
import './document-list.css'
import '../../words/trash-words.ts'

const ROW_HEIGHT_PX = 56
const REFRESH_TIMES_MS = 60_000
const NOTHING_ASKED = { row: null, open: false }

export function TrashPage() {
  const { t } = useTranslation()
  useDocuments() // Asks the relay, for both lists.
  const trashed = useTrashed()
  const restore = useRestore()
  const deleteForEver = useDeleteForEver()
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState<{ readonly row: LibraryDocument | null; readonly open: boolean }>(NOTHING_ASKED)
  const ask = (row: LibraryDocument): void => setAsked({ row, open: true })
  useWindowTitle(t('documents.trash.title'))
  const rows = findByTitle(trashed, typed, shownTitle)
  return (
    <div className="documents-page">
      <header>
        <h1>{t('documents.trash.title')}</h1>
        <p className="quiet-line">{t('documents.trash.words')}</p>
      </header>
      <section className="document-list" aria-label={t('documents.trash.title')} data-scroller>
        <div className="list-tools">
          <SearchField typed={typed} setTyped={setTyped} label={t('documents.search')} />
        </div>
        <RowList
          label={t('documents.trash.title')}
          rows={rows}
          rowHeight={ROW_HEIGHT_PX}
          renderRow={(row) => <TrashRow row={row} restore={restore} ask={ask} />}
          pressed={(row, { key }) => {
            if (key === 'Delete') ask(row)
            return key === 'Delete'
          }}
        />
        {rows.length === 0 && (
          <p className="quiet list-nothing">
            {typed.trim() === ''
              ? t('documents.empty.trash')
              : t('documents.empty.trashSearch', { words: typed.trim() })}
          </p>
        )}
        <ListNote />
      </section>
      <DeleteQuestion {...asked} close={() => setAsked({ ...asked, open: false })} deleteForEver={deleteForEver} />
    </div>
  )
}

interface TrashRowProps {
  readonly row: LibraryDocument
  readonly restore: (row: LibraryDocument) => void
  readonly ask: (row: LibraryDocument) => void
}

function TrashRow({ row, restore, ask }: TrashRowProps) {
  const { t } = useTranslation()
  const tabIndex = useTabIndex()
  const now = useNow(REFRESH_TIMES_MS)
  const when = timeWords(Date.parse(row.trashedAt ?? row.changedAt), now)
  return (
    <>
      <a
        href={documentPath(row.id)}
        tabIndex={tabIndex}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          go(documentPath(row.id), 'push', { caret: 'start' })
        }}
      >
        <span className="row-title" translate="no" dir="auto">
          {shownTitle(row)}
        </span>
        <span className="row-time">{t('documents.trash.movedAt', { when })}</span>
      </a>
      <div className="row-buttons">
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          title={t('documents.trash.restore')}
          aria-label={`${t('documents.trash.restore')}: ${shownTitle(row)}`}
          onClick={() => restore(row)}
        >
          <RotateCcw aria-hidden />
        </button>
        <button
          type="button"
          className="icon-button"
          tabIndex={-1}
          title={t('documents.trash.deleteForEver')}
          aria-label={`${t('documents.trash.deleteForEver')}: ${shownTitle(row)}`}
          onClick={() => ask(row)}
        >
          <Trash2 aria-hidden />
        </button>
      </div>
    </>
  )
}
