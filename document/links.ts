// Which addresses a link or an image may carry. Asked by the schema wherever a link enters or leaves a document, and by the editor
// before it opens one: the text comes from other people, and `javascript:` in an href runs as this page.

const ALLOWED_SCHEMES = ['http', 'https', 'mailto']

/** What a URL parser skips or a person cannot see: a scheme may hide behind it (`java\tscript:`). */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Z}]/gu

const SCHEME = /^([a-z][a-z0-9+.-]*):/i

/** True for http, https and mailto, and for addresses without a scheme, which stay on the page's own site. */
export function isAllowedLink(address: unknown): address is string {
  if (typeof address !== 'string') return false
  const visible = address.replace(INVISIBLE, '')
  const scheme = SCHEME.exec(visible)?.[1]
  return visible !== '' && (scheme === undefined || ALLOWED_SCHEMES.includes(scheme.toLowerCase()))
}

/** True for http and https, and for paths of the page's own site (`/api/v1/attachments/…`). `data:` and `blob:` are not. */
export function isAllowedImage(address: unknown): address is string {
  return isAllowedLink(address) && !address.replace(INVISIBLE, '').toLowerCase().startsWith('mailto:')
}

/** What a person typed into a link field, as an address: `example.org` means https. Undefined when it may not be one. */
export function linkFromTyping(typed: string): string | undefined {
  const text = typed.trim()
  if (text === '') return undefined
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)) return `mailto:${text}`
  const address = SCHEME.test(text) || text.startsWith('/') || text.startsWith('#') ? text : `https://${text}`
  return isAllowedLink(address) ? address : undefined
}
