// What may be asked of the app from outside: `ligature://open/{relay}/{document}` links, and Markdown files on the command
// line. Both come from strangers, by way of a browser or a mail: everything that is not exactly right is nothing.
import { isAbsolute, resolve } from 'node:path'
import { EMBEDDED_RELAY, LINK_SCHEME } from '../../contracts/desktop.ts'
import { type DocumentId, parseDocumentId } from '../../contracts/ids.ts'
import { relayOrigin } from './relay-check.ts'

export interface DocumentLink {
  /** EMBEDDED_RELAY or an origin. */
  readonly relay: string
  readonly document: DocumentId
}

export type Wish =
  | { readonly is: 'link'; readonly link: DocumentLink }
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'bad-link' }

const MARKDOWN_FILE = /\.(md|markdown)$/i

export function parseLink(text: string): DocumentLink | undefined {
  const [, encoded, id] = new RegExp(`^${LINK_SCHEME}://open/([^/]+)/([^/?#]+)/?$`, 'i').exec(text) ?? []
  if (encoded === undefined || id === undefined) return undefined
  const document = parseDocumentId(id)
  const relay = relayIn(encoded)
  return document === undefined || relay === undefined ? undefined : { relay, document }
}

function relayIn(encoded: string): string | undefined {
  try {
    const named = decodeURIComponent(encoded)
    if (named === EMBEDDED_RELAY) return named
    const meant = relayOrigin(named)
    // Exactly an origin: what stands behind it would not be looked at, and might be meant to deceive.
    return 'origin' in meant && meant.origin === named.toLowerCase() ? meant.origin : undefined
  } catch {
    // A malformed escape sequence.
    return undefined
  }
}

/** What a launch of the app with these arguments asks for. The program itself and switches are no wishes. */
export function wishesIn(args: readonly string[], folder: string): Wish[] {
  return args.slice(1).flatMap((argument): Wish[] => {
    if (argument.toLowerCase().startsWith(`${LINK_SCHEME}:`)) {
      const link = parseLink(argument)
      return [link === undefined ? { is: 'bad-link' } : { is: 'link', link }]
    }
    if (argument.startsWith('-') || !MARKDOWN_FILE.test(argument)) return []
    return [{ is: 'file', path: isAbsolute(argument) ? argument : resolve(folder, argument) }]
  })
}
