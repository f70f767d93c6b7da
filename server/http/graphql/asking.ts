// What the fields of one request are answered from. Made for each by graphql.ts, read by the resolvers.
import type DataLoader from 'dataloader'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import type { PersonPresent } from '../../../contracts/people.ts'
import type { Thread } from '../../../document/comments.ts'
import type { Principal } from '../../access/access.ts'
import type { Documents } from '../../documents.ts'
import type { Told } from '../../events/watch-stream.ts'
import type { Folders } from '../../folders.ts'
import type { LastEdit } from '../../store/store.ts'
import type { Rows } from './rows.ts'

/** Ends with the request. Throws Refused. */
type Watch<News> = (id: DocumentId) => Promise<AsyncIterable<Told<News>>>

/** What can be watched of a document. */
export interface Watches {
  readonly people: Watch<readonly PersonPresent[]>
  /** Open threads. */
  readonly comments: Watch<readonly Thread[]>
}

export interface Asking {
  readonly principal: Principal
  readonly documents: Documents
  readonly watch: Watches
  /** Counts what a list or a page brings, and each folder that hangs on a document. */
  readonly rows: Rows
  readonly people: DataLoader<DocumentId, readonly PersonPresent[]>
  readonly lastEdits: DataLoader<DocumentId, LastEdit | undefined>
  readonly openComments: DataLoader<DocumentId, number>
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
