// The dialogs that belong to all screens, in a chunk of their own: the palette, the sheet of shortcuts, and where a document is moved;
// and the comments and the history of a document, which come when they are first asked for.
import type { DocumentId } from '../../../contracts/ids.ts'
import { useLate } from '../../ui/use-late.ts'
import '../../words/command-words.ts'
import { useDocumentRow } from '../documents/documents-queries.ts'
import { MoveDialog } from '../folders/move-dialog.tsx'
import { useCommandDialogs } from './commands-context.ts'
import { Palette } from './palette.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

const loadComments = async () => (await import('../comments/comments-panel.tsx')).CommentsPanel
const loadHistory = async () => (await import('../history/history-panel.tsx')).HistoryPanel

export function CommandDialogs({ current }: { current: DocumentId | undefined }) {
  const { shown, show } = useCommandDialogs()
  const name = shown !== null && 0 in shown ? shown[0] : null
  const asked = shown !== null && 'thread' in shown ? shown : null
  const Comments = useLate(loadComments, asked)
  const History = useLate(loadHistory, name === 'history' && shown)
  const toMove = useDocumentRow(shown !== null && 'move' in shown ? shown.move : undefined)
  if (toMove !== undefined) return <MoveDialog row={toMove} close={() => show(null)} />
  if (name === 'palette') return <Palette current={current} close={() => show(null)} />
  if (name === 'shortcuts') return <ShortcutSheet current={current} close={() => show(null)} />
  if (asked !== null && Comments !== null && current !== undefined)
    return <Comments key={current} id={current} asked={asked} close={() => show(null)} />
  if (name === 'history' && History !== null && current !== undefined)
    return <History key={current} id={current} close={() => show(null)} />
  return null
}
