// What may be done with folders, and by whom. REST (http/folders.ts) and GraphQL (graphql/) both come here, as to documents.ts. Every
// method throws Refused for what somebody cannot have.
import type { FolderResource } from '../contracts/folder-resource.ts'
import type { FolderId } from '../contracts/ids.ts'
import { MAX_FOLDERS } from '../contracts/limits.ts'
import { type Access, authorize, denied, type Principal } from './access/access.ts'
import { assertNever, Refused } from './errors.ts'
import type { Condition, FolderOutcome, FolderRefusal, FolderStore } from './store/store.ts'

export interface FoldersParts {
  readonly store: FolderStore
  readonly access: Access
  /** Called once something was written, before that is answered. */
  readonly wrote: () => void
}

export class Folders {
  readonly #parts: FoldersParts

  constructor(parts: FoldersParts) {
    this.#parts = parts
  }

  /** All of them, the oldest first. */
  async list(principal: Principal): Promise<readonly FolderResource[]> {
    await this.#allow(principal, 'list')
    return await this.#parts.store.listFolders()
  }

  async get(principal: Principal, id: FolderId): Promise<FolderResource> {
    await this.#allow(principal, 'list')
    const folder = await this.#parts.store.getFolder(id)
    if (folder === 'absent') throw noFolder(id)
    if (folder === 'gone') throw folderGone(id)
    return folder
  }

  async put(
    principal: Principal,
    id: FolderId,
    title: string,
  ): Promise<{ readonly created: boolean; readonly folder: FolderResource }> {
    await this.#allow(principal, 'arrange')
    const outcome = await this.#parts.store.putFolder(id, title)
    return { folder: this.#written(outcome, id), created: outcome.kind === 'written' && outcome.created }
  }

  async rename(principal: Principal, id: FolderId, title: string, condition: Condition): Promise<FolderResource> {
    await this.#allow(principal, 'arrange')
    return this.#written(await this.#parts.store.renameFolder(id, title, condition), id)
  }

  /** Its documents stay, and are in none. */
  async delete(principal: Principal, id: FolderId, condition: Condition): Promise<void> {
    await this.#allow(principal, 'arrange')
    const outcome = await this.#parts.store.deleteFolder(id, condition)
    if (outcome.kind !== 'deleted') throw refusalOf(outcome, id)
    this.#parts.wrote()
  }

  #written(outcome: FolderOutcome, id: FolderId): FolderResource {
    if (outcome.kind === 'written') this.#parts.wrote()
    if (outcome.kind === 'written' || outcome.kind === 'unchanged') return outcome.folder
    throw refusalOf(outcome, id)
  }

  async #allow(principal: Principal, action: 'list' | 'arrange'): Promise<void> {
    if (!(await authorize(this.#parts.access, principal, action, null)))
      throw denied(principal, null, `${action} folders`)
  }
}

export const noFolder = (id: FolderId): Refused => new Refused('folder-not-found', `no folder has the id ${id}`)
export const folderGone = (id: FolderId): Refused => new Refused('folder-gone', `the folder ${id} was deleted`)

function refusalOf(outcome: FolderRefusal | { readonly kind: 'full' }, id: FolderId): Refused {
  switch (outcome.kind) {
    case 'absent':
      return noFolder(id)
    case 'gone':
      return folderGone(id)
    case 'full':
      return new Refused('folders-full', `there are ${MAX_FOLDERS}`)
    case 'changed-meanwhile':
      return new Refused(
        'changed-meanwhile',
        `it is at version ${outcome.folder.metaVersion} now, titled "${outcome.folder.title}"`,
        { folder: outcome.folder },
      )
    default:
      return assertNever(outcome)
  }
}
