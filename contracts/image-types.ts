// Which images an attachment may be, told by their first bytes. The relay asks before it keeps one and before it serves it,
// the client before it offers one. What a file is called, and what a header says of it, is never asked.

export const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'] as const
export type ImageType = (typeof IMAGE_TYPES)[number]

export const IMAGE_EXTENSIONS: Readonly<Record<ImageType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
}

/** So many bytes from the beginning are enough to tell. */
export const SNIFFED_BYTES = 64

/**
 * The type of the image that begins with these bytes; undefined for everything else. SVG is not among them: it is a
 * program that draws, and would have to be kept from running wherever the file is ever opened.
 */
export function sniffImage(bytes: Uint8Array): ImageType | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, SNIFFED_BYTES))
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp'
  return text.startsWith('ftyp', 4) && brandsOf(text).some(isAvif) ? 'image/avif' : undefined
}

/** An ISO base media file names what it is compatible with: the main brand at 8, the others from 16 to the box's end. */
function brandsOf(text: string): string[] {
  const length = [0, 1, 2, 3].reduce((sum, at) => sum * 256 + text.charCodeAt(at), 0)
  const brands = [text.slice(8, 12)]
  for (let at = 16; at + 4 <= Math.min(length, text.length); at += 4) brands.push(text.slice(at, at + 4))
  return brands
}

const isAvif = (brand: string): boolean => brand === 'avif' || brand === 'avis'
