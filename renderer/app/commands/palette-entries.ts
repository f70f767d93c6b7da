// What the palette offers for what was typed: documents and commands, the best fit first; with nothing typed, what was
// opened lately and every command.
import type { LibraryDocument } from '../../api/library-rows.ts'
import { fit } from '../documents/find-by-title.ts'
import { shownTitle } from '../documents/shown-title.ts'
import type { Command } from './use-commands.ts'

export type PaletteEntry =
  | { readonly kind: 'document'; readonly key: string; readonly name: string; readonly row: LibraryDocument }
  | { readonly kind: 'command'; readonly key: string; readonly name: string; readonly command: Command }

export interface PaletteGroup {
  readonly name: 'recent' | 'documents' | 'commands'
  readonly items: readonly PaletteEntry[]
}

/** As many as anybody reads; a letter more brings others. */
const MOST_DOCUMENTS = 30
const MOST_RECENT = 8

export function paletteGroups(
  typed: string,
  documents: readonly LibraryDocument[],
  commands: readonly Command[],
): readonly PaletteGroup[] {
  const isBlank = typed.trim() === ''
  const found = isBlank ? openedLately(documents) : bestFirst(documents, typed, shownTitle, MOST_DOCUMENTS)
  const able = commands.filter(({ id }) => id !== 'palette')
  const fitting = isBlank ? able : bestFirst(able, typed, ({ name }) => name, able.length)
  const groups: PaletteGroup[] = [
    {
      name: isBlank ? 'recent' : 'documents',
      items: found.map((row) => ({ kind: 'document', key: row.id, name: shownTitle(row), row })),
    },
    {
      name: 'commands',
      items: fitting.map((command) => ({ kind: 'command', key: command.id, name: command.name, command })),
    },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function openedLately(documents: readonly LibraryDocument[]): readonly LibraryDocument[] {
  return documents
    .filter(({ openedAt }) => openedAt !== null)
    .sort((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0))
    .slice(0, MOST_RECENT)
}

/** Of two that fit equally well, what was opened later comes first, and after that the order they came in. */
function bestFirst<Row extends object>(
  rows: readonly Row[],
  typed: string,
  nameOf: (row: Row) => string,
  most: number,
): readonly Row[] {
  return rows
    .flatMap((row) => {
      const fits = fit(nameOf(row), typed)
      return fits === null ? [] : [{ row, fits, opened: 'openedAt' in row ? Number(row.openedAt) : 0 }]
    })
    .sort((a, b) => b.fits - a.fits || b.opened - a.opened)
    .slice(0, most)
    .map(({ row }) => row)
}
