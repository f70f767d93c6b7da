// `/d/{id}`: one document with everything around it. Which of its states is on the screen is decided here, once.
import { type ReactNode, useEffect, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { DocumentEditor } from '../../editor/document-editor.tsx'
import { useDocumentCommands } from '../desktop/desktop-commands.ts'
import { titleText, useDocumentRow } from '../documents/documents-queries.ts'
import { Frame } from '../frame.tsx'
import { Message } from '../message.tsx'
import { usePerson } from '../person/person.tsx'
import { go, takeCaretWish } from '../route.ts'
import { useServices } from '../services.ts'
import { DocumentBar } from './document-bar.tsx'
import { Skeleton } from './skeleton.tsx'
import { TroubleBanner } from './trouble-banner.tsx'
import { troubleWords } from './trouble-words.ts'
import { useLookup, useOpenDocument } from './use-open-document.ts'
import { useReadable } from './use-readable.ts'

export function DocumentScreen({ id }: { id: DocumentId }) {
  const open = useOpenDocument(id)
  const row = useDocumentRow(id)
  useDocumentCommands(id, row?.title, open)
  useEffect(() => {
    document.title = `${titleText(row)} — Ligature`
  }, [row])
  return (
    <Frame current={id} bar={<DocumentBar id={id} title={row?.title} open={open} />}>
      {open === null ? <Skeleton /> : <Contents open={open} />}
    </Frame>
  )
}

function Contents({ open }: { open: OpenDocument }): ReactNode {
  const contents = useReadable(open.contents)
  const lookup = useLookup(open.address.document)
  if (lookup === 'gone' && contents !== 'here') return <Gone />
  switch (contents) {
    case 'opening':
    case 'fetching':
      return <Skeleton />
    case 'not-here':
      return <NotHere open={open} />
    case 'here':
      return <Text open={open} />
  }
}

function Text({ open }: { open: OpenDocument }) {
  const { platform } = useServices()
  const { user } = usePerson()
  const status = useReadable(open.status)
  const [caretWished] = useState(takeCaretWish)
  const mayOnlyRead = useReadable(open.readOnly)
  const readOnly = mayOnlyRead || (status.kind === 'action-needed' && troubleWords(status.problem).readOnly)
  return (
    <>
      <TroubleBanner open={open} />
      <DocumentEditor
        doc={open.doc}
        awareness={open.awareness}
        user={user}
        readOnly={readOnly}
        autoFocus={caretWished}
        openLink={(address) => platform.openExternal(address)}
        renderNotUnderstood={(unknown) => <NotUnderstood unknown={unknown} />}
      />
    </>
  )
}

function NotHere({ open }: { open: OpenDocument }) {
  const { relay } = useServices()
  return (
    <Message
      title="This document is not on this computer yet"
      action={{ label: 'Try again', run: () => open.retryNow() }}
    >
      It was never opened here before, so whatever it holds is on the relay, and the relay at {new URL(relay).host}{' '}
      cannot be reached just now. The document appears by itself when the relay answers.
    </Message>
  )
}

function NotUnderstood({ unknown }: { unknown: string }) {
  return (
    <Message title="This document needs another version" action={{ label: 'Reload', run: () => location.reload() }}>
      Its text is untouched, on this computer and on the relay. It holds something that this version of Ligature does
      not know ({unknown}) and would destroy by opening it. Reload this page to get the newest version, or open the
      document where that was written.
    </Message>
  )
}

function Gone() {
  return (
    <Message
      title="This document was deleted for ever"
      action={{ label: 'Go to the documents', run: () => go('/documents') }}
    >
      Its text is gone from the relay, and there is no copy of it on this computer. Somebody who had it open may still
      have one on theirs; ask them, or go on with another document.
    </Message>
  )
}
