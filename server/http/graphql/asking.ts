// What the fields of one request are answered from. Made for each by graphql.ts, read by the resolvers.
import type DataLoader from 'dataloader'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import type { PersonPresent } from '../../../contracts/people.ts'
import type { Principal } from '../../access/access.ts'
import type { Documents } from '../../documents.ts'
import type { PeopleTold } from '../../events/people-stream.ts'
import type { Folders } from '../../folders.ts'
import type { LastEdit } from '../../store/store.ts'

/** Ends with the request. Throws Refused. */
export type WatchPeople = (id: DocumentId) => Promise<AsyncIterable<PeopleTold>>

export interface Asking {
  readonly principal: Principal
  readonly documents: Documents
  readonly watchPeople: WatchPeople
  readonly people: DataLoader<DocumentId, readonly PersonPresent[]>
  readonly lastEdits: DataLoader<DocumentId, LastEdit | undefined>
  readonly folders: Folders
  /** Undefined: there is none any more. */
  readonly foldersById: DataLoader<FolderId, FolderResource | undefined>
  readonly pages: DataLoader<PageWanted, DocumentPage, string>
}

/** The first page of what is in a folder. */
export interface PageWanted {
  readonly folder: FolderId
  readonly first: number
}

export type Resolve<Arguments, Answer> = (root: unknown, given: Arguments, asking: Asking) => Promise<Answer>
