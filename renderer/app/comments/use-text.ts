// The text beside the comments: which of its words are selected, and which comments have lost theirs. It may not be there.
import type { Editor } from '@tiptap/core'
import { useEffect, useState } from 'react'
import type { CommentAnchor, CommentThread } from '../../../contracts/comments.ts'
import { anchorOfSelection, placeOfAnchor, showAnchor } from '../../editor/comment-anchor.ts'

/** What TipTap leaves on the element it edits. */
type TextElement = HTMLElement & { readonly editor?: Editor }

const LOOK_AFTER_MS = 500

const editorOnScreen = (): Editor | undefined => document.querySelector<TextElement>('.text')?.editor

/** Null where none are. */
export function useSelectedWords(): CommentAnchor | null {
  const [anchor, setAnchor] = useState(selectedWords)
  useEffect(() => {
    const editor = editorOnScreen()
    const look = (): void => setAnchor(selectedWords())
    editor?.on('selectionUpdate', look)
    return () => void editor?.off('selectionUpdate', look)
  }, [])
  return anchor
}

function selectedWords(): CommentAnchor | null {
  const editor = editorOnScreen()
  return editor === undefined ? null : anchorOfSelection(editor)
}

/** Ids of threads whose words are not in the text; looked at again a moment after the text has changed. */
export function useOrphans(threads: readonly CommentThread[]): ReadonlySet<string> {
  const [orphans, setOrphans] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const editor = editorOnScreen()
    if (editor === undefined) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = (): void => {
      timer = undefined
      const lost = threads.filter(({ anchor }) => anchor !== null && placeOfAnchor(editor, anchor) === null)
      setOrphans(new Set(lost.map(({ id }) => id)))
    }
    const lookSoon = (): void => void (timer ??= setTimeout(look, LOOK_AFTER_MS))
    look()
    editor.on('update', lookSoon)
    return () => {
      clearTimeout(timer)
      editor.off('update', lookSoon)
    }
  }, [threads])
  return orphans
}

/** False when the words are not in the text. */
export function showWords(anchor: CommentAnchor): boolean {
  const editor = editorOnScreen()
  return editor !== undefined && showAnchor(editor, anchor)
}
