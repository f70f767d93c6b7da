// Named versions of documents: kept as the text is committed now, read, and put into the document again as an edit. Used by
// http/versions.ts.
import { MAX_VERSIONS } from '../../contracts/limits.ts'
import type { DocumentId, VersionId } from '../../contracts/ids.ts'
import type { FileFormat } from '../../document/file.ts'
import type { Clock } from '../clock.ts'
import { Refused } from '../errors.ts'
import type { KeepOutcome, NewVersion, StoredVersion, VersionPage, VersionStore } from '../store/store.ts'
import { type Content, type ContentRead, refuseLargeUpdate, type StoredUpdate, type Written } from './content.ts'

export interface VersionsParts {
  readonly store: VersionStore
  readonly content: Pick<Content, 'snapshot' | 'convert' | 'write'>
  readonly clock: Pick<Clock, 'now'>
}

/** What a version is called, by whom. */
export interface Naming extends Pick<NewVersion, 'id' | 'name' | 'author'> {
  readonly document: DocumentId
}

export interface RestoreRequest {
  readonly document: DocumentId
  readonly version: VersionId
  readonly author: string
  /** What is replaced is kept so; a restore under this id is carried out once. */
  readonly keepAs: Pick<NewVersion, 'id' | 'name'>
}

export interface RestoreOutcome extends Pick<Written, 'epoch' | 'seq' | 'changed' | 'repeated'> {
  readonly before: StoredVersion | undefined
}

export class Versions {
  readonly #parts: VersionsParts

  constructor(parts: VersionsParts) {
    this.#parts = parts
  }

  /** Resolves when it is on the disk. A repeat changes nothing, and makes nothing. */
  async keep(naming: Naming): Promise<{ readonly created: boolean; readonly version: StoredVersion }> {
    const { store, content } = this.#parts
    const there = await store.findVersion(naming.document, naming.id)
    if (there !== undefined) return { created: false, version: there }
    const { bytes, epoch, seq } = await content.snapshot(naming.document)
    return await this.#keep(naming, { bytes, epoch, seq })
  }

  async list(
    document: DocumentId,
    page: { readonly cursor: string | undefined; readonly limit: number },
  ): Promise<VersionPage> {
    const found = await this.#parts.store.listVersions(document, page)
    if (found === 'bad-cursor')
      throw new Refused('bad-request', `cursor: "${page.cursor}" does not come from an earlier page`)
    return found
  }

  async read(document: DocumentId, id: VersionId, format: FileFormat | 'json', title: string): Promise<Uint8Array> {
    return await this.#parts.content.convert(await this.#stored(document, id), format, title)
  }

  async rename(document: DocumentId, id: VersionId, name: string): Promise<StoredVersion> {
    const renamed = await this.#parts.store.renameVersion(document, id, name)
    if (renamed === undefined) throw noVersion(id)
    return renamed
  }

  async delete(document: DocumentId, id: VersionId): Promise<void> {
    if (!(await this.#parts.store.deleteVersion(document, id))) throw noVersion(id)
  }

  /** What the edit replaces is on the disk as a version before the edit is. */
  async restore({ document, version, author, keepAs }: RestoreRequest): Promise<RestoreOutcome> {
    const { store, content } = this.#parts
    const stored = await this.#stored(document, version)
    refuseLargeUpdate(stored)
    const { epoch, seq, changed, repeated } = await content.write({
      document,
      author,
      put: async () => ({ kind: 'version', version: await stored.bytes() }),
      ifAt: undefined,
      key: `restore ${keepAs.id}`,
      replaces: (was) => this.#keepReplaced({ document, author, ...keepAs }, was),
    })
    const before = changed || repeated ? await store.findVersion(document, keepAs.id) : undefined
    return { epoch, seq, changed, repeated, before }
  }

  /** What was kept under that id before is what is replaced, or nothing is: a try that was cut off between the two may be made again. */
  async #keepReplaced(naming: Naming, was: ContentRead): Promise<void> {
    const { created, version } = await this.#keep(naming, was)
    if (created || (version.epoch === was.epoch && version.seq === was.seq)) return
    throw new Refused(
      'version-id-taken',
      `keepAs: ${naming.id} is a version of the document as it was at another time; take another id`,
    )
  }

  async #keep(
    { document, id, name, author }: Naming,
    was: Pick<NewVersion, 'bytes' | 'epoch' | 'seq'>,
  ): Promise<{ readonly created: boolean; readonly version: StoredVersion }> {
    const { store, clock } = this.#parts
    const kept: KeepOutcome = await store.keepVersion(document, { id, name, author, createdAt: clock.now(), ...was })
    switch (kept.kind) {
      case 'kept':
      case 'there':
        return { created: kept.kind === 'kept', version: kept.version }
      case 'absent':
        throw new Refused('document-gone', `the document ${document} was deleted for ever`)
      case 'full':
        throw new Refused('versions-full', `${document} has ${MAX_VERSIONS} versions; delete one that nobody needs`)
    }
  }

  /** Of its bytes nothing is read yet. */
  async #stored(document: DocumentId, id: VersionId): Promise<StoredUpdate> {
    const { store } = this.#parts
    const found = await store.findVersion(document, id)
    if (found === undefined) throw noVersion(id)
    const { epoch, seq, createdAt, size } = found
    return {
      key: JSON.stringify([document, id, epoch, seq, createdAt]),
      size,
      bytes: async () => (await store.readVersion(document, id)) ?? refuseAbsent(id),
    }
  }
}

function refuseAbsent(id: VersionId): never {
  throw noVersion(id)
}

const noVersion = (id: VersionId): Refused =>
  new Refused('version-not-found', `the document has no version with the id ${id}`)
