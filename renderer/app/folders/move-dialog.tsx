// Where a document is to lie: type to find a folder or to name a new one. The focus stays in the field; which entry is meant is told by
// aria-activedescendant, as in the palette. Shown by commands/command-dialogs.tsx.
import { Dialog } from '@base-ui/react/dialog'
import { Check, Folder, FolderInput, FolderPlus, FolderX } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryDocument, LibraryFolder } from '../../api/library-rows.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { findByTitle } from '../documents/find-by-title.ts'
import { quoted } from '../documents/shown-title.ts'
import { documentPath, shownDocument } from '../route.ts'
import { useFolderDeeds, useMove } from './folder-deeds.ts'
import { useFolders } from './use-folders.ts'
import '../../words/folder-words.ts'
import '../commands/palette.css'

type Place =
  | { readonly kind: 'folder'; readonly folder: LibraryFolder }
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }

const LIST_ID = 'move-list'
const placeId = (index: number): string => `move-place-${index}`

export function MoveDialog({ row, close }: { row: LibraryDocument; close: () => void }) {
  const { t } = useTranslation()
  const folders = useFolders()
  const { create } = useFolderDeeds()
  const move = useMove()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const name = typed.trim()
  const places = folders === null ? [] : placesFor(name, folders, row)
  const meant = Math.min(at, places.length - 1)
  // Enter was pressed before it was known which folders there are.
  const [isEntered, setEntered] = useState(false)
  const wereKnown = useRef(false)

  useEffect(() => {
    document.getElementById(placeId(meant))?.scrollIntoView({ block: 'nearest' })
  }, [meant])

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
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const place = places[meant]
    if (event.key === 'Enter' && folders === null) setEntered(true)
    else if (event.key === 'Enter' && place !== undefined) choose(place)
    else if (places.length === 0) return
    else if (event.key === 'ArrowDown') setAt((meant + 1) % places.length)
    else if (event.key === 'ArrowUp') setAt((meant - 1 + places.length) % places.length)
    else return
    event.preventDefault()
  }
  const label = t('folders.move.label', { title: quoted(row) })
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup palette" aria-label={label} initialFocus={field} finalFocus={() => backTo(row)}>
          <div className="palette-field">
            <FolderInput aria-hidden />
            <input
              ref={field}
              className="palette-input"
              role="combobox"
              aria-expanded
              aria-controls={LIST_ID}
              aria-autocomplete="list"
              aria-activedescendant={meant < 0 ? undefined : placeId(meant)}
              aria-label={label}
              placeholder={t('folders.move.placeholder')}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                setAt(0)
                setEntered(false)
              }}
              onKeyDown={pressed}
            />
          </div>
          <div id={LIST_ID} className="palette-list" role="listbox" aria-label={label}>
            {places.map((place, index) => (
              <PlaceRow
                key={place.kind === 'folder' ? place.folder.id : place.kind}
                id={placeId(index)}
                place={place}
                name={name}
                isHere={place.kind === 'folder' && place.folder.id === row.folder}
                isMeant={index === meant}
                mean={() => setAt(index)}
                choose={() => choose(place)}
              />
            ))}
          </div>
          {folders !== null && places.length === 0 && <p className="palette-note">{t('folders.move.nothing')}</p>}
          <p className="palette-hint">
            {t('folders.move.hint', { choose: shortcutText('Enter'), leave: shortcutText('Escape') })}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface PlaceRowProps {
  readonly id: string
  readonly place: Place
  readonly name: string
  readonly isHere: boolean
  readonly isMeant: boolean
  readonly mean: () => void
  readonly choose: () => void
}

function PlaceRow({ id, place, name, isHere, isMeant, mean, choose }: PlaceRowProps) {
  const { t } = useTranslation()
  const Icon = place.kind === 'folder' ? Folder : place.kind === 'new' ? FolderPlus : FolderX
  const words =
    place.kind === 'folder'
      ? place.folder.title
      : place.kind === 'new'
        ? t('folders.move.make', { title: name })
        : t('folders.move.none')
  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field's.
    <div
      id={id}
      className="menu-item"
      role="option"
      tabIndex={-1}
      aria-selected={isMeant}
      data-highlighted={isMeant || undefined}
      onPointerMove={mean}
      onClick={choose}
    >
      <Icon aria-hidden />
      <span className="palette-name" dir="auto">
        {words}
      </span>
      {isHere && (
        <span className="menu-check">
          <Check aria-label={t('folders.move.here')} />
        </span>
      )}
    </div>
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
