// Remembers, for a document without a title, what it begins with: the lists call it by that.
import { useEffect } from 'react'
import * as Y from 'yjs'
import type { DocumentId } from '../../../contracts/ids.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import type { OpenDocument } from '../../collab/open-document.ts'
import { useServices } from '../services.ts'

const AFTER_MS = 800
/** Enough to recognise it by. */
const MOST_CHARACTERS = 60
/** Blocks that are looked at: an empty line or two may stand above the first words. */
const MOST_BLOCKS = 20

/** `isUntitled`: with a title there is nothing to remember. */
export function useFirstWords(open: OpenDocument, isUntitled: boolean): void {
  const { documents } = useServices()
  useEffect(() => {
    if (!isUntitled) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let noted: string | undefined
    const id: DocumentId = open.address.document
    const note = (): void => {
      timer = undefined
      const words = firstWords(open.doc)
      if (words === noted) return
      noted = words
      documents.noteSeen(id, { firstWords: words }).catch(reportError)
    }
    const soon = (): void => {
      timer ??= setTimeout(note, AFTER_MS)
    }
    soon()
    open.doc.on('update', soon)
    return () => {
      open.doc.off('update', soon)
      if (timer === undefined) return
      clearTimeout(timer)
      note()
    }
  }, [documents, open, isUntitled])
}

/** Of the first block that has any. */
export function firstWords(doc: Y.Doc): string {
  for (const block of doc.getXmlFragment(TEXT_FIELD).toArray().slice(0, MOST_BLOCKS)) {
    const words = textOf(block).replace(/\s+/gu, ' ').trim()
    if (words !== '') return words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS).trimEnd()}…` : words
  }
  return ''
}

function textOf(node: Y.XmlElement | Y.XmlText | Y.XmlHook): string {
  if (node instanceof Y.XmlText) {
    const parts = node.toDelta() as readonly { readonly insert: unknown }[]
    return parts.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('')
  }
  return node instanceof Y.XmlElement ? node.toArray().map(textOf).join(' ') : ''
}
