// What a person does to a document of the list: each shows at once, and goes back with a notice when this computer cannot
// keep it. What the relay refuses later is refusal-notices.tsx's to say.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { notify } from '../../ui/notify.ts'
import { t } from '../../words/words.ts'
import { useServices } from '../services.ts'
import { DOCUMENTS_KEY } from './documents-queries.ts'
import { quoted } from './shown-title.ts'

/** `basedOn`: the title that was shown when this one was begun. */
export function useRename(): (id: DocumentId, title: string, basedOn?: string) => void {
  const { documents } = useServices()
  const change = useOptimistic((id, { title = '' }, basedOn) => documents.rename(id, title, basedOn))
  return useCallback((id, title, basedOn) => change({ id, change: { title }, basedOn }), [change])
}

/** The title that somebody else gave it, of two. */
export function useKeepTitle(): (id: DocumentId) => void {
  const { documents } = useServices()
  return useCallback((id) => void documents.keepTitle(id).catch(sayNotKept), [documents])
}

export function useStar(): (id: DocumentId, starred: boolean) => void {
  const { documents } = useServices()
  const change = useOptimistic((id, { starred = false }) => documents.star(id, starred))
  return useCallback((id, starred) => change({ id, change: { starred } }), [change])
}

interface Change {
  readonly id: DocumentId
  readonly change: Partial<Pick<LibraryDocument, 'title' | 'starred'>>
  readonly basedOn?: string | undefined
}

function useOptimistic(
  keep: (id: DocumentId, change: Change['change'], basedOn?: string) => Promise<void>,
): (asked: Change) => void {
  const queries = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ id, change, basedOn }: Change) => keep(id, change, basedOn),
    onMutate: async ({ id, change }) => {
      await queries.cancelQueries({ queryKey: DOCUMENTS_KEY })
      const before = queries.getQueryData<readonly LibraryDocument[]>(DOCUMENTS_KEY)
      queries.setQueryData<readonly LibraryDocument[]>(DOCUMENTS_KEY, (rows) =>
        rows?.map((row) => (row.id === id ? { ...row, ...change } : row)),
      )
      return { before }
    },
    onError: (cause, _asked, context) => {
      queries.setQueryData(DOCUMENTS_KEY, context?.before)
      sayNotKept(cause)
    },
  })
  return mutate
}

/** `undone` is called when the person took it back. */
export function useTrash(): (row: LibraryDocument, undone?: () => void) => void {
  const { documents } = useServices()
  return useCallback(
    (row, undone) => {
      const restore = (): void => void documents.restore(row.id).then(undone, sayNotKept)
      documents.trash(row.id).then(
        () =>
          notify({
            text: t('documents.trashed', { title: quoted(row) }),
            about: row.id,
            action: { label: t('documents.undo'), run: restore },
          }),
        sayNotKept,
      )
    },
    [documents],
  )
}

export function useRestore(): (row: LibraryDocument) => void {
  const { documents } = useServices()
  return useCallback(
    (row) =>
      void documents
        .restore(row.id)
        .then(() => notify({ text: t('documents.trash.restored', { title: quoted(row) }) }), sayNotKept),
    [documents],
  )
}

export function useDeleteForEver(): (row: LibraryDocument) => void {
  const { documents } = useServices()
  return useCallback(
    (row) =>
      void documents
        .deleteForEver(row.id)
        .then(() => notify({ text: t('documents.trash.deleted', { title: quoted(row) }) }), sayNotKept),
    [documents],
  )
}

export function sayNotKept(cause: unknown): void {
  notify({ text: t('documents.notKept', { why: cause instanceof Error ? cause.message : String(cause) }) })
}
