// The headings of an open document, kept as it changes. What counts as one is what document/text.ts says: those at the top, not
// those in quotes and lists.
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { useEffect, useState } from 'react'
import type { OutlineEntry } from '../../../document/text.ts'

/** After the last change. A list of blocks is read in less than a millisecond; showing it anew takes longer. */
const REST_MS = 250

export function headingsOf(doc: Node): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = []
  doc.forEach((node, _, block) => {
    if (node.type.name !== 'heading') return
    const text = node.textBetween(0, node.content.size, undefined, ' ').replaceAll(/\s+/gu, ' ').trim()
    entries.push({ level: Number(node.attrs['level']), text, block })
  })
  return entries
}

/** Where the block begins. */
export function positionOf(doc: Node, block: number): number {
  let position = 0
  for (let at = 0; at < Math.min(block, doc.childCount); at++) position += doc.child(at).nodeSize
  return position
}

export function useHeadings(editor: Editor): readonly OutlineEntry[] {
  const [entries, setEntries] = useState(() => headingsOf(editor.state.doc))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = (): void => {
      if (!editor.isDestroyed)
        setEntries((before) => {
          const now = headingsOf(editor.state.doc)
          return isSame(before, now) ? before : now
        })
    }
    const later = (): void => {
      clearTimeout(timer)
      timer = setTimeout(read, REST_MS)
    }
    read()
    editor.on('update', later)
    return () => {
      clearTimeout(timer)
      editor.off('update', later)
    }
  }, [editor])
  return entries
}

function isSame(one: readonly OutlineEntry[], other: readonly OutlineEntry[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ level, text, block }, at) => {
      const entry = other[at]!
      return level === entry.level && text === entry.text && block === entry.block
    })
  )
}
