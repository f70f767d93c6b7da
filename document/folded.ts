// Text as it is compared when somebody searches: whatever the case and the accents. Letter for letter, so that a place in it is
// the same place in what was written. The relay's search and its projections ask it.

/** Dots on a Japanese letter make it another letter, and Korean syllables come apart: these scripts stay as they are. */
const MAY_CHANGE = /[^\0-\x7F\u3040-\u9FFF\uAC00-\uD7FF]/gu

/** As long as the text, in UTF-16 units and in characters. `Ärger` and `arger` are the same in it, and so are `ｅ` and `e`. */
export function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(MAY_CHANGE, foldedCharacter)
}

/** Accents as letters of their own are one with theirs here, where Unicode has the two as one. */
export const composed = (text: string): string => text.normalize('NFC').replaceAll('\0', ' ')

function foldedCharacter(character: string): string {
  const lower = character.toLowerCase()
  const plain = lower.normalize('NFKD').replace(/\p{M}+/gu, '')
  if (isAsLong(plain, character)) return plain === 'ς' ? 'σ' : plain
  return isAsLong(lower, character) ? lower : character
}

const isAsLong = (one: string, other: string): boolean =>
  one.length === other.length && one.length > 0 && one.codePointAt(0)! > 0xffff === other.length > 1
