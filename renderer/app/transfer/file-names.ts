// Names for exported files that every system takes: Windows' reserved characters and words, macOS' and Windows' deafness to
// case, 255 bytes, and nothing that could lead out of the folder they are unpacked in.

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
  const encoder = new TextEncoder()
  if (encoder.encode(text).byteLength <= most) return text
  let cut = ''
  let bytes = 0
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    bytes += encoder.encode(segment).byteLength
    if (bytes > most) break
    cut += segment
  }
  return cut
}

/** Gives each name once, to whatever is deaf to case and to how an accent is written. */
export class UniqueNames {
  readonly #taken = new Set<string>()

  /** `name` with a number behind it when it is taken. */
  take(name: string, ending: string): string {
    for (let n = 1; ; n++) {
      const candidate = n === 1 ? name : `${name} (${n})`
      const key = `${candidate}${ending}`.normalize('NFKC').toLowerCase()
      if (this.#taken.has(key)) continue
      this.#taken.add(key)
      return `${candidate}${ending}`
    }
  }
}
