// The palette: type a few letters of a document's title or of a command. Enter opens, Mod-Enter opens in a new window.
import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { FileText, Search } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { isModHeld, shortcutText } from '../../ui/shortcut.ts'
import { useOpenWindow } from '../document/share.ts'
import { useDocuments } from '../documents/documents-queries.ts'
import { documentPath, go } from '../route.ts'
import { type PaletteEntry, type PaletteGroup, paletteGroups } from './palette-entries.ts'
import { useCommands } from './use-commands.ts'
import './palette.css'

export function Palette({ current, close }: { current: DocumentId | undefined; close: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const documents = useDocuments()
  const commands = useCommands(current)
  const openWindow = useOpenWindow()
  const highlighted = useRef<PaletteEntry | undefined>(undefined)
  /** A command or a document puts the focus where it belongs; only a palette that was left gives it back. */
  const chosen = useRef(false)
  const groups = useMemo(() => paletteGroups(typed, documents, commands), [typed, documents, commands])

  const choose = (entry: PaletteEntry): void => {
    chosen.current = true
    close()
    if (entry.kind === 'command') entry.command.run()
    else go(documentPath(entry.row.id), 'push', { caret: 'start' })
  }
  const pressed = (event: KeyboardEvent): void => {
    const entry = highlighted.current
    if (event.key !== 'Enter' || !isModHeld(event) || entry?.kind !== 'document') return
    event.preventDefault()
    event.stopPropagation()
    close()
    openWindow(entry.row.id)
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="popup palette"
          aria-label={t('commands.palette.label')}
          finalFocus={() => !chosen.current}
        >
          <Autocomplete.Root
            inline
            open
            items={groups}
            filter={null}
            value={typed}
            onValueChange={(value, { reason }) => reason !== 'item-press' && setTyped(value)}
            itemToStringValue={({ name }: PaletteEntry) => name}
            autoHighlight="always"
            keepHighlight
            onItemHighlighted={(entry) => {
              highlighted.current = entry
            }}
          >
            <div className="palette-field">
              <Search aria-hidden />
              <Autocomplete.Input
                className="palette-input"
                aria-label={t('commands.palette.label')}
                placeholder={t('commands.palette.placeholder')}
                onKeyDownCapture={pressed}
              />
            </div>
            <Autocomplete.Empty className="palette-empty">
              {groups.length === 0 && t('commands.palette.nothing', { words: typed.trim() })}
            </Autocomplete.Empty>
            <Autocomplete.List className="palette-list">
              {(group: PaletteGroup) => (
                <Autocomplete.Group key={group.name} items={group.items}>
                  <Autocomplete.GroupLabel className="menu-label">
                    {t(`commands.palette.${group.name}`)}
                  </Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(entry: PaletteEntry) => <Entry key={entry.key} entry={entry} choose={choose} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
          <p className="palette-hint">
            {t('commands.palette.hint', { open: shortcutText('Enter'), window: shortcutText('Mod-Enter') })}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Entry({ entry, choose }: { entry: PaletteEntry; choose: (entry: PaletteEntry) => void }) {
  const Icon = entry.kind === 'command' ? entry.command.icon : FileText
  return (
    <Autocomplete.Item value={entry} className="menu-item" onClick={() => choose(entry)}>
      <Icon aria-hidden />
      <span className="palette-name" {...(entry.kind === 'document' && { translate: 'no', dir: 'auto' })}>
        {entry.name}
      </span>
      {entry.kind === 'command' && entry.command.keys !== undefined && <kbd>{shortcutText(entry.command.keys)}</kbd>}
    </Autocomplete.Item>
  )
}
