// The words that people type in a simulation, and how they are seen to come and go. Watched by people and by the store.
import type * as Y from 'yjs'

/** The list of words that everybody types into: each typed once by one person. */
export const WORDS = 'words'

/** An edit that can be looked for: a word that was put in, or one that was taken out. */
export type Edit = `+${string}` | `-${string}`

/** Calls `heard` with the words that each transaction put in and took out, while their content is still there. */
export function watchWords(doc: Y.Doc, heard: (edits: readonly Edit[], transaction: Y.Transaction) => void): void {
  doc.getArray<string>(WORDS).observe(({ changes }, transaction) => {
    const edits: Edit[] = []
    for (const { content } of changes.added) for (const word of content.getContent() as string[]) edits.push(`+${word}`)
    for (const { content } of changes.deleted)
      for (const word of content.getContent() as string[]) edits.push(`-${word}`)
    heard(edits, transaction)
  })
}
