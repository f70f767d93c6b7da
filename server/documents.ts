// What may be done with documents' metadata, and by whom. REST (http/documents.ts) and GraphQL (graphql/) both come here: one check
// of access, one set of errors, one truth. Every method throws Refused for what somebody cannot have.
import type { DocumentResource } from '../contracts/document-resource.ts'
import type { DocumentPage } from '../contracts/documents.ts'
import type { DocumentId, FolderId } from '../contracts/ids.ts'
import type { PersonPresent } from '../contracts/people.ts'
import { type Access, type Action, authorize, denied, type Principal } from './access/access.ts'
import { assertNever, Refused } from './errors.ts'
import { folderGone, noFolder } from './folders.ts'
import type { Condition, DocumentStore, FolderStore, LastEdit, ListRequest, WriteOutcome } from './store/store.ts'

export interface DocumentsParts {
  readonly store: DocumentStore & Pick<FolderStore, 'listDocumentsIn'>
  readonly access: Access
  /** Called once something was written, before that is answered. */
  readonly wrote: () => void
  /** Called once a document is deleted for ever, to end what is open of it. */
  readonly deleted: (id: DocumentId) => void
  /** Who has these documents open, in their order. */
  readonly people: (ids: readonly DocumentId[]) => Promise<readonly (readonly PersonPresent[])[]>
  /** How many of the comments on these are open, in their order. */
  readonly openComments: (ids: readonly DocumentId[]) => Promise<readonly number[]>
}

export class Documents {
  readonly #parts: DocumentsParts

  constructor(parts: DocumentsParts) {
    this.#parts = parts
  }

  async list(principal: Principal, request: ListRequest): Promise<DocumentPage> {
    await this.#allow(principal, 'list', null)
    const page = await this.#parts.store.listDocuments(request)
    if (page === 'bad-cursor')
      throw new Refused('bad-request', `cursor: "${request.cursor}" does not come from an earlier page`)
    return page
  }

  /** The first page of each, in their order. The folders have been listed before: nothing is asked of access. */
  async listIn(folders: readonly FolderId[], limit: number): Promise<readonly DocumentPage[]> {
    return await this.#parts.store.listDocumentsIn(folders, limit)
  }

  /** `action`: what is about to be done with its text, or in its comments. */
  async get(
    principal: Principal,
    id: DocumentId,
    action: 'read' | 'comment' | 'write' = 'read',
  ): Promise<DocumentResource> {
    await this.#allow(principal, action, id)
    const document = await this.#parts.store.getDocument(id)
    if (document === 'absent') throw new Refused('document-not-found', `no document has the id ${id}`)
    if (document === 'gone') throw gone(id)
    return document
  }

  /** Who has these open, in their order. They have been listed or got before: nothing is asked of access. */
  async people(ids: readonly DocumentId[]): Promise<readonly (readonly PersonPresent[])[]> {
    return await this.#parts.people(ids)
  }

  /** In their order; of documents that have been listed or got before. */
  async lastEdits(ids: readonly DocumentId[]): Promise<readonly (LastEdit | undefined)[]> {
    return await this.#parts.store.readLastEdits(ids)
  }

  /** How many comments are open, in their order; of documents that have been listed or got before. */
  async openComments(ids: readonly DocumentId[]): Promise<readonly number[]> {
    return await this.#parts.openComments(ids)
  }

  async put(
    principal: Principal,
    id: DocumentId,
    title: string,
    folder: FolderId | null,
  ): Promise<{ readonly created: boolean; readonly document: DocumentResource }> {
    await this.#allow(principal, 'create', id)
    await this.#mayNameFolder(principal, folder)
    const outcome = await this.#parts.store.putDocument(id, title, folder)
    return { document: this.#written(outcome, id), created: outcome.kind === 'written' && outcome.created }
  }

  async rename(principal: Principal, id: DocumentId, title: string, condition: Condition): Promise<DocumentResource> {
    await this.#allow(principal, 'rename', id)
    return this.#written(await this.#parts.store.renameDocument(id, title, condition), id)
  }

  async move(
    principal: Principal,
    id: DocumentId,
    folder: FolderId | null,
    condition: Condition,
  ): Promise<DocumentResource> {
    await this.#allow(principal, 'move', id)
    await this.#mayNameFolder(principal, folder)
    return this.#written(await this.#parts.store.moveDocument(id, folder, condition), id)
  }

  async trash(principal: Principal, id: DocumentId, condition: Condition): Promise<DocumentResource> {
    await this.#allow(principal, 'trash', id)
    return this.#written(await this.#parts.store.trashDocument(id, condition), id)
  }

  async restore(principal: Principal, id: DocumentId, condition: Condition): Promise<DocumentResource> {
    await this.#allow(principal, 'trash', id)
    return this.#written(await this.#parts.store.restoreDocument(id, condition), id)
  }

  async deleteForEver(principal: Principal, id: DocumentId, condition: Condition): Promise<void> {
    await this.#allow(principal, 'delete-for-ever', id)
    this.#written(await this.#parts.store.deleteForEver(id, condition), id)
    this.#parts.deleted(id)
  }

  #written(outcome: WriteOutcome, id: DocumentId): DocumentResource {
    if (outcome.kind === 'written') this.#parts.wrote()
    return afterWrite(outcome, id)
  }

  /** Whether a folder is there, only who may arrange folders is told (D2). */
  async #mayNameFolder(principal: Principal, folder: FolderId | null): Promise<void> {
    if (folder !== null) await this.#allow(principal, 'arrange', null)
  }

  async #allow(principal: Principal, action: Action, id: DocumentId | null): Promise<void> {
    if (!(await authorize(this.#parts.access, principal, action, id))) throw denied(principal, id, action)
  }
}

const gone = (id: DocumentId): Refused => new Refused('document-gone', `the document ${id} was deleted for ever`)

function afterWrite(outcome: WriteOutcome, id: DocumentId): DocumentResource {
  switch (outcome.kind) {
    case 'written':
    case 'unchanged':
      return outcome.document
    case 'absent':
      throw new Refused('document-not-found', `no document has the id ${id}`)
    case 'gone':
      throw gone(id)
    case 'no-folder':
      throw noFolder(outcome.folder)
    case 'folder-gone':
      throw folderGone(outcome.folder)
    case 'not-in-trash':
      throw new Refused('not-in-trash', `move ${id} to the trash first`)
    case 'changed-meanwhile':
      throw new Refused(
        'changed-meanwhile',
        `it is at version ${outcome.document.metaVersion} now, titled "${outcome.document.title}"`,
        { document: outcome.document },
      )
    default:
      return assertNever(outcome)
  }
}
