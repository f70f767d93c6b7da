// TipTap's editor for React, as far as we use it: it lives as long as its component, and what is asked of its state is asked
// anew with every transaction. @tiptap/react also draws views made by React, which we have none of, and compares more.
import { Editor, type EditorOptions } from '@tiptap/core'
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'

/** What `options` answers at first counts for the editor's whole life. */
export function useEditor(options: () => Partial<EditorOptions>): Editor {
  const [editor] = useState(() => new Editor(options()))
  // After the components in it have taken their listeners off.
  useEffect(() => () => queueMicrotask(() => editor.destroy()), [editor])
  return editor
}

/**
 * What `select` makes of the editor, after each transaction. The component renders anew only when `isSame` says it is another.
 */
export function useEditorState<Said>(
  editor: Editor,
  select: (editor: Editor) => Said,
  isSame: (one: Said, other: Said) => boolean = isAlike,
): Said {
  const last = useRef<{ readonly said: Said } | null>(null)
  const subscribe = useCallback(
    (changed: () => void) => {
      editor.on('transaction', changed)
      return () => void editor.off('transaction', changed)
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => {
    const said = select(editor)
    if (last.current === null || !isSame(last.current.said, said)) last.current = { said }
    return last.current.said
  })
}

/** Of values, and of records of such. */
function isAlike(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isRecord(one) || !isRecord(other)) return false
  const keys = Object.keys(one)
  return keys.length === Object.keys(other).length && keys.every((key) => isAlike(one[key], other[key]))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
