// What the palette offers for what was typed: documents and commands, the best fit first, and what a search of the texts has found so
// far; with nothing typed, what was opened lately and every command.
import type { SearchHit } from '../../../contracts/search.ts'
import type { LibraryDocument } from '../../api/library-rows.ts'
import { fit } from '../documents/find-by-title.ts'
import { shownTitle } from '../documents/shown-title.ts'
import type { WorkspaceCommand } from '../transfer/workspace-commands.ts'
import type { Command } from './use-commands.ts'

export type PaletteCommand = Command | WorkspaceCommand

export type PaletteEntry =
  | { readonly kind: 'document'; readonly key: string; readonly name: string; readonly row: LibraryDocument }
  | { readonly kind: 'hit'; readonly key: string; readonly name: string; readonly hit: SearchHit }
  | { readonly kind: 'command'; readonly key: string; readonly name: string; readonly command: PaletteCommand }

export interface PaletteGroup {
  readonly name: 'recent' | 'documents' | 'commands' | 'texts'
  readonly items: readonly PaletteEntry[]
}

/** As many as anybody reads; a letter more brings others. */
const MOST_DOCUMENTS = 30
const MOST_RECENT = 8

export function paletteGroups(
  typed: string,
  documents: readonly LibraryDocument[],
  commands: readonly PaletteCommand[],
  hits: readonly SearchHit[],
): readonly PaletteGroup[] {
  const isBlank = typed.trim() === ''
  const found = isBlank ? openedLately(documents) : bestFirst(documents, typed, shownTitle, MOST_DOCUMENTS)
  const able = commands.filter(({ id }) => id !== 'palette')
  const fitting = isBlank ? able : bestFirst(able, typed, ({ name }) => name, able.length)
  // A document that stands above with its title stands here only for what its text says.
  const above = new Set<string>(found.map(({ id }) => id))
  const other = isBlank ? [] : hits.filter(({ document, foundIn }) => foundIn === 'text' || !above.has(document.id))
  const groups: PaletteGroup[] = [
    {
      name: isBlank ? 'recent' : 'documents',
      items: found.map((row) => ({ kind: 'document', key: row.id, name: shownTitle(row), row })),
    },
    {
      name: 'commands',
      items: fitting.map((command) => ({ kind: 'command', key: command.id, name: command.name, command })),
    },
    {
      // The last, for they come while somebody reads: nothing above them moves.
      name: 'texts',
      items: other.map((hit) => ({ kind: 'hit', key: `hit ${hit.document.id}`, name: titleOf(hit, documents), hit })),
    },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

/** An untitled one may have first words here. */
function titleOf({ document }: SearchHit, known: readonly LibraryDocument[]): string {
  if (document.title !== '') return document.title
  return shownTitle(known.find(({ id }) => id === document.id) ?? { ...document, firstWords: '' })
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
