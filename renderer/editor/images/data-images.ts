// HTML that carries its images inside (`data:` addresses), as other editors put it on the clipboard: each is kept like a file,
// and the HTML names it by its path. Used by images.ts when something is pasted.
import { attachmentPath } from '../../../contracts/attachment-names.ts'
import type { ImageKeeper } from './keeper.ts'
import { sizeOf } from './image-size.ts'
import { sayNotKept } from './not-kept.ts'

const INSIDE = /^\s*data:[^,]*,/i

/** Nobody copies more at once; a page that says so is up to something. */
const MOST_IMAGES = 100

/** In doubt yes, for then the HTML is read as such. Two looks, each of which passes over the text once. */
export const hasImagesInside = (html: string): boolean =>
  /<img\s/i.test(html) && /\bsrc\s*=\s*(?:["']\s*)?data:/i.test(html)

/** The same HTML with every image kept. One that cannot be is left out, its description stays, and it is said. */
export async function withImagesKept(html: string, { attachments, document }: ImageKeeper): Promise<string> {
  // Inert: nothing in a parsed document loads or runs.
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  const images = [...parsed.querySelectorAll('img')].filter((image) => INSIDE.test(image.getAttribute('src') ?? ''))
  for (const [at, image] of images.entries()) {
    const file = at < MOST_IMAGES ? fileIn(image.getAttribute('src') ?? '') : undefined
    try {
      if (file === undefined) throw new Error('its address cannot be read')
      const { sha256 } = await attachments.put(file, { document })
      image.setAttribute('src', attachmentPath(sha256))
      const size = await sizeOf(file)
      if (size !== undefined) {
        image.setAttribute('width', String(size.width))
        image.setAttribute('height', String(size.height))
      }
    } catch (cause) {
      sayNotKept(cause, image.alt)
      image.replaceWith(parsed.createTextNode(image.alt))
    }
  }
  return parsed.body.innerHTML
}

/** The bytes in a data: address. By hand: the page's policy keeps fetch from reading one. */
function fileIn(address: string): Blob | undefined {
  const head = INSIDE.exec(address)?.[0]
  if (head === undefined) return undefined
  const body = address.slice(head.length)
  try {
    const text = /;\s*base64\s*,$/i.test(head) ? atob(decodeURIComponent(body)) : decodeURIComponent(body)
    return new Blob([Uint8Array.from(text, (character) => character.charCodeAt(0))])
  } catch {
    return undefined // No base64, or percent signs that escape nothing: then there is no image to keep.
  }
}
