// What each field of the schema (contracts/graphql-schema.ts) is: everything comes from Documents, as over REST. What hangs on a
// document is read for all documents of a query at once, however many they are.
import DataLoader from 'dataloader'
import { type DocumentResource, TitleSchema } from '../../../contracts/document-resource.ts'
import type { DocumentPage } from '../../../contracts/documents.ts'
import { DocumentIdSchema } from '../../../contracts/id-schemas.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { MAX_PAGE_ROWS } from '../../../contracts/limits.ts'
import type { PersonPresent } from '../../../contracts/people.ts'
import type { Principal } from '../../access/access.ts'
import type { Documents } from '../../documents.ts'
import { Refused } from '../../errors.ts'
import type { LastEdit } from '../../store/store.ts'

/** Of one request. */
export interface Asking {
  readonly principal: Principal
  readonly documents: Documents
  readonly people: DataLoader<DocumentId, readonly PersonPresent[]>
  readonly lastEdits: DataLoader<DocumentId, LastEdit | undefined>
}

export function askingOf(principal: Principal, documents: Documents): Asking {
  return {
    principal,
    documents,
    people: new DataLoader((ids) => documents.people(ids)),
    lastEdits: new DataLoader((ids) => documents.lastEdits(ids)),
  }
}

interface Named {
  readonly id: string
}
interface Bound extends Named {
  readonly ifVersion?: number | null
}
type Resolve<Arguments, Answer> = (root: unknown, given: Arguments, asking: Asking) => Promise<Answer>

const documents: Resolve<{ first: number; after?: string | null; trashed: boolean }, DocumentPage> = async (
  _,
  { first, after, trashed },
  asking,
) => {
  if (first < 1 || first > MAX_PAGE_ROWS)
    throw new Refused('bad-request', `first: ${first} is not between 1 and ${MAX_PAGE_ROWS}`)
  return await asking.documents.list(asking.principal, { cursor: after ?? undefined, limit: first, trashed })
}

const document: Resolve<Named, DocumentResource | null> = async (_, { id }, asking) => {
  try {
    return await asking.documents.get(asking.principal, idIn(id))
  } catch (error) {
    if (error instanceof Refused && (error.code === 'document-not-found' || error.code === 'document-gone')) return null
    throw error
  }
}

const createDocument: Resolve<Named & { title: string }, DocumentResource> = async (_, { id, title }, asking) =>
  (await asking.documents.put(asking.principal, idIn(id), titleIn(title))).document

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

const present: OfDocument<number> = async ({ id }, _, asking) => (await asking.people.load(id)).length

const people: OfDocument<readonly object[]> = async ({ id }, _, asking) =>
  (await asking.people.load(id)).map(({ client, user }) => ({ client, name: user?.name, color: user?.color }))

const lastEdit: OfDocument<object | undefined> = async ({ id }, _, asking) => {
  const last = await asking.lastEdits.load(id)
  return last && { author: last.author, at: new Date(last.at).toISOString() }
}

export const RESOLVERS = {
  Query: { documents, document },
  Mutation: { createDocument, renameDocument, trashDocument, restoreDocument, deleteDocumentForEver },
  Document: { present, people, lastEdit },
}

function idIn(text: string): DocumentId {
  const { data } = DocumentIdSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-document-id', `id: "${text.slice(0, 100)}"`)
  return data
}

function titleIn(text: string): string {
  const { data } = TitleSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-request', 'title: it is too long')
  return data
}
