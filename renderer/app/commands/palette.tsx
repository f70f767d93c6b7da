// The palette: type a few letters of a document's title or of a command. Enter opens, Mod-Enter opens in a new window. The
// focus stays in the field; which entry is meant is told by aria-activedescendant, as ARIA's combobox pattern has it.
import { Dialog } from '@base-ui/react/dialog'
import { FileText, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { isModHeld, shortcutText } from '../../ui/shortcut.ts'
import { useOpenWindow } from '../document/share.ts'
import { useDocuments } from '../documents/documents-queries.ts'
import { documentPath, go } from '../route.ts'
import { COMMAND_ICONS } from './command-icons.ts'
import { type PaletteEntry, paletteGroups } from './palette-entries.ts'
import { useCommands } from './use-commands.ts'
import './palette.css'

const LIST_ID = 'palette-list'
const entryId = (index: number): string => `palette-entry-${index}`

export function Palette({ current, close }: { current: DocumentId | undefined; close: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const documents = useDocuments()
  const commands = useCommands(current)
  const openWindow = useOpenWindow()
  /** What was chosen puts the focus where it belongs; only a palette that was left gives it back. */
  const chosen = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  const groups = useMemo(() => paletteGroups(typed, documents, commands), [typed, documents, commands])
  const entries = groups.flatMap(({ items }) => items)
  const meant = Math.min(at, entries.length - 1)

  useEffect(() => {
    document.getElementById(entryId(meant))?.scrollIntoView({ block: 'nearest' })
  }, [meant])

  const choose = (entry: PaletteEntry): void => {
    chosen.current = true
    close()
    if (entry.kind === 'command') entry.command.run()
    else go(documentPath(entry.row.id), 'push', { caret: 'start' })
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const entry = entries[meant]
    if (event.key === 'Enter' && entry !== undefined) {
      if (!isModHeld(event)) choose(entry)
      else if (entry.kind === 'document') {
        close()
        openWindow(entry.row.id)
      }
    } else {
      const next = step(event.key, meant, entries.length)
      if (next === null) return
      setAt(next)
    }
    event.preventDefault()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup
          className="popup palette"
          aria-label={t('commands.palette.label')}
          initialFocus={field}
          finalFocus={() => !chosen.current}
        >
          <div className="palette-field">
            <Search aria-hidden />
            <input
              ref={field}
              className="palette-input"
              role="combobox"
              aria-expanded
              aria-controls={LIST_ID}
              aria-autocomplete="list"
              aria-activedescendant={meant < 0 ? undefined : entryId(meant)}
              aria-label={t('commands.palette.label')}
              placeholder={t('commands.palette.placeholder')}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                setAt(0)
              }}
              onKeyDown={pressed}
            />
          </div>
          <div id={LIST_ID} className="palette-list" role="listbox" aria-label={t('commands.palette.label')}>
            {groups.map((group, place) => {
              const before = groups.slice(0, place).reduce((sum, { items }) => sum + items.length, 0)
              return (
                <div key={group.name} role="group" aria-label={t(`commands.palette.${group.name}`)}>
                  <div className="menu-label" aria-hidden>
                    {t(`commands.palette.${group.name}`)}
                  </div>
                  {group.items.map((entry, index) => (
                    <Entry
                      key={entry.key}
                      entry={entry}
                      index={before + index}
                      isMeant={before + index === meant}
                      mean={setAt}
                      choose={choose}
                    />
                  ))}
                </div>
              )
            })}
          </div>
          {entries.length === 0 && (
            <p className="palette-empty" role="status">
              {t('commands.palette.nothing', { words: typed.trim() })}
            </p>
          )}
          <p className="palette-hint">
            {t('commands.palette.hint', { open: shortcutText('Enter'), window: shortcutText('Mod-Enter') })}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Round at both ends. Home and End move in what is typed, as in every field. */
function step(key: string, from: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowDown') return (from + 1) % count
  if (key === 'ArrowUp') return (from - 1 + count) % count
  return null
}

interface EntryProps {
  readonly entry: PaletteEntry
  readonly index: number
  readonly isMeant: boolean
  readonly mean: (index: number) => void
  readonly choose: (entry: PaletteEntry) => void
}

function Entry({ entry, index, isMeant, mean, choose }: EntryProps) {
  const Icon = entry.kind === 'command' ? COMMAND_ICONS[entry.command.id] : FileText
  return (
    // The keys are the field's, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={entryId(index)}
      className="menu-item"
      role="option"
      aria-selected={isMeant}
      data-highlighted={isMeant || undefined}
      onMouseMove={() => mean(index)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => choose(entry)}
    >
      <Icon aria-hidden />
      <span className="palette-name" {...(entry.kind === 'document' && { translate: 'no', dir: 'auto' })}>
        {entry.name}
      </span>
      {entry.kind === 'command' && entry.command.keys !== undefined && <kbd>{shortcutText(entry.command.keys)}</kbd>}
    </div>
  )
}
