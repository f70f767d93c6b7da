// Marks the words that open comments are about in the text of a document, while their panel is closed, and says what is commented when
// somebody clicks on them. Shown by open-text.tsx where there may be comments.
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { DocumentId } from '../../../contracts/ids.ts'
import '../../words/comment-words.ts'
import { useCommandDialogs } from '../commands/commands-context.ts'
import { CommentPeek } from './comment-peek.tsx'
import { useClickedWords } from './use-clicked-words.ts'
import { useComments } from './use-comments.ts'
import { marksOnScreen, useMarks } from './use-text.ts'

export function MarkedText({ id }: { id: DocumentId }) {
  const { shown, show } = useCommandDialogs()
  const isSeen = useSyncExternalStore(listenToVisibility, () => !document.hidden)
  // Whoever could have told that the last one was resolved is not asked any more.
  useEffect(() => () => marksOnScreen()?.show([]), [])
  // The panel marks them itself. And each watch is a connection, of which a browser has six for all its windows over HTTP/1.1.
  const hasPanel = shown !== null && 'thread' in shown
  if (!isSeen || hasPanel) return null
  return <Marked id={id} open={(thread) => show({ thread })} />
}

function Marked({ id, open }: { id: DocumentId; open: (thread: string) => void }) {
  const comments = useComments(id)
  const [clicked, click] = useState<string | null>(null)
  const thread = comments.open.find((one) => one.id === clicked)
  useMarks(comments, thread?.id ?? null)
  useClickedWords(click)
  if (thread === undefined) return null
  return <CommentPeek key={thread.id} thread={thread} open={() => open(thread.id)} leave={() => click(null)} />
}

function listenToVisibility(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed)
  return () => document.removeEventListener('visibilitychange', changed)
}
