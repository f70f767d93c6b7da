// A title that is being typed when the page goes. A page that goes can begin to write to IndexedDB and not end it, so the title
// is noted where writing takes no time, and kept at the next start.
import { type DocumentId, parseDocumentId } from '../../../contracts/ids.ts'
import type { DocumentsService } from '../../api/documents-service.ts'

const keyOf = (relayIdentity: string, id = ''): string => `ligature-title ${relayIdentity} ${id}`

/** `basedOn`: as DocumentsService.rename has it. It stands in a second line, for what was typed into a field has only one; older
 * versions note none. */
export function noteTitle(relayIdentity: string, id: DocumentId, title: string, basedOn = ''): void {
  localStorage.setItem(keyOf(relayIdentity, id), `${title}\n${basedOn}`)
}

/** The page has come back, and has kept it itself. */
export function forgetTitle(relayIdentity: string, id: DocumentId): void {
  localStorage.removeItem(keyOf(relayIdentity, id))
}

/** Rejects when this computer does not keep one: it stays noted. What the page did write, or is not on the list any more, is
 * not renamed; where somebody else has given it another title by now, both are kept (M4). */
export async function keepNotedTitles(
  relayIdentity: string,
  documents: Pick<DocumentsService, 'known' | 'rename'>,
): Promise<void> {
  const prefix = keyOf(relayIdentity)
  for (const [key, noted] of Object.entries<string>(localStorage)) {
    const id = key.startsWith(prefix) ? parseDocumentId(key.slice(prefix.length)) : undefined
    if (id === undefined) continue
    const [title = '', basedOn] = noted.split(/\n(.*)/s)
    const row = await documents.known(id)
    if (row !== undefined && row.title !== title) await documents.rename(id, title, basedOn)
    localStorage.removeItem(key)
  }
}
