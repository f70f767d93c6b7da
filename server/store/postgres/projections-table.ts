// What documents say, and the search through it, in PostgreSQL. Made by store.ts. Of a common word the latest
// texts are looked through; any other is found by an index of its parts.
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { composed, folded } from '../../../document/folded.ts'
import { gramsOf, gramsOfWord } from '../../../document/grams.ts'
import {
  AROUND,
  BEFORE,
  FOUND_COLUMNS,
  type FoundRow,
  type Mark,
  pageOf,
  placeAfter,
  type ProjectionRow,
  SLICE_ROWS,
  type SweptRow,
} from '../found-rows.ts'
import type { NewProjection, ProjectedHeading, Projection, SearchPage, SearchRequest, Unprojected } from '../store.ts'
import type { Database, Querying } from './database.ts'
import { COLUMNS } from './documents-columns.ts'

/** The text as it is compared. In the column the title stands before it, so that one index knows where both hold all the words. */
const COMPARABLE = 'substr(p.folded, char_length(p.title) + 2)'

/** Values of a search before its words and their patterns. */
const FIXED = 5

export class ProjectionsTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Nobody renames, resets or deletes the document meanwhile. */
  async keep(
    id: DocumentId,
    { epoch, seq, text, folded: comparable, grams, words, outline }: NewProjection,
  ): Promise<boolean> {
    return await this.#database.transaction(async (inside) => {
      const [document] = await inside.query<{ title: string; updated_at: number }>(
        'SELECT title, updated_at FROM documents WHERE id = $1 AND deleted_at IS NULL FOR SHARE',
        [id],
      )
      if (document === undefined) return false
      const [head] = await inside.query<{ epoch: string; edited_at: number }>(
        `SELECT epoch, edited_at FROM heads WHERE document = $1 AND part = 'text'`,
        [id],
      )
      if ((head?.epoch ?? '') !== epoch) return false
      const changedAt = Math.max(document.updated_at, head?.edited_at ?? 0)
      const title = folded(composed(document.title))
      const kept = await inside.change(
        `INSERT INTO projections AS p (document, epoch, seq, changed_at, title, words, outline, text, folded, grams, title_grams)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (document) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, changed_at = excluded.changed_at,
           title = excluded.title, words = excluded.words, outline = excluded.outline, text = excluded.text,
           folded = excluded.folded, grams = excluded.grams, title_grams = excluded.title_grams
         WHERE p.epoch <> excluded.epoch OR p.seq < excluded.seq`,
        [
          ...[id, epoch, seq, changedAt, title, words, JSON.stringify(outline), text, `${title}\n${comparable}`],
          ...[grams, gramsOf(title)],
        ],
      )
      return kept > 0
    })
  }

  async read(id: DocumentId): Promise<Projection | undefined> {
    const [row] = await this.#database.query<ProjectionRow>(
      `SELECT epoch, seq, text, ${COMPARABLE} AS folded, words, outline FROM projections p WHERE document = $1`,
      [id],
    )
    return row && { ...row, epoch: row.epoch as Epoch, outline: JSON.parse(row.outline) as ProjectedHeading[] }
  }

  async findUnprojected(after: DocumentId | undefined, maxRows: number, editedBefore: number): Promise<Unprojected> {
    const rows = await this.#database.query<SweptRow>(
      `SELECT d.id, d.deleted_at IS NULL AND coalesce(h.edited_at, 0) <= $2
         AND (p.document IS NULL OR coalesce(h.head > p.seq OR h.epoch <> p.epoch, false)) AS due
       FROM (SELECT id, deleted_at FROM documents WHERE id > $1 ORDER BY id LIMIT $3) d
         LEFT JOIN heads h ON h.document = d.id AND h.part = 'text'
         LEFT JOIN projections p ON p.document = d.id
       ORDER BY d.id`,
      [after ?? '', editedBefore, maxRows],
    )
    return {
      documents: rows.flatMap(({ id, due }) => (due === true ? [id] : [])),
      next: rows.length < maxRows ? undefined : rows.at(-1)!.id,
    }
  }

  /**
   * An index would have to read each text that a common word stands in before the first is known: so the latest texts are looked through
   * without it, and it is asked for the rest when those were not enough.
   */
  async search(request: SearchRequest): Promise<SearchPage> {
    const place = placeAfter(request)
    const { words } = request
    const patterns = words.map((_, nth) => `$${FIXED + words.length + nth + 1}`)
    const inTitle = patterns.map((pattern) => `p.title LIKE ${pattern}`).join(' AND ')
    if (place.among === 'titles')
      return pageOf(place, request, await found(this.#database, request, place, undefined, inTitle))
    const condition = `NOT (${inTitle}) AND ${patterns.map((pattern) => `p.folded LIKE ${pattern}`).join(' AND ')}`
    if (place.among === 'rest') {
      const grams = words.map((_, nth) => `$${FIXED + 2 * words.length + nth + 1}::integer[]`)
      const asNumbers = grams.map((some) => `(p.grams @> ${some} OR p.title_grams @> ${some})`).join(' AND ')
      const rows = await this.#byIndex((inside) =>
        found(inside, request, place, undefined, `${asNumbers} AND ${condition}`, words.map(gramsOfWord)),
      )
      return pageOf(place, request, rows)
    }
    const end = await this.#endOfSlice(place)
    const rows = await found(this.#database, request, place, end, condition)
    const page = pageOf(place, request, rows, end)
    return rows.length < request.maxHits && page.next !== undefined
      ? { ...page, next: { ...page.next, among: 'rest' } }
      : page
  }

  /** PostgreSQL takes a text for as cheap to read as a number, and would rather read all of them in order. */
  async #byIndex<Result>(work: (inside: Querying) => Promise<Result>): Promise<Result> {
    return await this.#database.transaction(async (inside) => {
      await inside.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off')
      return await work(inside)
    })
  }

  async #endOfSlice({ changedAt, document }: Mark): Promise<Mark | undefined> {
    const [mark] = await this.#database.query<Mark>(
      `SELECT changed_at AS "changedAt", document FROM projections WHERE (changed_at, document) < ($1, $2)
       ORDER BY changed_at DESC, document DESC LIMIT 1 OFFSET ${SLICE_ROWS - 1}`,
      [changedAt, document],
    )
    return mark
  }
}

