// The parts of a text by which an index of numbers finds it: whatever holds a word has all of the word's. Some that have them all
// do not hold it, so what an index answers is looked at. For stores whose database has no such index of its own.

/** In UTF-16 units. */
const LONGEST = 3

/** Of each one, two and three UTF-16 units that follow one another in a folded text; each number once, 32 bits with a sign. */
export function gramsOf(text: string): readonly number[] {
  const grams = new Set<number>()
  for (let at = 0; at < text.length; at++)
    for (let length = 1; length <= LONGEST && at + length <= text.length; length++) grams.add(gramAt(text, at, length))
  return [...grams]
}

/** Those of the longest parts of a folded word: they say all that the shorter ones would. */
export function gramsOfWord(word: string): readonly number[] {
  const length = Math.min(LONGEST, word.length)
  return [...new Set(Array.from({ length: word.length - length + 1 }, (_, at) => gramAt(word, at, length)))]
}

/** FNV-1a of its units. */
function gramAt(text: string, at: number, length: number): number {
  let hash = 0x811c9dc5
  for (let unit = at; unit < at + length; unit++) hash = Math.imul(hash ^ text.charCodeAt(unit), 0x01000193)
  return hash | 0
}
