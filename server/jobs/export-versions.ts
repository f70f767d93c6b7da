// The named versions of a document as lines of a workspace's file (protocol W), one after the other. Called by export-workspace.ts.
import type { DocumentId } from '../../contracts/ids.ts'
import type { LineOf, WorkspaceLine } from '../../contracts/workspace.ts'
import { isDamage, messageOf } from '../errors.ts'
import type { StoredVersion, VersionStore } from '../store/store.ts'
import { inPieces } from './export-lines.ts'

export type VersionsToExport = Pick<VersionStore, 'listVersions' | 'readVersion'>

const PAGE_VERSIONS = 100

/** The newest first. Answers what could not be read, the first of it: the others are there all the same. */
export async function* versionLines(
  store: VersionsToExport,
  document: DocumentId,
): AsyncGenerator<readonly WorkspaceLine[], string | undefined> {
  let damage: string | undefined
  try {
    for (let cursor: string | undefined | null; cursor !== null;) {
      const page = await store.listVersions(document, { cursor, limit: PAGE_VERSIONS })
      if (page === 'bad-cursor') throw new Error(`the store does not know its own cursor ${cursor}`)
      for (const version of page.versions) {
        const bytes = await bytesOf(store, document, version)
        if (typeof bytes === 'string') damage ??= bytes
        else if (bytes !== undefined) yield* inPieces(lineOf(version), bytes)
      }
      cursor = page.nextCursor
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    damage ??= messageOf(error)
  }
  return damage
}

/** A text says why they cannot be read; undefined: it was deleted meanwhile. */
async function bytesOf(
  store: VersionsToExport,
  document: DocumentId,
  { id }: StoredVersion,
): Promise<Uint8Array | string | undefined> {
  try {
    return await store.readVersion(document, id)
  } catch (error) {
    if (!isDamage(error)) throw error
    return messageOf(error)
  }
}

const lineOf = ({ id, name, author, createdAt, epoch, seq, size }: StoredVersion): LineOf<'version'> => ({
  kind: 'version',
  id,
  name,
  author,
  createdAt: new Date(createdAt).toISOString(),
  epoch,
  seq,
  size,
})
