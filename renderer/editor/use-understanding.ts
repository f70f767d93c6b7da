// Takes the editor off a document before it could destroy what it does not know: content of a newer version, or of
// another TipTap editor with more extensions.
import type { Editor } from '@tiptap/core'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import * as Y from 'yjs'
import { documentSchema } from '../../document/schema.ts'
import { TEXT_FIELD } from '../../document/text-field.ts'
import { firstUnfitTouched, makeFit } from '../../document/structure.ts'
import { firstUnknown, firstUnknownBrought } from '../../document/understanding.ts'

/** Null before the first look, then the name of what this version would destroy, or undefined when there is nothing such. */
type Found = string | null | undefined

/** What was found, and what the guard calls when it finds something later. Looking may write: an empty paragraph where
 * the schema asks for one, unless this person only reads. */
export function useUnknownContent(doc: Y.Doc, readOnly: boolean): readonly [Found, (unknown: string) => void] {
  const [unknown, setUnknown] = useState<Found>(null)
  useLayoutEffect(() => {
    if (unknown === undefined) return
    const look = (): void => setUnknown(lookAt(doc, !readOnly))
    look()
    // Whoever brought it may take it away again.
    doc.on('update', look)
    return () => doc.off('update', look)
  }, [doc, unknown, readOnly])
  return [unknown, setUnknown]
}

function lookAt(doc: Y.Doc, mayWrite: boolean): string | undefined {
  const fragment = doc.getXmlFragment(TEXT_FIELD)
  const schema = documentSchema()
  return firstUnknown(fragment, schema) ?? makeFit(fragment, schema, mayWrite)
}

/**
 * Destroys the editor in the moment before content from elsewhere reaches its binding that the binding would delete. What
 * only lacks a node is mended by the look that follows, and the editor is there again.
 */
export function useGuard(editor: Editor, doc: Y.Doc, found: (unknown: string) => void): void {
  const latestFound = useRef(found)
  useEffect(() => {
    latestFound.current = found
  }, [found])
  useEffect(() => {
    // Yjs says this before it calls any observer, and the binding is one.
    const guard = (transaction: Y.Transaction): void => {
      // Undo brings back what others have built on meanwhile; all else that is local is the binding's own.
      if (transaction.local && !(transaction.origin instanceof Y.UndoManager)) return
      const fragment = doc.getXmlFragment(TEXT_FIELD)
      const unknown =
        firstUnknownBrought(transaction, fragment, editor.schema) ??
        firstUnfitTouched(transaction, fragment, editor.schema)
      if (unknown === undefined) return
      editor.destroy()
      latestFound.current(unknown)
    }
    doc.on('beforeObserverCalls', guard)
    return () => doc.off('beforeObserverCalls', guard)
  }, [editor, doc])
}
