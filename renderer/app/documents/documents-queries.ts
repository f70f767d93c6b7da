// The lists of documents as the screens see them: TanStack Query over DocumentsService, which tells of every change
// (start-services.ts hands it on). Asking the relay happens in the background and never keeps a screen waiting.
import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { RelayRefused, RelayUnreachable } from '../../api/relay-errors.ts'
import { type Services, useServices } from '../services.ts'

export const DOCUMENTS_KEY = ['documents'] as const
export const TRASH_KEY = ['trash'] as const

/** Only while the window can be seen. */
const POLL_MS = 15_000
/** While events arrive by themselves: what they do not tell is when a text was last edited. */
const LIVE_POLL_MS = 60_000

type Rows = readonly LibraryDocument[]

/** Newest change first, without the trash. */
export function useDocuments(): Rows {
  const { documents } = useServices()
  const { data } = useQuery({
    queryKey: DOCUMENTS_KEY,
    queryFn: async () => {
      await refreshed(documents)
      return await documents.list()
    },
    refetchInterval: () => (documents.live ? LIVE_POLL_MS : POLL_MS),
    refetchOnWindowFocus: 'always',
  })
  return data ?? []
}

/** What was thrown away last first. */
export function useTrashed(): Rows {
  const { documents } = useServices()
  const { data } = useQuery({ queryKey: TRASH_KEY, queryFn: () => documents.listTrash() })
  return data ?? []
}

async function refreshed(documents: Services['documents']): Promise<void> {
  try {
    await documents.refresh()
  } catch (cause) {
    // The list as it was last seen is the answer then, and `reached` says so.
    if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) throw cause
  }
}

/** One document, of the list or of the trash; undefined when this computer does not know it. */
export function useDocumentRow(id: DocumentId | undefined): LibraryDocument | undefined {
  const [documents, trashed] = [useDocuments(), useTrashed()]
  const isIt = (row: LibraryDocument): boolean => row.id === id
  return documents.find(isIt) ?? trashed.find(isIt)
}

/** How the reading of the relay's list goes: how many have come so far, and whether the relay answers. */
export function useListing(): { readonly loading: number | null; readonly reached: boolean } {
  const { documents } = useServices()
  const loading = useSyncExternalStore(documents.subscribe, () => documents.loading)
  const reached = useSyncExternalStore(documents.subscribe, () => documents.reached)
  return { loading, reached }
}

/** How many windows have it open, everybody's, as the relay last said. */
export function usePresent(id: DocumentId): number {
  const { documents } = useServices()
  return useSyncExternalStore(documents.subscribe, () => documents.presentIn(id))
}
