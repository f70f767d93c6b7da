// Finds documents by their titles: as letters are typed, whatever the case and the accents, in any script. The list and
// the palette ask it.

/** As it is compared: `Café` and `cafe` are the same, and so are `ｅ` and `e`. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
}

/** A folded title by its title: ten thousand are folded once and not at every letter. */
const known = new Map<string, string>()
const MOST_KNOWN = 50_000

function foldedTitle(title: string): string {
  const before = known.get(title)
  if (before !== undefined) return before
  if (known.size > MOST_KNOWN) known.clear()
  const now = folded(title)
  known.set(title, now)
  return now
}

/** Those whose title holds every word that was typed, in the order they came. */
export function findByTitle<Row>(rows: readonly Row[], typed: string, titleOf: (row: Row) => string): readonly Row[] {
  const words = folded(typed).split(/\s+/u).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const title = foldedTitle(titleOf(row))
    return words.every((word) => title.includes(word))
  })
}

/**
 * How well it fits what was typed, for a palette: null when a letter is missing. A beginning counts more than the
 * beginning of a word, that more than anywhere inside, and that more than letters strewn over the title.
 */
export function fit(title: string, typed: string): number | null {
  const [text, wanted] = [foldedTitle(title), folded(typed).trim()]
  if (wanted === '') return 0
  if (text.startsWith(wanted)) return 4
  const at = text.indexOf(wanted)
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? 2 : 3
  const words = wanted.split(/\s+/u)
  if (words.length > 1 && words.every((word) => text.includes(word))) return 1.5
  return strewn(text, wanted)
}

/** Between 0 and 1: the closer together, the more. */
function strewn(text: string, wanted: string): number | null {
  let from = 0
  let first = -1
  for (const letter of wanted.replace(/\s+/gu, '')) {
    const at = text.indexOf(letter, from)
    if (at < 0) return null
    if (first < 0) first = at
    from = at + letter.length
  }
  return wanted.length / Math.max(wanted.length, from - first)
}
