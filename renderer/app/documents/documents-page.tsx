// `/documents`: all documents as a page.
import { Plus, Trash2 } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FolderId } from '../../../contracts/ids.ts'
import { latePart } from '../../ui/late-part.tsx'
import { go } from '../route.ts'
import { useWindowTitle } from '../window-title.ts'
import { DocumentList } from './document-list.tsx'
import { useNewDocument } from './new-document.ts'
import { chosenFolder, chooseFolder } from './views.ts'
import './documents-page.css'

const loadFolderBar = () => import('../folders/folder-bar.tsx')
const FolderBar = latePart(async () => (await loadFolderBar()).FolderBar)
const EmptyFolder = latePart(async () => (await loadFolderBar()).EmptyFolder)

/** The stylesheet's `.documents-page .row` is made for it. */
const ROW_HEIGHT_PX = 56

export function DocumentsPage() {
  const { t } = useTranslation()
  const [folder, setFolder] = useState<FolderId | null>(chosenFolder)
  const newDocument = useNewDocument(folder)
  const choose = useCallback((next: FolderId | null) => {
    chooseFolder(next)
    setFolder(next)
  }, [])
  useWindowTitle(t('documents.title'))
  return (
    <div className="documents-page">
      <header>
        <h1>{t('documents.title')}</h1>
        <div className="page-steps">
          <a
            className="button"
            href="/trash"
            aria-label={t('documents.trash.title')}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              go('/trash')
            }}
          >
            <Trash2 aria-hidden /> <span className="page-words">{t('documents.trash.title')}</span>
          </a>
          <button type="button" className="button filled" onClick={() => void newDocument()}>
            <Plus aria-hidden /> {t('commands.names.newDocument')}
          </button>
        </div>
      </header>
      <FolderBar chosen={folder} choose={choose} place={<div className="folder-bar" />} />
      <DocumentList rowHeight={ROW_HEIGHT_PX} folder={folder} nothing={folder === null ? null : <EmptyFolder />} />
    </div>
  )
}
