// What a document is called as a file, on every system: Windows' reserved characters and words, 255 bytes, and nothing that
// could lead out of the folder or deceive the eye. Exports name files by it, and the desktop app what it proposes.

/** Of 255 bytes, some are left for a number and an ending. */
const MOST_BYTES = 120
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i
/** What some system cannot write, and what nobody can see; but the joiners that make one picture of several are letters. */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex
  /(?:[<>:"/\\|?*\u0000-\u001F\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]|(?![\u200C\u200D])\p{Cf})+/gu
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** One name, without an ending. `otherwise` is used for a title of which nothing is left. */
export function safeName(title: string, otherwise: string): string {
  const plain = title.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/g, ' ')
  // Leading dots hide a file, trailing ones and spaces are dropped by Windows.
  const trimmed = cutToBytes(plain.replace(/^[\s.~-]+/, ''), MOST_BYTES).replace(/[\s.]+$/, '')
  if (!VISIBLE.test(trimmed)) return otherwise
  return RESERVED.test(trimmed) ? `${trimmed}_` : trimmed
}

/** Whole characters only, also of those that are made of several. */
function cutToBytes(text: string, most: number): string {
  if (utf8Bytes(text) <= most) return text
  let cut = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    bytes += utf8Bytes(segment)
    if (bytes > most) break
    cut += segment
  }
  return cut
}

/** A TextEncoder is of Node and of browsers, and not of the language. */
function utf8Bytes(text: string): number {
  let bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
  }
  return bytes
}
