// How long a text is: of the document, kept as it changes and counted only where it changed; of the selection.
import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { useEffect, useState } from 'react'
import { countWords } from '../../../document/text.ts'
import { BlockWalk } from '../block-walk.ts'

/** After a change: the number need not follow every key. */
const REST_MS = 600
/** Of somebody who reads silently, in words per minute (Brysbaert 2019: 238 for English prose). */
const WORDS_PER_MINUTE = 238

export interface Count {
  readonly words: number
  /** As a person counts them: an accent or an emoji of several parts is one. Spaces count, line breaks do not. */
  readonly characters: number
}

/** Whole minutes; 0 for less than one. */
export const readingMinutes = ({ words }: Count): number => Math.round(words / WORDS_PER_MINUTE)

export function countBlock(block: Node): Count {
  return countText(block.textBetween(0, block.content.size, '\n', said))
}

export function countText(text: string): Count {
  return { words: countWords(text), characters: characters(text.replaceAll('\n', '')) }
}

/** An image says what its description says. */
function said({ type, attrs }: Node): string {
  if (type.name === 'hardBreak') return '\n'
  return typeof attrs['alt'] === 'string' ? attrs['alt'] : ''
}

const PLAIN = /^[\u0020-\u007E\u00A0-\u02FF]*$/u
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function characters(text: string): number {
  if (PLAIN.test(text)) return text.length
  let count = 0
  for (const _ of GRAPHEMES.segment(text)) count++
  return count
}

/** Null until the first count is done. */
export function useCount(editor: Editor): Count | null {
  const [count, setCount] = useState<Count | null>(null)
  useEffect(() => {
    const walk = new BlockWalk(countBlock)
    let timer: ReturnType<typeof setTimeout> | undefined
    const go = (): void => {
      timer = undefined
      if (!editor.isDestroyed) walk.start(editor.state.doc, (found) => setCount(sumOf(found)))
    }
    const later = (): void => {
      timer ??= setTimeout(go, REST_MS)
    }
    later()
    editor.on('update', later)
    return () => {
      clearTimeout(timer)
      walk.stop()
      editor.off('update', later)
    }
  }, [editor])
  return count
}

function sumOf(counts: readonly Count[]): Count {
  let [words, letters] = [0, 0]
  for (const count of counts) {
    words += count.words
    letters += count.characters
  }
  return { words, characters: letters }
}

/** Of the selection as it stands; null when nothing is selected. */
export function countSelection({ state }: Editor): Count | null {
  const { from, to, empty } = state.selection
  return empty ? null : countText(state.doc.textBetween(from, to, '\n', said))
}
