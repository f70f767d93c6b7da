// A text that is here: what there is to say about it above, and its editor. Part of the chunk that load-text.ts loads.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AttachmentsService } from '../../api/attachments-service.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { DocumentEditor } from '../../editor/document-editor.tsx'
import { arrived } from '../../ui/arrived.ts'
import { useLate } from '../../ui/use-late.ts'
import { keysOf } from '../commands/command-list.ts'
import { useCommandDialogs } from '../commands/commands-context.ts'
import { useDocumentRow, usePresent } from '../documents/documents-queries.ts'
import { Message } from '../message.tsx'
import { usePerson } from '../person/person.tsx'
import { useServices } from '../services.ts'
import { NewHere } from './new-here.tsx'
import { PlainHttpBanner } from './plain-http-banner.tsx'
import { TitleBanner } from './title-banner.tsx'
import { TrashBanner } from './trash-banner.tsx'
import { TroubleBanner } from './trouble-banner.tsx'
import { troubleWords } from './trouble-words.ts'
import { useAnnouncements } from './use-announcements.ts'
import { useCaret } from './use-caret.ts'
import { useFirstWords } from './use-first-words.ts'
import { useReadable } from './use-readable.ts'

const loadMarks = () => arrived(async () => (await import('../comments/marked-text.tsx')).MarkedText)

interface OpenTextProps {
  readonly open: OpenDocument
  /** This computer had never heard of the document before it was opened now. */
  readonly isStranger: boolean
  readonly images: AttachmentsService
  readonly discard: () => void
}

export function OpenText({ open, isStranger, images, discard }: OpenTextProps) {
  const { platform, relay } = useServices()
  const openLink = (address: string): void => platform.openExternal(address)
  const { user } = usePerson()
  const row = useDocumentRow(open.address.document)
  const status = useReadable(open.status)
  // Of a document that leaves the list while it is on the screen, the title is the one it had; so it is where a relay that
  // knows nothing of it lists it anew, without one.
  const [title, setTitle] = useState('')
  if (row !== undefined && row.title !== '' && row.title !== title) setTitle(row.title)
  const mayOnlyRead = useReadable(open.readOnly)
  const readOnly = mayOnlyRead || (status.kind === 'action-needed' && troubleWords(status.problem).readOnly)
  // Who is alone with a document hears of its first comment with the list.
  const isWithOthers = usePresent(open.address.document) > 1
  const mayHaveComments = isWithOthers || (row?.openComments ?? 0) > 0
  const MarkedText = useLate(loadMarks, mayHaveComments)
  const { show } = useCommandDialogs()
  useAnnouncements(open)
  useCaret()
  useFirstWords(open, (row?.title ?? '') === '')
  return (
    <>
      <TroubleBanner open={open} title={title} discard={discard} />
      {status.kind !== 'action-needed' && <PlainHttpBanner />}
      {row !== undefined && row.trashedAt !== null && <TrashBanner row={row} />}
      {row !== undefined && row.ownTitle !== null && <TitleBanner row={row} ownTitle={row.ownTitle} />}
      {isStranger && status.kind !== 'action-needed' && <NewHere open={open} />}
      <DocumentEditor
        doc={open.doc}
        awareness={open.awareness}
        user={user}
        holdBack={open.holdBack}
        images={{
          attachments: images,
          relay,
          document: open.address.document,
          openLink,
        }}
        readOnly={readOnly}
        openLink={openLink}
        copyText={(text) => platform.copyText(text)}
        comment={{ keys: keysOf('comments'), ask: () => show({ thread: null }) }}
        renderNotUnderstood={(unknown) => <NotUnderstood unknown={unknown} />}
      />
      {mayHaveComments && MarkedText !== null && <MarkedText id={open.address.document} />}
    </>
  )
}

function NotUnderstood({ unknown }: { unknown: string }) {
  const { t } = useTranslation()
  return (
    <Message
      title={t('document.notUnderstood.title')}
      action={{ label: t('document.connection.reload'), run: () => location.reload() }}
    >
      {t('document.notUnderstood.words', { what: unknown })}
    </Message>
  )
}
