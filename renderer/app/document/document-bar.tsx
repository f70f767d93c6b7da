// The bar of an open document: its title, where its text is, who is in it, and the two ways to a second caret.
import { AppWindow, Check, Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { useRename } from '../documents/documents-queries.ts'
import { Tip } from '../../ui/tip.tsx'
import { PeopleHere } from './people-here.tsx'
import { useCopyLink, useOpenWindow } from './share.ts'
import { StatusLine } from './status-line.tsx'
import { TitleField } from './title-field.tsx'
import './document-bar.css'

interface DocumentBarProps {
  readonly id: DocumentId
  /** Undefined while nobody has told it. */
  readonly title: string | undefined
  readonly open: OpenDocument | null
}

export function DocumentBar({ id, title, open }: DocumentBarProps) {
  const rename = useRename()
  const openWindow = useOpenWindow()
  return (
    <>
      <TitleField key={id} title={title} rename={(next) => rename(id, next)} />
      <div className="bar-status">{open !== null && <StatusLine open={open} />}</div>
      <div className="bar-people">{open !== null && <PeopleHere open={open} />}</div>
      <Tip text="New window">
        <button
          type="button"
          className="button outlined bar-window"
          aria-label="New window"
          onClick={() => openWindow(id)}
        >
          <AppWindow aria-hidden /> <span className="bar-words">New window</span>
        </button>
      </Tip>
      <CopyLink id={id} />
    </>
  )
}

const SAY_COPIED_MS = 2_000

function CopyLink({ id }: { id: DocumentId }) {
  const copyLink = useCopyLink()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAY_COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className="button filled bar-copy"
      aria-label="Copy link"
      onClick={() => void copyLink(id).then(setCopied)}
    >
      {copied ? <Check aria-hidden /> : <Link2 aria-hidden />}
      {/* Both words take their room, so that the button keeps its width. */}
      <span className="bar-copy-words">
        <span data-shown={!copied}>Copy link</span>
        <span data-shown={copied}>Copied</span>
      </span>
      <span className="for-screen-readers" aria-live="polite">
        {copied ? 'The link is on the clipboard.' : ''}
      </span>
    </button>
  )
}
