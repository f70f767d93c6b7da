// One row of the palette: a document, a command, or what a text says around the words that were found in it.
import { FileText, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ranges, SearchHit } from '../../../contracts/search.ts'
import { shortcutText } from '../../ui/shortcut.ts'
import { COMMAND_ICONS } from './command-icons.ts'
import type { PaletteCommand, PaletteEntry } from './palette-entries.ts'

interface PaletteRowProps {
  readonly id: string
  readonly entry: PaletteEntry
  readonly index: number
  readonly isMeant: boolean
  readonly mean: (index: number) => void
  readonly choose: (entry: PaletteEntry) => void
}

export function PaletteRow({ id, entry, index, isMeant, mean, choose }: PaletteRowProps) {
  const Icon = entry.kind === 'command' ? iconOf(entry.command) : FileText
  return (
    // The keys are the field's, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      className="menu-item"
      role="option"
      aria-selected={isMeant}
      data-highlighted={isMeant || undefined}
      onMouseMove={() => mean(index)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => choose(entry)}
    >
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
    </div>
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
