// Opens a document while a screen shows it, and closes it after. The local copy comes first; nothing here waits for the
// relay.
import { useEffect, useRef, useState } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { Lookup } from '../../api/documents-service.ts'
import { type OpenDocument, openDocument } from '../../collab/open-document.ts'
import { notify } from '../../ui/toasts.tsx'
import { usePerson } from '../person/person.tsx'
import { useServices } from '../services.ts'

/** Null for the moment in which this computer is asked whether the document was made here. */
export function useOpenDocument(id: DocumentId): OpenDocument | null {
  const { relay, relayIdentity, dialer, documents } = useServices()
  const { user } = usePerson()
  const latestUser = useRef(user)
  const [open, setOpen] = useState<OpenDocument | null>(null)

  useEffect(() => {
    let left = false
    let opened: OpenDocument | null = null
    void documents
      .known(id)
      .catch(() => undefined) // Unreadable list: then the document was simply not made here.
      .then((row) => {
        if (left) return
        const createdHere = row !== undefined && !row.onRelay
        opened = openDocument({
          relay,
          relayIdentity,
          dialer,
          document: id,
          createdHere,
          user: latestUser.current,
        })
        setOpen(opened)
      })
    return () => {
      left = true
      setOpen(null)
      opened?.close().catch((cause: unknown) => {
        notify({
          text: `The last changes may not be stored on this computer: ${String(cause)}. Open the document again to see.`,
        })
      })
    }
  }, [relay, relayIdentity, dialer, documents, id])

  useEffect(() => {
    latestUser.current = user
    open?.setUser(user)
  }, [open, user])

  return open
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
