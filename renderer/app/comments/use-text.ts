// The text beside the comments: which of its words are selected, which are commented on, and which comments have lost theirs. It may not
// be there.
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import { anchorOfSelection, placeOfAnchor, placesOfAnchors, reading, showPlace } from '../../editor/comments/anchor.ts'
import { type Commented, type Marks, marksOf, NEW } from '../../editor/comments/marks.ts'
import { editorOnScreen } from '../document/editor-on-screen.ts'
import type { Comments } from './use-comments.ts'

const LOOK_AFTER_MS = 500
const LOOK_FOR_EDITOR_MS = 1_000

/** Another one takes its place when the document is opened anew, as after a reset. */
export function useEditorOnScreen(): Editor | undefined {
  const [editor, setEditor] = useState(editorOnScreen)
  useEffect(() => {
    const timer = setInterval(() => setEditor(editorOnScreen), LOOK_FOR_EDITOR_MS)
    return () => clearInterval(timer)
  }, [])
  return editor
}

/** Null where none are. */
export function useSelectedWords(): CommentAnchor | null {
  const editor = useEditorOnScreen()
  const [anchor, setAnchor] = useState(selectedWords)
  useEffect(() => {
    const look = (): void => setAnchor(selectedWords())
    look()
    editor?.on('selectionUpdate', look)
    return () => void editor?.off('selectionUpdate', look)
  }, [editor])
  return anchor
}

function selectedWords(): CommentAnchor | null {
  const editor = editorOnScreen()
  return editor === undefined ? null : anchorOfSelection(editor)
}

/** Ids of threads whose words are not in the text; looked at again a moment after the text has changed. */
export function useOrphans(
  open: readonly CommentThread[],
  resolved: readonly CommentThread[] | null,
): ReadonlySet<string> {
  const editor = useEditorOnScreen()
  const [read] = useState(reading)
  const [orphans, setOrphans] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (editor === undefined) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (): void => {
      timer = undefined
      const anchored = [...open, ...(resolved ?? [])].flatMap(commentedIn)
      const places = placesOfAnchors(
        editor,
        anchored.map(({ anchor }) => anchor),
        read,
      )
      const marks = marksOf(editor)
      const isGone = ({ id }: Commented, nth: number): boolean =>
        places[nth] === null && (marks?.placeOf(id) ?? null) === null
      setOrphans(new Set(anchored.filter(isGone).map(({ id }) => id)))
    }
    const lookSoon = (): void => void (timer ??= setTimeout(look, LOOK_AFTER_MS))
    look()
    editor.on('update', lookSoon)
    return () => {
      clearTimeout(timer)
      editor.off('update', lookSoon)
    }
  }, [editor, read, open, resolved])
  return orphans
}

/** Marks the words of what is open. `lit`: the thread that somebody is looking at; `about`: what a comment is about that is being written. */
export function useMarks(
  { state, open }: Pick<Comments, 'state' | 'open'>,
  lit: string | null,
  about: CommentAnchor | null = null,
): void {
  const editor = useEditorOnScreen()
  // Where nobody knows, or not yet: what is marked stays.
  const isKnown = state === 'told' || open.length > 0
  useEffect(() => {
    if (editor !== undefined && isKnown) marksOf(editor)?.show(open.flatMap(commentedIn))
  }, [editor, isKnown, open])
  useEffect(() => {
    if (editor === undefined || about === null) return undefined
    marksOf(editor)?.showNew(about)
    return () => marksOf(editor)?.showNew(null)
  }, [editor, about])
  useEffect(() => {
    if (editor === undefined) return undefined
    marksOf(editor)?.light(about === null ? lit : NEW)
    return () => marksOf(editor)?.light(null)
  }, [editor, lit, about])
}

/** Null where no text is. */
export function marksOnScreen(): Marks | null {
  const editor = editorOnScreen()
  return editor === undefined ? null : marksOf(editor)
}

/** The thread on the words that the caret is in; null where words are selected. */
export function threadAtCaret(): string | null {
  const selection = editorOnScreen()?.state.selection
  return selection?.empty === true ? (marksOnScreen()?.at(selection.head) ?? null) : null
}

/** False when the words are not in the text. */
export function showWords({ id, anchor }: Commented): boolean {
  const editor = editorOnScreen()
  const place = editor && (marksOf(editor)?.placeOf(id) ?? placeOfAnchor(editor, anchor))
  if (editor === undefined || place === undefined || place === null) return false
  showPlace(editor, place)
  return true
}

function commentedIn({ id, anchor }: CommentThread): readonly Commented[] {
  return anchor === null ? [] : [{ id, anchor }]
}
