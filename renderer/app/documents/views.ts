// The ways to look at the list, and which one this person chose last on this computer.
import type { LibraryDocument } from '../../api/library-rows.ts'

export const VIEWS = ['all', 'recent', 'favourites'] as const
export type View = (typeof VIEWS)[number]

const KEY = 'ligature-list-view'

export function chosenView(): View {
  const stored = localStorage.getItem(KEY)
  return VIEWS.find((view) => view === stored) ?? 'all'
}

export function chooseView(view: View): void {
  localStorage.setItem(KEY, view)
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
