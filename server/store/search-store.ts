// The part of the store that keeps what documents say, for whoever searches. Part of store.ts.
import type { DocumentResource } from '../../contracts/document-resource.ts'
import type { DocumentId, Epoch } from '../../contracts/ids.ts'

/** A heading of a document's text. */
export interface ProjectedHeading {
  /** 1 to 6. */
  readonly level: number
  readonly text: string
  /** Characters (code points) of the text before it. */
  readonly at: number
}

/** What a document says, for whoever searches: made of its text as it was at `seq`, and made anew at any time. */
export interface Projection {
  /** Empty when nobody has opened the document yet. */
  readonly epoch: Epoch | ''
  readonly seq: number
  /** As much of it as is searched. */
  readonly text: string
  /** The same as it is compared (document/folded.ts). */
  readonly folded: string
  /** Of all of it. */
  readonly words: number
  readonly outline: readonly ProjectedHeading[]
}

/** What a store is given of it. */
export interface NewProjection extends Projection {
  /** Of `folded` (document/grams.ts). */
  readonly grams: readonly number[]
}

export interface Unprojected {
  readonly documents: readonly DocumentId[]
  /** Where to look on; undefined when all were looked at. */
  readonly next: DocumentId | undefined
}

/** Titles are looked through before texts, each from the latest change back; a store may look through the rest of them in another way. */
export interface SearchPlace {
  readonly among: 'titles' | 'texts' | 'rest'
  readonly changedAt: number
  readonly document: DocumentId | ''
}

export interface SearchRequest {
  /** As they are compared, at least one; a document must hold each, in its title or its text. */
  readonly words: readonly string[]
  /** Where the page before has ended. */
  readonly after: SearchPlace | undefined
  /** A page may have fewer, and even none, though there is a next. */
  readonly maxHits: number
}

export interface FoundDocument {
  readonly document: DocumentResource
  readonly foundIn: 'title' | 'text'
  /** A piece of the text around the first place of a word, or its beginning; and whether there is more on either side. */
  readonly around: string
  readonly isCutBefore: boolean
  readonly isCutBehind: boolean
  readonly heading: string | null
}

export interface SearchPage {
  readonly found: readonly FoundDocument[]
  readonly next: SearchPlace | undefined
}

/** What documents say, and who says something. Titles are always those of now; trashed documents are not found. */
export interface SearchStore {
  /** Unless it is of another epoch than the document, or what is kept is as new. */
  keepProjection(document: DocumentId, projection: NewProjection): Promise<boolean>
  readProjection(document: DocumentId): Promise<Projection | undefined>
  /** Of the next `maxRows` documents, those whose projection is not of their head, unless they were edited after `editedBefore`. */
  findUnprojected(after: DocumentId | undefined, maxRows: number, editedBefore: number): Promise<Unprojected>
  search(request: SearchRequest): Promise<SearchPage>
}
