// `/documents`: all documents as a page.
import { Plus } from 'lucide-react'
import { useEffect } from 'react'
import { DocumentList } from './document-list.tsx'
import { useDocuments } from './documents-queries.ts'
import { useNewDocument } from './new-document.ts'
import './documents-page.css'

export function DocumentsPage() {
  const newDocument = useNewDocument()
  const isEmpty = useDocuments().length === 0
  useEffect(() => {
    document.title = 'Documents — Ligature'
  }, [])
  return (
    <div className="documents-page">
      <header>
        <h1>Documents</h1>
        <button type="button" className="button filled" onClick={() => void newDocument()}>
          <Plus aria-hidden /> New document
        </button>
      </header>
      {isEmpty ? <Nothing /> : <DocumentList />}
    </div>
  )
}

function Nothing() {
  return (
    <p className="documents-none">
      No documents yet. Start one: it is kept on this computer from the first letter, with or without a network, and you
      can share it whenever you like.
    </p>
  )
}
