// Threads that somebody else has resolved while an answer to them is being written here: they stay where they are until it was sent, with
// the field and the focus in it.
import { useCallback, useState } from 'react'
import type { CommentThread } from '../../../contracts/comments.ts'

interface Kept {
  /** As they were before they were resolved. */
  readonly kept: readonly CommentThread[]
  /** To be told whenever a thread's field gets its first word, or has none any more. */
  readonly holds: (thread: string, words: boolean) => void
}

export function useKept(open: readonly CommentThread[]): Kept {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set())
  const [before, setBefore] = useState(open)
  const [gone, setGone] = useState<readonly CommentThread[]>([])
  if (before !== open) {
    const isOpen = new Set(open.map(({ id }) => id))
    setBefore(open)
    setGone([...before, ...gone].filter(({ id }) => held.has(id) && !isOpen.has(id)))
  }
  const holds = useCallback(
    (thread: string, words: boolean) =>
      setHeld((known) => {
        if (known.has(thread) === words) return known
        return new Set(words ? [...known, thread] : [...known].filter((id) => id !== thread))
      }),
    [],
  )
  return { kept: gone.filter(({ id }) => held.has(id)), holds }
}
