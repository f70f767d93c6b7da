// `/d/{id}`: one document with everything around it. Which of its states is on the screen is decided here, once.
import { type ReactNode, useEffect } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import { latePart } from '../../ui/late-part.tsx'
import { useDocumentRow } from '../documents/documents-queries.ts'
import { shownTitle } from '../documents/shown-title.ts'
import { Frame } from '../frame.tsx'
import { AppFailed, DocumentCommands } from '../load-interface.tsx'
import { PartMissing } from '../part-missing.tsx'
import { useServices } from '../services.ts'
import { useWindowTitle } from '../window-title.ts'
import { DocumentBar } from './document-bar.tsx'
import { Skeleton } from './skeleton.tsx'
import { noteTextShown } from './text-first.ts'
import { type Opened, useLookup, useOpenDocument } from './use-open-document.ts'
import { useReadable } from './use-readable.ts'

/** Few ever read it. */
const InsteadOfText = latePart(async () => (await import('./instead-of-text.tsx')).InsteadOfText, <PartMissing />)

export function DocumentScreen({ id }: { id: DocumentId }) {
  const opening = useOpenDocument(id)
  const row = useDocumentRow(id)
  useWindowTitle(shownTitle(row))
  const opened = typeof opening === 'object' && 'open' in opening ? opening : null
  const { desktop } = useServices().platform
  return (
    <>
      {desktop !== null && <DocumentCommands id={id} title={row?.title} isHere={opened !== null} />}
      <Frame
        current={id}
        bar={<DocumentBar id={id} title={row?.title} firstWords={row?.firstWords ?? ''} open={opened?.open ?? null} />}
      >
        {opened !== null ? (
          <Contents opened={opened} />
        ) : typeof opening === 'object' && 'cause' in opening ? (
          <AppFailed cause={opening.cause} during="use" />
        ) : opening === 'missing' ? (
          <PartMissing />
        ) : (
          <Skeleton />
        )}
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
  const instead = (why: 'gone' | 'not-here'): ReactNode => <InsteadOfText open={open} why={why} place={<Skeleton />} />
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
