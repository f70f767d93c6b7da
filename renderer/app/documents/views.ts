// The ways to look at the list, and which one this person chose last on this computer; the folder too.
import type { FolderId } from '../../../contracts/ids.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'

export const VIEWS = ['all', 'recent', 'favourites'] as const
export type View = (typeof VIEWS)[number]

const KEY = 'ligature-list-view'
const FOLDER_KEY = 'ligature-list-folder'

export function chosenView(): View {
  const stored = localStorage.getItem(KEY)
  return VIEWS.find((view) => view === stored) ?? 'all'
}

export function chooseView(view: View): void {
  localStorage.setItem(KEY, view)
}

/** Null: all of them. */
export const chosenFolder = (): FolderId | null => (localStorage.getItem(FOLDER_KEY) || null) as FolderId | null

export function chooseFolder(folder: FolderId | null): void {
  localStorage.setItem(FOLDER_KEY, folder ?? '')
}

/** `documents` is sorted by change, and so are all views but `recent`. */
export function rowsOfView(documents: readonly LibraryDocument[], view: View): readonly LibraryDocument[] {
  switch (view) {
    case 'all':
      return documents
    case 'recent':
      return documents.filter(({ openedAt }) => openedAt !== null).sort((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0))
    case 'favourites':
      return documents.filter(({ starred }) => starred)
  }
}
