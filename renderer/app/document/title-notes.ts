// A title that is being typed when the page goes. A page that goes can begin to write to IndexedDB and not end it, so the title
// is noted where writing takes no time, and kept at the next start.
import { type DocumentId, parseDocumentId } from '../../../contracts/ids.ts'

const keyOf = (relayIdentity: string, id = ''): string => `ligature-title ${relayIdentity} ${id}`

export function noteTitle(relayIdentity: string, id: DocumentId, title: string): void {
  localStorage.setItem(keyOf(relayIdentity, id), title)
}

/** The page has come back, and has kept it itself. */
export function forgetTitle(relayIdentity: string, id: DocumentId): void {
  localStorage.removeItem(keyOf(relayIdentity, id))
}

/** Rejects when this computer does not keep one: it stays noted. */
export async function keepNotedTitles(
  relayIdentity: string,
  rename: (id: DocumentId, title: string) => Promise<void>,
): Promise<void> {
  const prefix = keyOf(relayIdentity)
  for (const key of Object.keys(localStorage)) {
    const id = key.startsWith(prefix) ? parseDocumentId(key.slice(prefix.length)) : undefined
    if (id === undefined) continue
    await rename(id, localStorage.getItem(key) ?? '')
    localStorage.removeItem(key)
  }
}
