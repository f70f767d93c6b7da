// Takes the editor off a document before it could destroy what it does not know: content of a newer version, or of
// another TipTap editor with more extensions.
import type { Editor } from '@tiptap/core'
import { useEffect, useRef, useState } from 'react'
import type * as Y from 'yjs'
import { documentSchema, TEXT_FIELD } from '../../document/schema.ts'
import { firstUnknown, firstUnknownBrought } from '../../document/understanding.ts'

/** The name of what is not known, undefined while everything is; and what the guard calls when it finds something. */
export function useUnknownContent(doc: Y.Doc): readonly [string | undefined, (unknown: string) => void] {
  const [unknown, setUnknown] = useState(() => look(doc))
  useEffect(() => {
    if (unknown === undefined) return
    // Whoever brought it may take it away again.
    const lookAgain = (): void => setUnknown(look(doc))
    doc.on('update', lookAgain)
    return () => doc.off('update', lookAgain)
  }, [doc, unknown])
  return [unknown, setUnknown]
}

function look(doc: Y.Doc): string | undefined {
  return firstUnknown(doc.getXmlFragment(TEXT_FIELD), documentSchema())
}

/** Destroys the editor in the moment before unknown content from elsewhere would reach its binding. */
export function useGuard(editor: Editor, doc: Y.Doc, found: (unknown: string) => void): void {
  const latestFound = useRef(found)
  useEffect(() => {
    latestFound.current = found
  }, [found])
  useEffect(() => {
    // Yjs says this before it calls any observer, and the binding is one.
    const guard = (transaction: Y.Transaction): void => {
      if (transaction.local) return
      const unknown = firstUnknownBrought(transaction, doc.getXmlFragment(TEXT_FIELD), editor.schema)
      if (unknown === undefined) return
      editor.destroy()
      latestFound.current(unknown)
    }
    doc.on('beforeObserverCalls', guard)
    return () => doc.off('beforeObserverCalls', guard)
  }, [editor, doc])
}
