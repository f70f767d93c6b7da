// The palette: type a few letters of a document's title or of a command, or words of a text. Enter opens, Mod-Enter opens in a new
// window. The focus stays in the field; which entry is meant is told by aria-activedescendant, as ARIA's combobox pattern has it.
import '../../words/search-words.ts'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { isModHeld, shortcutText } from '../../ui/shortcut.ts'
import { useOpenWindow } from '../document/share.ts'
import { useDocuments } from '../documents/documents-queries.ts'
import { documentPath, go } from '../route.ts'
import { type PaletteEntry, paletteGroups } from './palette-entries.ts'
import { PaletteRow } from './palette-row.tsx'
import { SearchNote } from './search-note.tsx'
import { showPlace } from './show-place.ts'
import { useWorkspaceCommands } from '../transfer/workspace-commands.ts'
import { useCommands } from './use-commands.ts'
import { useTextSearch } from './use-text-search.ts'
import './palette.css'

const GROUP_WORDS = {
  recent: 'commands.palette.recent',
  documents: 'commands.palette.documents',
  commands: 'commands.palette.commands',
  texts: 'search.texts',
} as const
const LIST_ID = 'palette-list'
const entryId = (index: number): string => `palette-entry-${index}`

export function Palette({ current, close }: { current: DocumentId | undefined; close: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const documents = useDocuments()
  const general = useCommands(current)
  const ofWorkspace = useWorkspaceCommands()
  const commands = useMemo(() => [...general, ...ofWorkspace], [general, ofWorkspace])
  const openWindow = useOpenWindow()
  /** What was chosen puts the focus where it belongs; only a palette that was left gives it back. */
  const chosen = useRef(false)
  const field = useRef<HTMLInputElement>(null)
  const { hits, state, again } = useTextSearch(typed)
  const groups = useMemo(() => paletteGroups(typed, documents, commands, hits), [typed, documents, commands, hits])
  const entries = groups.flatMap(({ items }) => items)
  const meant = Math.min(at, entries.length - 1)

  useEffect(() => {
    document.getElementById(entryId(meant))?.scrollIntoView({ block: 'nearest' })
  }, [meant])

  const choose = (entry: PaletteEntry): void => {
    chosen.current = true
    close()
    if (entry.kind === 'command') return entry.command.run()
    go(documentPath(documentOf(entry)), 'push', { caret: 'start' })
    if (entry.kind !== 'hit') return
    const { snippet, document: found } = entry.hit
    const [place] = snippet.ranges
    if (place !== undefined) showPlace(found.id, snippet.text.slice(place.from, place.to))
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const entry = entries[meant]
    if (event.key === 'Enter' && entry !== undefined) {
      if (!isModHeld(event)) choose(entry)
      else if (entry.kind !== 'command') {
        close()
        openWindow(documentOf(entry))
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
              placeholder={t('search.placeholder')}
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
                <div key={group.name} role="group" aria-label={t(GROUP_WORDS[group.name])}>
                  <div className="menu-label" aria-hidden>
                    {t(GROUP_WORDS[group.name])}
                  </div>
                  {group.items.map((entry, index) => (
                    <PaletteRow
                      key={entry.key}
                      id={entryId(before + index)}
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
          <SearchNote typed={typed} state={state} isEmpty={entries.length === 0} again={again} />
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

function documentOf(entry: Exclude<PaletteEntry, { kind: 'command' }>): DocumentId {
  return entry.kind === 'document' ? entry.row.id : entry.hit.document.id
}
