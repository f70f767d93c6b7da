// What every store makes of the rows that a search has found: pieces of text, headings, and where the next page begins.
import type { DocumentId } from '../../contracts/ids.ts'
import { described, type DocumentRow } from './document-rows.ts'
import type { FoundDocument, ProjectedHeading, SearchPage, SearchPlace, SearchRequest } from './store.ts'

/** Characters of a piece before the first place of a word, and of all of it: two lines on a screen. */
export const BEFORE = 60
export const AROUND = 240
/** An index knows words from so many characters on. */
const INDEXED_CHARACTERS = 3
/** Texts that are looked through for shorter words before whoever waits hears something. */
export const SLICE_ROWS = 200

export interface FoundRow extends DocumentRow {
  /** What it was ranked by. */
  readonly ranked_at: number
  /** The first place of a word in the text, in characters from 1; 0 when there is none. */
  readonly at: number
  /** AROUND characters from BEFORE that place on, and one more. */
  readonly around: string
  /** As stored. */
  readonly outline: string
}

/** Of a row, `f` in the statement, without the texts it was cut from: they may be long. */
export const FOUND_COLUMNS = [
  'id',
  'title',
  'meta_version',
  'created_at',
  'changed_at',
  'trashed_at',
  'unfilled',
  'deleted_at',
  'folder',
  'ranked_at',
  'outline',
  'at',
]
  .map((name) => `f.${name}`)
  .join(', ')

/** Where a page of rows begins: they come after it. */
export type Mark = Omit<SearchPlace, 'among'>

export const isIndexed = (word: string): boolean => Array.from(word).length >= INDEXED_CHARACTERS

export const placeAfter = ({ after }: SearchRequest): SearchPlace => after ?? beginningOf('titles')

/** Of the latest. */
function beginningOf(among: SearchPlace['among']): SearchPlace {
  return { among, changedAt: Number.MAX_SAFE_INTEGER, document: '' }
}

/** `end`: the rows are of those before it, and what is behind it was not looked at. */
export function pageOf(
  { among }: SearchPlace,
  { maxHits }: SearchRequest,
  rows: readonly FoundRow[],
  end?: Mark,
): SearchPage {
  const found = rows.map((row) => foundDocument(row, among))
  const last = rows.length < maxHits ? end : markOf(rows.at(-1)!)
  const afterAll = among === 'titles' ? beginningOf('texts') : undefined
  return { found, next: last === undefined ? afterAll : { among, ...last } }
}

const markOf = ({ ranked_at, id }: FoundRow): Mark => ({ changedAt: ranked_at, document: id })

function foundDocument(row: FoundRow, among: SearchPlace['among']): FoundDocument {
  const around = Array.from(row.around)
  return {
    document: described(row),
    foundIn: among === 'titles' ? 'title' : 'text',
    around: around.slice(0, AROUND).join(''),
    isCutBefore: row.at > BEFORE + 1,
    isCutBehind: around.length > AROUND,
    heading: headingAbove(JSON.parse(row.outline) as readonly ProjectedHeading[], row.at - 1),
  }
}

const headingAbove = (outline: readonly ProjectedHeading[], at: number): string | null =>
  outline.findLast((heading) => heading.at <= at)?.text ?? null

/** As stored rows of projections name it. */
export interface ProjectionRow {
  readonly epoch: string
  readonly seq: number
  readonly text: string
  readonly folded: string
  readonly words: number
  readonly outline: string
}

/** A document of the sweep: whether its projection has to be made, and which it is. */
export interface SweptRow {
  readonly id: DocumentId
  readonly due: number | boolean
}
