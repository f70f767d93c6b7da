// The bar of an open document: its title, where its text is, who is in it, and the two ways to a second caret.
import { AppWindow, Check, Link2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { announce } from '../../ui/announcer.tsx'
import { useRename } from '../documents/deeds.ts'
import { PeopleHere, StatusLine } from '../load-interface.tsx'
import { Tip } from '../../ui/tip.tsx'
import { useServices } from '../services.ts'
import { useCopyLink, useOpenWindow } from './share.ts'
import { TitleField } from './title-field.tsx'
import { forgetTitle, noteTitle } from './title-notes.ts'
import './document-bar.css'

interface DocumentBarProps {
  readonly id: DocumentId
  /** Undefined while nobody has told it. */
  readonly title: string | undefined
  /** What the lists call it while it has no title; may be ''. */
  readonly firstWords: string
  readonly open: OpenDocument | null
}

export function DocumentBar({ id, title, firstWords, open }: DocumentBarProps) {
  const { t } = useTranslation()
  const { relayIdentity } = useServices()
  const rename = useRename()
  const openWindow = useOpenWindow()
  return (
    <>
      <TitleField
        key={id}
        title={title}
        firstWords={firstWords}
        rename={(next, basedOn) => rename(id, next, basedOn)}
        note={(typed, basedOn) => noteTitle(relayIdentity, id, typed.trim(), basedOn)}
        forget={() => forgetTitle(relayIdentity, id)}
      />
      <div className="bar-status">{open !== null && <StatusLine open={open} />}</div>
      <div className="bar-people">{open !== null && <PeopleHere open={open} />}</div>
      <Tip text={t('document.newWindow')}>
        <button
          type="button"
          className="button outlined bar-window"
          aria-label={t('document.newWindow')}
          onClick={() => openWindow(id)}
        >
          <AppWindow aria-hidden /> <span className="bar-words">{t('document.newWindow')}</span>
        </button>
      </Tip>
      <CopyLink id={id} />
    </>
  )
}

const SAY_COPIED_MS = 2_000

function CopyLink({ id }: { id: DocumentId }) {
  const { t } = useTranslation()
  const copyLink = useCopyLink()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    announce('copied', t('document.copiedAloud'))
    const timer = setTimeout(() => setCopied(false), SAY_COPIED_MS)
    return () => clearTimeout(timer)
  }, [copied, t])
  return (
    <button
      type="button"
      className="button filled bar-copy"
      aria-label={t('document.copyLink')}
      onClick={() => void copyLink(id).then(setCopied)}
    >
      {copied ? <Check aria-hidden /> : <Link2 aria-hidden />}
      {/* Both words take their room, so that the button keeps its width. */}
      <span className="bar-copy-words">
        <span data-shown={!copied}>{t('document.copyLink')}</span>
        <span data-shown={copied}>{t('document.copied')}</span>
      </span>
    </button>
  )
}
