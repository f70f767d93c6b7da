// The words that people type in a simulation, and how they are seen to come and go. Watched by people and by the store.
import type * as Y from 'yjs'
import type { VirtualClock } from './virtual-clock.ts'

/** The list of words that everybody types into: each typed once by one person. */
export const WORDS = 'words'

/** An edit that can be looked for: a word that was put in, or one that was taken out. */
export type Edit = `+${string}` | `-${string}`

/** Calls `heard` with the words that each transaction put in and took out, while their content is still there. */
export function watchWords(doc: Y.Doc, heard: (edits: readonly Edit[], transaction: Y.Transaction) => void): void {
  doc.getArray(WORDS).observe(({ changes }, transaction) => {
    const edits: Edit[] = []
    for (const { content } of changes.added)
      for (const word of content.getContent()) if (isWord(word)) edits.push(`+${word}`)
    for (const { content } of changes.deleted)
      for (const word of content.getContent()) if (isWord(word)) edits.push(`-${word}`)
    heard(edits, transaction)
  })
}

/** Somewhere: a word into the list, and letters into the text. */
export function putIn(doc: Y.Doc, word: string, letters: string, clock: VirtualClock): void {
  const words = doc.getArray<string>(WORDS)
  const text = doc.getText('text')
  doc.transact(() => {
    words.insert(clock.whole(0, words.length), [word])
    text.insert(clock.whole(0, text.length), letters)
  })
}

/** One word and one letter. */
export function takeOut(doc: Y.Doc, clock: VirtualClock): void {
  const words = doc.getArray(WORDS)
  const text = doc.getText('text')
  doc.transact(() => {
    if (words.length > 0) words.delete(clock.whole(0, words.length - 1), 1)
    if (text.length > 0) text.delete(clock.whole(0, text.length - 1), 1)
  })
}

/** The words in the list, without what an intruder has put there. */
export const wordsOf = (doc: Y.Doc): string[] => doc.getArray(WORDS).toArray().filter(isWord)

/** A person's name, the number of their copy, that of the word. */
const isWord = (it: unknown): it is string => typeof it === 'string' && /^p\d+\.\d+\.\d+$/.test(it)
