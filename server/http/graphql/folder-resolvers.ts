// What the fields of folders are: everything comes from Folders, as over REST. Folders of all documents of a query are read at once, and so
// are the documents of all folders. Part of resolvers.ts.
import DataLoader from 'dataloader'
import type { DocumentPage } from '../../../contracts/documents.ts'
import type { FolderResource } from '../../../contracts/folder-resource.ts'
import type { FolderId } from '../../../contracts/ids.ts'
import type { Principal } from '../../access/access.ts'
import type { Documents } from '../../documents.ts'
import { Refused } from '../../errors.ts'
import type { Folders } from '../../folders.ts'
import type { Asking, PageWanted, Resolve } from './asking.ts'
import { type Bound, firstIn, folderIdIn, folderTitleIn, type Named } from './given.ts'

/** Documents of folders that are read at once: how many folders there are, the limits on cost do not know. */
const MOST_DOCUMENTS = 2_000

export function loadersOfFolders(
  principal: Principal,
  documents: Documents,
  all: Folders,
): Pick<Asking, 'foldersById' | 'pages'> {
  return {
    foldersById: new DataLoader(async (ids) => {
      const byId = new Map((await all.list(principal)).map((one) => [one.id, one]))
      return ids.map((id) => byId.get(id))
    }),
    pages: new DataLoader((wanted) => pagesOf(documents, wanted), {
      cacheKeyFn: ({ folder: id, first }) => `${id} ${first}`,
    }),
  }
}

/** One read for each number that was asked for: a query has one, or a few under other names. */
async function pagesOf(documents: Documents, wanted: readonly PageWanted[]): Promise<DocumentPage[]> {
  if (wanted.reduce((sum, { first }) => sum + first, 0) > MOST_DOCUMENTS)
    throw new Refused('bad-request', `first: of ${wanted.length} folders that is more than ${MOST_DOCUMENTS} documents`)
  const read = new Map<PageWanted, DocumentPage>()
  for (const limit of new Set(wanted.map(({ first }) => first))) {
    const alike = wanted.filter(({ first }) => first === limit)
    const pages = await documents.listIn(
      alike.map((one) => one.folder),
      limit,
    )
    for (const [nth, one] of alike.entries()) read.set(one, pages[nth]!)
  }
  return wanted.map((one) => read.get(one)!)
}

export const folders: Resolve<unknown, readonly FolderResource[]> = async (_, __, asking) => {
  const all = await asking.folders.list(asking.principal)
  asking.rows.count(all.length)
  return all
}

export const folder: Resolve<Named, FolderResource | null> = async (_, { id }, asking) => {
  try {
    return await asking.folders.get(asking.principal, folderIdIn(id))
  } catch (error) {
    if (error instanceof Refused && (error.code === 'folder-not-found' || error.code === 'folder-gone')) return null
    throw error
  }
}

export const documentsIn = async (
  { id }: FolderResource,
  { first }: { first: number },
  asking: Asking,
): Promise<DocumentPage> => {
  const page = await asking.pages.load({ folder: id, first: firstIn(first) })
  asking.rows.count(page.documents.length)
  return page
}

const createFolder: Resolve<Named & { title: string }, FolderResource> = async (_, { id, title }, asking) =>
  (await asking.folders.put(asking.principal, folderIdIn(id), folderTitleIn(title))).folder

const renameFolder: Resolve<Bound & { title: string }, FolderResource> = async (_, given, asking) => {
  const title = folderTitleIn(given.title)
  return await asking.folders.rename(asking.principal, folderIdIn(given.id), title, given.ifVersion ?? undefined)
}

const deleteFolder: Resolve<Bound, FolderId> = async (_, given, asking) => {
  const id = folderIdIn(given.id)
  await asking.folders.delete(asking.principal, id, given.ifVersion ?? undefined)
  return id
}

export const FOLDER_MUTATIONS = { createFolder, renameFolder, deleteFolder }
