// A long text as passages, each with an entry of its own in the index: to index one takes some milliseconds, and where somebody types
// only one changes. Used by projections-table.ts and store.ts.
import { MAX_SEARCH_CHARACTERS } from '../../../contracts/limits.ts'

/** In UTF-16 units. */
const PASSAGE = 30_000
/** The entries of a text have its number, times so many, and from there on. */
export const MOST_PASSAGES = 1_024

/** Each goes on into the next one, so that what somebody looks for stands in one of them as a whole. */
export const passageOf = (text: string, nth: number): string =>
  text.slice(nth * PASSAGE, (nth + 1) * PASSAGE + MAX_SEARCH_CHARACTERS)

export const passagesOf = (text: string): readonly string[] =>
  Array.from({ length: Math.min(MOST_PASSAGES, Math.ceil(text.length / PASSAGE)) }, (_, nth) => passageOf(text, nth))
