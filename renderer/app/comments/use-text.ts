// The text beside the comments: which of its words are selected, and which comments have lost theirs. It may not be there.
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import { anchorOfSelection, placesOfAnchors, showAnchor } from '../../editor/comment-anchor.ts'
import { editorOnScreen } from '../document/editor-on-screen.ts'

const LOOK_AFTER_MS = 500
const LOOK_FOR_EDITOR_MS = 1_000

/** Another one takes its place when the document is opened anew, as after a reset. */
function useEditorOnScreen(): Editor | undefined {
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
  const [orphans, setOrphans] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (editor === undefined) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (): void => {
      timer = undefined
      const anchored = [...open, ...(resolved ?? [])].flatMap(({ id, anchor }) =>
        anchor === null ? [] : { id, anchor },
      )
      const places = placesOfAnchors(
        editor,
        anchored.map(({ anchor }) => anchor),
      )
      setOrphans(new Set(anchored.filter((_, nth) => places[nth] === null).map(({ id }) => id)))
    }
    const lookSoon = (): void => void (timer ??= setTimeout(look, LOOK_AFTER_MS))
    look()
    editor.on('update', lookSoon)
    return () => {
      clearTimeout(timer)
      editor.off('update', lookSoon)
    }
  }, [editor, open, resolved])
  return orphans
}

/** False when the words are not in the text. */
export function showWords(anchor: CommentAnchor): boolean {
  const editor = editorOnScreen()
  return editor !== undefined && showAnchor(editor, anchor)
}
