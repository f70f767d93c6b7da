// The dialogs that belong to all screens, in a chunk of their own: the palette and the sheet of shortcuts.
import type { DocumentId } from '../../../contracts/ids.ts'
import '../../words/command-words.ts'
import { useCommandDialogs } from './commands-context.ts'
import { Palette } from './palette.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

export function CommandDialogs({ current }: { current: DocumentId | undefined }) {
  const { shown, show } = useCommandDialogs()
  if (shown === 'palette') return <Palette current={current} close={() => show(null)} />
  if (shown === 'shortcuts') return <ShortcutSheet current={current} close={() => show(null)} />
  return null
}
