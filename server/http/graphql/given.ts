// What somebody has given as an argument of GraphQL, looked at as REST looks at it. Used by resolvers.ts and folder-resolvers.ts.
import { TitleSchema } from '../../../contracts/document-resource.ts'
import { FolderTitleSchema } from '../../../contracts/folder-resource.ts'
import { DocumentIdSchema, FolderIdSchema } from '../../../contracts/id-schemas.ts'
import type { DocumentId, FolderId } from '../../../contracts/ids.ts'
import { MAX_PAGE_ROWS } from '../../../contracts/limits.ts'
import { Refused } from '../../errors.ts'

export interface Named {
  readonly id: string
}
export interface Bound extends Named {
  readonly ifVersion?: number | null
}

export function idIn(text: string): DocumentId {
  const { data } = DocumentIdSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-document-id', `id: "${text.slice(0, 100)}"`)
  return data
}

export function folderIdIn(text: string): FolderId {
  const { data } = FolderIdSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-folder-id', `"${text.slice(0, 100)}"`)
  return data
}

/** Null where none is named. */
export const folderNamedIn = (text: string | null | undefined): FolderId | null =>
  text === null || text === undefined ? null : folderIdIn(text)

export function titleIn(text: string): string {
  const { data } = TitleSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-request', 'title: it is too long')
  return data
}

export function folderTitleIn(text: string): string {
  const { data } = FolderTitleSchema.safeParse(text)
  if (data === undefined) throw new Refused('bad-request', 'title: it is empty or too long')
  return data
}

export function firstIn(first: number): number {
  if (first < 1 || first > MAX_PAGE_ROWS)
    throw new Refused('bad-request', `first: ${first} is not between 1 and ${MAX_PAGE_ROWS}`)
  return first
}
