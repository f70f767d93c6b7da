// The list of documents as the screens see it: TanStack Query over DocumentsService. Renaming and trashing show at once
// and go back, with a notice, when they cannot be kept.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { RelayRefused, RelayUnreachable } from '../../api/relay-request.ts'
import { notify } from '../../ui/toasts.tsx'
import { useServices } from '../services.ts'

export const DOCUMENTS_KEY = ['documents'] as const

/** Until events arrive by themselves. Only while the window can be seen. */
const POLL_MS = 15_000

export function useDocuments(): readonly LibraryDocument[] {
  const { documents } = useServices()
  const { data } = useQuery({
    queryKey: DOCUMENTS_KEY,
    queryFn: async () => {
      try {
        await documents.refresh()
      } catch (cause) {
        // The list as it was last seen is the answer then; the status line of an open document tells of the relay.
        if (!(cause instanceof RelayUnreachable || cause instanceof RelayRefused)) throw cause
      }
      return await documents.list()
    },
    refetchInterval: POLL_MS,
    refetchOnWindowFocus: 'always',
  })
  return data ?? []
}

/** One document of the list; undefined when it is not on it. */
export function useDocumentRow(id: DocumentId): LibraryDocument | undefined {
  return useDocuments().find((row) => row.id === id)
}

export function useRename(): (id: DocumentId, title: string) => void {
  const { documents } = useServices()
  const queries = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ id, title }: { id: DocumentId; title: string }) => documents.rename(id, title),
    onMutate: async ({ id, title }) => {
      await queries.cancelQueries({ queryKey: DOCUMENTS_KEY })
      const before = queries.getQueryData<readonly LibraryDocument[]>(DOCUMENTS_KEY)
      queries.setQueryData<readonly LibraryDocument[]>(DOCUMENTS_KEY, (rows) =>
        rows?.map((row) => (row.id === id ? { ...row, title } : row)),
      )
      return { before }
    },
    onError: (cause, _asked, context) => {
      queries.setQueryData(DOCUMENTS_KEY, context?.before)
      notify({
        text: `The text is untouched. This computer could not keep the new title: ${cause.message}. Try again.`,
      })
    },
  })
  return useCallback((id, title) => mutate({ id, title }), [mutate])
}

export function useTrash(): (row: LibraryDocument, undone?: () => void) => void {
  const { documents } = useServices()
  return useCallback(
    (row, undone) => {
      const restore = (): void => {
        documents.restore(row.id).then(undone, sayNotKept)
      }
      documents
        .trash(row.id)
        .then(
          () => notify({ text: `${quoted(row)} is in the trash.`, action: { label: 'Undo', run: restore } }),
          sayNotKept,
        )
    },
    [documents],
  )
}

export function titleText(row: { readonly title: string } | undefined): string {
  return row === undefined || row.title === '' ? 'Untitled' : row.title
}

export function quoted(row: { readonly title: string } | undefined): string {
  return `“${titleText(row)}”`
}

function sayNotKept(cause: unknown): void {
  notify({ text: `The text is untouched. This computer could not keep that change: ${String(cause)}. Try again.` })
}
