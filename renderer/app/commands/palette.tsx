// The palette: type a few letters of a document's title or of a command, or words of a text. Enter opens, Mod-Enter opens in a new
// window. Shown by command-dialogs.tsx.
import '../../words/search-words.ts'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DocumentId } from '../../../contracts/ids.ts'
import { isModHeld, shortcutText } from '../../ui/shortcut.ts'
import { useOpenWindow } from '../document/share.ts'
import { useDocuments } from '../documents/documents-queries.ts'
import { documentPath, go } from '../route.ts'
import { ListDialog, useMeantRow } from './list-dialog.tsx'
import { type PaletteEntry, paletteGroups } from './palette-entries.ts'
import { PaletteRow } from './palette-row.tsx'
import { SearchNote } from './search-note.tsx'
import { showPlace } from './show-place.ts'
import { useWorkspaceCommands } from '../transfer/workspace-commands.ts'
import { useCommands } from './use-commands.ts'
import { useTextSearch } from './use-text-search.ts'

const GROUP_WORDS = {
  recent: 'commands.palette.recent',
  documents: 'commands.palette.documents',
  commands: 'commands.palette.commands',
  texts: 'search.texts',
} as const

export function Palette({ current, close }: { current: DocumentId | undefined; close: () => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const documents = useDocuments()
  const general = useCommands(current)
  const ofWorkspace = useWorkspaceCommands()
  const commands = useMemo(() => [...general, ...ofWorkspace], [general, ofWorkspace])
  const openWindow = useOpenWindow()
  /** What was chosen puts the focus where it belongs; only a palette that was left gives it back. */
  const chosen = useRef(false)
  const { hits, state, again } = useTextSearch(typed)
  const groups = useMemo(() => paletteGroups(typed, documents, commands, hits), [typed, documents, commands, hits])
  const entries = groups.flatMap(({ items }) => items)
  const rows = useMeantRow('palette', entries.length)

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
  const enter = (event: KeyboardEvent): void => {
    const entry = entries[rows.meant]
    if (entry === undefined) return
    if (!isModHeld(event)) choose(entry)
    else if (entry.kind !== 'command') {
      close()
      openWindow(documentOf(entry))
    }
  }
  return (
    <ListDialog
      rows={rows}
      label={t('commands.palette.label')}
      icon={<Search aria-hidden />}
      placeholder={t('search.placeholder')}
      typed={typed}
      type={setTyped}
      enter={enter}
      close={close}
      finalFocus={() => !chosen.current}
      below={
        <>
          <SearchNote typed={typed} state={state} isEmpty={entries.length === 0} again={again} />
          <p className="palette-hint">
            {t('commands.palette.hint', { open: shortcutText('Enter'), window: shortcutText('Mod-Enter') })}
          </p>
        </>
      }
    >
      {groups.map((group, place) => {
        const before = groups.slice(0, place).reduce((sum, { items }) => sum + items.length, 0)
        return (
          <div key={group.name} role="group" aria-label={t(GROUP_WORDS[group.name])}>
            <div className="menu-label" aria-hidden>
              {t(GROUP_WORDS[group.name])}
            </div>
            {group.items.map((entry, index) => (
              <PaletteRow key={entry.key} rows={rows} index={before + index} entry={entry} choose={choose} />
            ))}
          </div>
        )
      })}
    </ListDialog>
  )
}

function documentOf(entry: Exclude<PaletteEntry, { kind: 'command' }>): DocumentId {
  return entry.kind === 'document' ? entry.row.id : entry.hit.document.id
}
