// Opens a document while a screen shows it, and closes it after. The local copy comes first; nothing here waits for the
// relay.
import { useEffect, useRef, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { AttachmentsService } from '../../api/attachments-service.ts'
import type { Lookup } from '../../api/documents-service.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { arrived } from '../../ui/arrived.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { usePerson } from '../person/person.tsx'
import { useServices } from '../services.ts'
import { loadText, type TextChunk } from './load-text.ts'

export interface Opened {
  readonly open: OpenDocument
  /** This computer had not heard of the document before. */
  readonly isStranger: boolean
  readonly images: AttachmentsService
  readonly OpenText: TextChunk['OpenText']
  /** Removes this computer's copy, and opens the document as the relay has it. */
  readonly discard: () => void
}

interface Failed {
  readonly cause: unknown
}

/** 'opening' for the moment in which this computer is asked whether the document was made here, and, at a first visit,
 * until the editor has arrived; 'missing' when that did not so far. `cause`:
 * why it cannot be opened, which a new start may mend. */
export function useOpenDocument(id: DocumentId): Opened | Failed | 'opening' | 'missing' {
  const { relay, relayIdentity, dialer, documents, attachments } = useServices()
  const { user } = usePerson()
  const latestUser = useRef(user)
  const [opened, setOpened] = useState<Opened | Failed | 'opening' | 'missing'>('opening')
  const [times, setTimes] = useState(1)

  useEffect(() => {
    let left = false
    let open: OpenDocument | null = null
    const begin = async (): Promise<void> => {
      const [row, { openDocument, OpenText }] = await Promise.all([
        documents.known(id).catch(() => undefined), // Unreadable list: then the document was simply not made here.
        arrived(loadText, () => !left && setOpened('missing')),
      ])
      const images = await attachments()
      if (left) return
      const createdHere = row !== undefined && !row.onRelay
      open = openDocument({
        relay,
        relayIdentity,
        dialer,
        document: id,
        createdHere,
        user: latestUser.current,
        images,
      })
      setOpened({ open, isStranger: row === undefined, images, OpenText, discard: () => void discard() })
    }
    const discard = async (): Promise<void> => {
      setOpened('opening') // The editor goes before its document does.
      await open?.discard().catch((cause: unknown) => {
        notify({ text: t('document.ownCopy.notDiscarded', { why: String(cause) }) })
      })
      setTimes((before) => before + 1)
    }
    begin().catch((cause: unknown) => {
      reportError(cause)
      if (!left) setOpened({ cause })
    })
    return () => {
      left = true
      setOpened('opening')
      open?.close().catch((cause: unknown) => {
        notify({ text: t('document.lastChangesInDoubt', { why: String(cause) }) })
      })
    }
  }, [relay, relayIdentity, dialer, documents, attachments, id, times])

  useEffect(() => {
    latestUser.current = user
    if (typeof opened === 'object' && 'open' in opened) opened.open.setUser(user)
  }, [opened, user])

  return opened
}

/** What the relay knows of the document; 'asking' until it has answered. Also puts the document on the list here. */
export function useLookup(id: DocumentId): Lookup | 'asking' {
  const { documents } = useServices()
  const [lookup, setLookup] = useState<Lookup | 'asking'>('asking')
  useEffect(() => {
    let left = false
    const look = async (): Promise<void> => {
      await documents.markOpened(id)
      const row = await documents.known(id)
      // Made here a moment ago: the relay is about to hear of it, and has nothing to tell.
      const found = row?.onRelay === false ? 'here' : await documents.get(id)
      await documents.markOpened(id) // Once more: a document met for the first time has its row only now.
      if (!left) setLookup(found)
    }
    look().catch(reportError)
    return () => {
      left = true
    }
  }, [documents, id])
  return lookup
}
