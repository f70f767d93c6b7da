// Where a document is to lie: type to find a folder or to name a new one. Shown by commands/command-dialogs.tsx.
import { Check, Folder, FolderInput, FolderPlus, FolderX } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument, LibraryFolder } from '../../api/library-rows.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { ListDialog, ListRow, type MeantRow, useMeantRow } from '../commands/list-dialog.tsx'
import { findByTitle } from '../documents/find-by-title.ts'
import { quoted } from '../documents/shown-title.ts'
import { documentPath, shownDocument } from '../route.ts'
import { useFolderDeeds, useMove } from './folder-deeds.ts'
import { useFolders } from './use-folders.ts'
import '../../words/folder-words.ts'

type Place =
  | { readonly kind: 'folder'; readonly folder: LibraryFolder }
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }

export function MoveDialog({ row, close }: { row: LibraryDocument; close: () => void }) {
  const { t } = useTranslation()
  const folders = useFolders()
  const { create } = useFolderDeeds()
  const move = useMove()
  const [typed, setTyped] = useState('')
  const name = typed.trim()
  const places = folders === null ? [] : placesFor(name, folders, row)
  const rows = useMeantRow('move', places.length)
  // Enter was pressed before it was known which folders there are.
  const [isEntered, setEntered] = useState(false)
  const wereKnown = useRef(false)

  const choose = (place: Place): void => {
    close()
    if (place.kind === 'new') void create(name).then((id) => id !== undefined && move(row, { id, title: name }))
    else if (place.kind === 'none') move(row, null)
    else if (place.folder.id !== row.folder) move(row, place.folder)
  }
  useEffect(() => {
    if (wereKnown.current || folders === null) return
    wereKnown.current = true
    const [first] = places
    if (isEntered && first !== undefined) choose(first)
  })
  const enter = (): void => {
    const place = places[rows.meant]
    if (folders === null) setEntered(true)
    else if (place !== undefined) choose(place)
  }
  return (
    <ListDialog
      rows={rows}
      label={t('folders.move.label', { title: quoted(row) })}
      icon={<FolderInput aria-hidden />}
      placeholder={t('folders.move.placeholder')}
      typed={typed}
      type={(words) => {
        setTyped(words)
        setEntered(false)
      }}
      enter={enter}
      close={close}
      finalFocus={() => backTo(row)}
      below={
        <>
          {folders !== null && places.length === 0 && <p className="palette-note">{t('folders.move.nothing')}</p>}
          <p className="palette-hint">
            {t('folders.move.hint', { choose: shortcutText('Enter'), leave: shortcutText('Escape') })}
          </p>
        </>
      }
    >
      {places.map((place, index) => (
        <PlaceRow
          key={place.kind === 'folder' ? place.folder.id : place.kind}
          rows={rows}
          index={index}
          place={place}
          name={name}
          isHere={place.kind === 'folder' && place.folder.id === row.folder}
          choose={() => choose(place)}
        />
      ))}
    </ListDialog>
  )
}

interface PlaceRowProps {
  readonly rows: MeantRow
  readonly index: number
  readonly place: Place
  readonly name: string
  readonly isHere: boolean
  readonly choose: () => void
}

function PlaceRow({ rows, index, place, name, isHere, choose }: PlaceRowProps) {
  const { t } = useTranslation()
  const Icon = place.kind === 'folder' ? Folder : place.kind === 'new' ? FolderPlus : FolderX
  const words =
    place.kind === 'folder'
      ? place.folder.title
      : place.kind === 'new'
        ? t('folders.move.make', { title: name })
        : t('folders.move.none')
  return (
    <ListRow rows={rows} index={index} choose={choose}>
      <Icon aria-hidden />
      <span className="palette-name" dir="auto">
        {words}
      </span>
      {isHere && (
        <span className="menu-check">
          <Check aria-label={t('folders.move.here')} />
        </span>
      )}
    </ListRow>
  )
}

/** Those that hold what was typed; out of the one that it is in, while nothing was; a new one, unless there is one of that name. */
function placesFor(name: string, folders: readonly LibraryFolder[], row: LibraryDocument): readonly Place[] {
  const found = findByTitle(folders, name, ({ title }) => title).map((folder): Place => ({ kind: 'folder', folder }))
  if (name === '') return folders.some(({ id }) => id === row.folder) ? [...found, { kind: 'none' }] : found
  return folders.some(({ title }) => title === name) ? found : [...found, { kind: 'new' }]
}

/** To the text on the screen, or the row that it was opened from; the menu that has opened this is gone. */
function backTo({ id }: LibraryDocument): HTMLElement | true {
  const place = id === shownDocument() ? '.text' : `.rows a[href="${documentPath(id)}"]`
  return document.querySelector<HTMLElement>(place) ?? true
}
