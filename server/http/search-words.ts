// What was typed into a search as words to look for, and where they stand in what was found. Used by search.ts.
import type { Ranges, SearchHit } from '../../contracts/search.ts'
import { composed, folded } from '../../document/folded.ts'
import type { FoundDocument } from '../store/store.ts'

/** Everything that a keyboard makes of a quotation mark. An apostrophe is none: it stands in words. */
const QUOTES = /[“”„«»]/g

/** As they are compared. What stands in quotes is one word, with the spaces in it; nothing else is syntax. */
export function searchWords(typed: string): readonly string[] {
  const text = folded(composed(typed.toWellFormed())).replace(QUOTES, '"')
  const words = [...text.matchAll(/"([^"]*)(?:"|$)|[^\s"]+/g)].map(([word, quoted]) => (quoted ?? word).trim())
  return [...new Set(words.map((word) => word.replace(/\s+/g, ' ')).filter((word) => word !== ''))]
}

export function snippetOf(
  { around, isCutBefore, isCutBehind }: FoundDocument,
  words: readonly string[],
): SearchHit['snippet'] {
  const text = `${isCutBefore ? '…' : ''}${around.replace(/\s/g, ' ').trim()}${isCutBehind ? '…' : ''}`
  return { text, ranges: markedPlaces(text, words) }
}

/** Where the words stand, in order; places that touch or overlap are one. */
export function markedPlaces(text: string, words: readonly string[]): Ranges {
  const comparable = folded(composed(text))
  // What is kept composed in a projection may not be so in a title.
  if (comparable.length !== text.length) return []
  const places = words.flatMap((word) => placesOf(comparable, word)).sort((a, b) => a.from - b.from)
  const ranges: Ranges = []
  for (const { from, to } of places) {
    const last = ranges.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else ranges.push({ from, to })
  }
  return ranges
}

function placesOf(text: string, word: string): Ranges {
  const places: Ranges = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    places.push({ from: at, to: at + word.length })
  return places
}
