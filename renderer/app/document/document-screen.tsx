// `/d/{id}`: one document with everything around it. Which of its states is on the screen is decided here, once.
import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useDocumentRow } from '../documents/documents-queries.ts'
import { shownTitle } from '../documents/shown-title.ts'
import { Frame } from '../frame.tsx'
import { DocumentCommands } from '../load-interface.tsx'
import { Message } from '../message.tsx'
import { go } from '../route.ts'
import { useServices } from '../services.ts'
import { useWindowTitle } from '../window-title.ts'
import { DocumentBar } from './document-bar.tsx'
import { Skeleton } from './skeleton.tsx'
import { noteTextShown } from './text-first.ts'
import { type Opened, useLookup, useOpenDocument } from './use-open-document.ts'
import { useReadable } from './use-readable.ts'

export function DocumentScreen({ id }: { id: DocumentId }) {
  const opening = useOpenDocument(id)
  const row = useDocumentRow(id)
  useWindowTitle(shownTitle(row))
  const opened = typeof opening === 'string' ? null : opening
  const { desktop } = useServices().platform
  return (
    <>
      {desktop !== null && <DocumentCommands id={id} title={row?.title} isHere={opened !== null} />}
      <Frame
        current={id}
        bar={<DocumentBar id={id} title={row?.title} firstWords={row?.firstWords ?? ''} open={opened?.open ?? null} />}
      >
        {opened !== null ? <Contents opened={opened} /> : opening === 'failed' ? <EditorFailed /> : <Skeleton />}
      </Frame>
    </>
  )
}

function Contents({ opened }: { opened: Opened }): ReactNode {
  const { open, OpenText, NotHere, ...more } = opened
  const contents = useReadable(open.contents)
  const lookup = useLookup(open.address.document)
  useEffect(() => {
    if (contents !== 'opening') noteTextShown()
  }, [contents])
  if (lookup === 'gone' && contents !== 'here') return <Gone />
  switch (contents) {
    case 'opening':
    case 'fetching':
      return <Skeleton />
    case 'not-here':
      return <NotHere open={open} />
    case 'here':
      return <OpenText open={open} {...more} />
  }
}

function Gone() {
  const { t } = useTranslation()
  return (
    <Message title={t('document.gone.title')} action={{ label: t('app.toDocuments'), run: () => go('/documents') }}>
      {t('document.gone.words')}
    </Message>
  )
}

function EditorFailed() {
  const { t } = useTranslation()
  return (
    <Message
      title={t('document.editorFailed.title')}
      action={{ label: t('document.editorFailed.retry'), run: () => location.reload() }}
    >
      {t('document.editorFailed.words')}
    </Message>
  )
}
