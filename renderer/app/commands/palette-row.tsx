// One row of the palette: a document, a command, or what a text says around the words that were found in it.
import { FileText, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ranges, SearchHit } from '../../../contracts/search.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { COMMAND_ICONS } from './command-icons.ts'
import { ListRow, type MeantRow } from './list-dialog.tsx'
import type { PaletteCommand, PaletteEntry } from './palette-entries.ts'

interface PaletteRowProps {
  readonly rows: MeantRow
  readonly index: number
  readonly entry: PaletteEntry
  readonly choose: (entry: PaletteEntry) => void
}

export function PaletteRow({ rows, index, entry, choose }: PaletteRowProps) {
  const Icon = entry.kind === 'command' ? iconOf(entry.command) : FileText
  return (
    <ListRow rows={rows} index={index} choose={() => choose(entry)}>
      <Icon aria-hidden />
      {entry.kind === 'hit' ? (
        <Hit name={entry.name} hit={entry.hit} />
      ) : (
        <span className="palette-name" {...(entry.kind === 'document' && { translate: 'no', dir: 'auto' })}>
          {entry.name}
        </span>
      )}
      {entry.kind === 'command' && 'keys' in entry.command && entry.command.keys !== undefined && (
        <kbd>{shortcutText(entry.command.keys)}</kbd>
      )}
    </ListRow>
  )
}

const iconOf = (command: PaletteCommand): LucideIcon => ('icon' in command ? command.icon : COMMAND_ICONS[command.id])

function Hit({ name, hit: { document, titleRanges, snippet, heading } }: { name: string; hit: SearchHit }) {
  const { t } = useTranslation()
  return (
    <span className="palette-hit" translate="no">
      <span className="palette-name" dir="auto">
        {document.title === '' ? name : marked(name, titleRanges)}
      </span>
      {snippet.text !== '' && (
        <span className="palette-snippet" dir="auto">
          {heading !== null && !snippet.text.includes(heading) && t('search.heading', { heading })}
          {marked(snippet.text, snippet.ranges)}
        </span>
      )}
    </span>
  )
}

function marked(text: string, ranges: Ranges): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { from, to } of ranges) {
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  pieces.push(text.slice(at))
  return pieces
}
