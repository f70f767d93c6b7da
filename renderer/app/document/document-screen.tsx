// `/d/{id}`: one document with everything around it. Which of its states is on the screen is decided here, once.
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { useDocumentRow } from '../documents/documents-queries.ts'
import { shownTitle } from '../documents/shown-title.ts'
import { Frame } from '../frame.tsx'
import { DocumentCommands } from '../load-interface.tsx'
import { Message } from '../message.tsx'
import { useServices } from '../services.ts'
import { useWindowTitle } from '../window-title.ts'
import { DocumentBar } from './document-bar.tsx'
import { Skeleton } from './skeleton.tsx'
import { noteTextShown } from './text-first.ts'
import { type Opened, useLookup, useOpenDocument } from './use-open-document.ts'
import { useReadable } from './use-readable.ts'

/** Few ever read it. If it does not arrive, that a part of the app did not is what there is to say. */
const InsteadOfText = lazy(async () => {
  const page = await import('./instead-of-text.tsx').catch(() => null)
  return { default: page?.InsteadOfText ?? EditorFailed }
})

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
  const { open, OpenText, ...more } = opened
  const contents = useReadable(open.contents)
  const lookup = useLookup(open.address.document)
  useEffect(() => {
    if (contents !== 'opening') noteTextShown()
  }, [contents])
  const instead = (why: 'gone' | 'not-here'): ReactNode => (
    <Suspense fallback={<Skeleton />}>
      <InsteadOfText open={open} why={why} />
    </Suspense>
  )
  if (lookup === 'gone' && contents !== 'here') return instead('gone')
  switch (contents) {
    case 'opening':
    case 'fetching':
      return <Skeleton />
    case 'not-here':
      return instead(contents)
    case 'here':
      return <OpenText open={open} {...more} />
  }
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