async function found(
  database: Querying,
  { words, maxHits }: SearchRequest,
  after: Mark,
  end: Mark | undefined,
  condition: string,
  grams: readonly (readonly number[])[] = [],
): Promise<readonly FoundRow[]> {
  const places = words.map((_, nth) => `nullif(strpos(f.comparable, $${FIXED + nth + 1}), 0)`)
  const given = [after.changedAt, after.document, end?.changedAt ?? 0, end?.document ?? '', maxHits]
  return await database.query<FoundRow>(
    `SELECT ${FOUND_COLUMNS}, substr(f.text, greatest(1, f.at - ${BEFORE}), ${AROUND} + 1) AS around FROM (
       SELECT f.*, coalesce(${places.join(', ')}, 0) AS at FROM (
         SELECT ${COLUMNS}, p.changed_at AS ranked_at, p.outline, p.text, ${COMPARABLE} AS comparable
         FROM projections p JOIN documents d ON d.id = p.document
         WHERE (p.changed_at, p.document) < ($1, $2) AND (p.changed_at, p.document) >= ($3, $4)
           AND d.trashed_at IS NULL AND ${condition}
         ORDER BY p.changed_at DESC, p.document DESC LIMIT $5
       ) f
     ) f ORDER BY f.ranked_at DESC, f.id DESC`,
    [...given, ...words, ...words.map(patternOf), ...grams],
  )
}

/** Inside the transaction of a metadata write: its title is found from then on. */
export async function named(inside: Querying, id: DocumentId, title: string, changedAt: number): Promise<void> {
  const comparable = folded(composed(title))
  await inside.query(
    `INSERT INTO projections AS p (document, epoch, seq, changed_at, title, words, outline, text, folded, title_grams)
     VALUES ($1, '', 0, $2, $3, 0, '[]', '', $3 || E'\\n', $4)
     ON CONFLICT (document) DO UPDATE SET title = excluded.title, changed_at = excluded.changed_at, title_grams = excluded.title_grams,
       folded = CASE WHEN p.title = excluded.title THEN p.folded ELSE excluded.folded || ${COMPARABLE} END`,
    [id, changedAt, comparable, gramsOf(comparable)],
  )
}

/** Inside the transaction that takes the text away. */
export async function forgetText(inside: Querying, id: DocumentId): Promise<void> {
  await inside.query(
    `UPDATE projections SET epoch = '', seq = 0, words = 0, outline = '[]', text = '', folded = title || E'\\n', grams = '{}'
     WHERE document = $1`,
    [id],
  )
}

/** Inside the transaction that deletes the document for ever. */
export async function forget(inside: Querying, id: DocumentId): Promise<void> {
  await inside.query('DELETE FROM projections WHERE document = $1', [id])
}

/** Nothing in a word is read as a sign of LIKE's. */
const patternOf = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`
