// What each field of the schema (contracts/graphql-schema.ts) is: everything comes from Documents, as over REST. What hangs on a
// document is read for all documents of a query at once, however many they are.
import DataLoader from 'dataloader'
import { COMMENT_ROUTES } from '../../../contracts/comments.ts'
import type { DocumentResource } from '../../../contracts/document-resource.ts'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { GRAPHQL_SCOPES } from '../../../contracts/scopes.ts'
import type { PersonPresent } from '../../../contracts/people.ts'
import type { Thread } from '../../../document/comments.ts'
import type { Principal } from '../../access/access.ts'
import type { Documents } from '../../documents.ts'
import { Refused } from '../../errors.ts'
import type { Told } from '../../events/watch-stream.ts'
import type { Folders } from '../../folders.ts'
import { needScope } from '../token-check.ts'
import { shownThread } from '../shown-thread.ts'
import type { Asking, Resolve, Watches } from './asking.ts'
import { documentsIn, folder, FOLDER_MUTATIONS, folders, loadersOfFolders } from './folder-resolvers.ts'
import { type Bound, firstIn, folderNamedIn, idIn, type Named, titleIn } from './given.ts'
import { Rows } from './rows.ts'

export function askingOf(principal: Principal, documents: Documents, folders: Folders, watch: Watches): Asking {
  return {
    principal,
    documents,
    watch,
    rows: new Rows(),
    people: new DataLoader((ids) => documents.people(ids)),
    lastEdits: new DataLoader((ids) => documents.lastEdits(ids)),
    openComments: new DataLoader((ids) => documents.openComments(ids)),
    folders,
    ...loadersOfFolders(principal, documents, folders),
  }
}

interface PageAsked {
  readonly first: number
  readonly after?: string | null
  readonly trashed: boolean
  readonly folder?: string | null
}

const documents: Resolve<PageAsked, DocumentPage> = async (_, { first, after, trashed, folder: named }, asking) => {
  const { principal } = asking
  const within = folderNamedIn(named) ?? undefined
  if (within !== undefined) await asking.folders.get(principal, within)
  const request = { cursor: after ?? undefined, limit: firstIn(first), trashed, folder: within }
  const page = await asking.documents.list(principal, request)
  asking.rows.count(page.documents.length)
  return page
}

const document: Resolve<Named, DocumentResource | null> = async (_, { id }, asking) => {
  try {
    return await asking.documents.get(asking.principal, idIn(id))
  } catch (error) {
    if (error instanceof Refused && (error.code === 'document-not-found' || error.code === 'document-gone')) return null
    throw error
  }
}

const createDocument: Resolve<Named & { title: string; folder?: string | null }, DocumentResource> = async (
  _,
  { id, title, folder: named },
  asking,
) => {
  const into = folderNamedIn(named)
  return (await asking.documents.put(asking.principal, idIn(id), titleIn(title), into)).document
}

const moveDocument: Resolve<Bound & { folder?: string | null }, DocumentResource> = async (_, given, asking) => {
  const into = folderNamedIn(given.folder)
  return await asking.documents.move(asking.principal, idIn(given.id), into, given.ifVersion ?? undefined)
}

const renameDocument: Resolve<Bound & { title: string }, DocumentResource> = async (_, given, asking) =>
  await asking.documents.rename(asking.principal, idIn(given.id), titleIn(given.title), given.ifVersion ?? undefined)

const trashDocument: Resolve<Bound, DocumentResource> = async (_, given, asking) =>
  await asking.documents.trash(asking.principal, idIn(given.id), given.ifVersion ?? undefined)

const restoreDocument: Resolve<Bound, DocumentResource> = async (_, given, asking) =>
  await asking.documents.restore(asking.principal, idIn(given.id), given.ifVersion ?? undefined)

const deleteDocumentForEver: Resolve<Bound, DocumentId> = async (_, given, asking) => {
  const id = idIn(given.id)
  await asking.documents.deleteForEver(asking.principal, id, given.ifVersion ?? undefined)
  return id
}

type OfDocument<Answer> = (document: DocumentResource, given: unknown, asking: Asking) => Promise<Answer>

/** What REST does not answer to a write is not answered to a token that may only write. */
const read =
  <Of, Given, Answer>(resolve: (of: Of, given: Given, asking: Asking) => Promise<Answer>) =>
  async (of: Of, given: Given, asking: Asking): Promise<Answer> => {
    needScope(asking.principal, [GRAPHQL_SCOPES.query])
    return await resolve(of, given, asking)
  }

const shownPerson = ({ client, user }: PersonPresent): object => ({ client, name: user?.name, color: user?.color })

const present: OfDocument<number> = async ({ id }, _, asking) => (await asking.people.load(id)).length

const people: OfDocument<readonly object[]> = async ({ id }, _, asking) => {
  const here = await asking.people.load(id)
  asking.rows.count(here.length)
  return here.map(shownPerson)
}

const lastEdit: OfDocument<object | undefined> = async ({ id }, _, asking) => {
  const last = await asking.lastEdits.load(id)
  return last && { author: last.author, at: new Date(last.at).toISOString() }
}

const countOfComments: OfDocument<number> = async ({ id }, _, asking) => await asking.openComments.load(id)

const folderOfDocument: OfDocument<FolderResource | undefined> = async (one, _, asking) => {
  if (!one.folder) return undefined
  asking.rows.count(1)
  return await asking.foldersById.load(one.folder)
}

const peopleHere = {
  subscribe: async (_: unknown, { id }: Named, asking: Asking) => await asking.watch.people(idIn(id)),
  resolve: (told: Told<readonly PersonPresent[]>): readonly object[] => newsIn(told).map(shownPerson),
}

const openComments = {
  subscribe: async (_: unknown, { id }: Named, asking: Asking) => {
    needScope(asking.principal, [COMMENT_ROUTES.list.scope])
    return await asking.watch.comments(idIn(id))
  },
  resolve: (told: Told<readonly Thread[]>): readonly object[] => newsIn(told).map(shownThread),
}

function newsIn<News>(told: Told<News>): News {
  if ('refused' in told) throw told.refused
  return told.news
}

export const RESOLVERS = {
  Query: { documents, document, folders, folder },
  Mutation: {
    createDocument,
    renameDocument,
    moveDocument,
    trashDocument,
    restoreDocument,
    deleteDocumentForEver,
    ...FOLDER_MUTATIONS,
  },
  Subscription: { peopleHere, openComments },
  Document: {
    present: read(present),
    people: read(people),
    lastEdit: read(lastEdit),
    openComments: read(countOfComments),
    folder: read(folderOfDocument),
  },
  Folder: { documents: read(documentsIn) },
}
