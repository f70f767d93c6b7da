// What documents say, and the search through it, in SQLite. Runs inside the workers; synchronous. Texts are found by FTS5's
// trigrams, in any script; a word of one or two characters is found by those that begin with it.
import type { DatabaseSync } from 'node:sqlite'
import type { DocumentId, Epoch } from '../../../contracts/ids.ts'
import { composed, folded } from '../../../document/folded.ts'
import {
  AROUND,
  BEFORE,
  FOUND_COLUMNS,
  type FoundRow,
  isIndexed,
  type Mark,
  pageOf,
  placeAfter,
  type ProjectionRow,
  SLICE_ROWS,
  type SweptRow,
} from '../found-rows.ts'
import type { ProjectedHeading, Projection, SearchPage, SearchPlace, SearchRequest, Unprojected } from '../store.ts'
import { COLUMNS } from './documents-columns.ts'
import { MOST_PASSAGES, passageOf, passagesOf } from './passages.ts'
import { snapshot, transaction } from './transaction.ts'

type Value = string | number

/** Every trigram that begins with the last character of a text. */
const END_OF_PASSAGE = '\n\n'
/** A word that begins more of them stands in most texts. */
const MOST_TRIGRAMS = 1_000
/** After every character. */
const HIGHEST = '\u{10FFFF}'

export class ProjectionsTable {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** Called inside the transaction of a metadata write: its title is found from then on. */
  named(id: DocumentId, title: string, changedAt: number): void {
    this.#database
      .prepare(
        `INSERT INTO projections (document, epoch, seq, changed_at, title, words, outline, text, folded)
         VALUES (?, '', 0, ?, ?, 0, '[]', '', '')
         ON CONFLICT (document) DO UPDATE SET title = excluded.title, changed_at = excluded.changed_at`,
      )
      .run(id, changedAt, folded(composed(title)))
  }

  /** Called inside the transaction that takes the text away. */
  forgetText(id: DocumentId): void {
    const row = this.#database
      .prepare(
        `UPDATE projections SET epoch = '', seq = 0, words = 0, outline = '[]', text = '', folded = '' WHERE document = ?
         RETURNING number`,
      )
      .get(id) as { number: number } | undefined
    if (row !== undefined) this.#forgetPassages(row.number, 0)
  }

  /** Called inside the transaction that deletes the document for ever. */
  forget(id: DocumentId): void {
    this.forgetText(id)
    this.#database.prepare('DELETE FROM projections WHERE document = ?').run(id)
  }

  /**
   * Which passages of its text are not in the index as they are: to be indexed one by one, so that no commit waits for a book, before
   * all is kept. Undefined when nothing is to be kept.
   */
  beginToKeep(id: DocumentId, { epoch, seq, folded: comparable }: Projection): readonly number[] | undefined {
    return transaction(this.#database, () => {
      const standing = this.#standing(id, epoch)
      if (standing === undefined || (standing.kept_epoch === epoch && standing.kept_seq! >= seq)) return undefined
      this.named(id, standing.title, standing.changed_at)
      const before = standing.kept_epoch === '' ? undefined : (standing.kept_folded ?? undefined)
      const changed = passagesOf(comparable).flatMap((passage, nth) =>
        before !== undefined && passageOf(before, nth) === passage ? [] : [nth],
      )
      // Until all is kept the index is of neither text: should that be cut off, it is made anew from the beginning.
      if (changed.length > 0) this.#database.prepare(`UPDATE projections SET epoch = '' WHERE document = ?`).run(id)
      return changed
    })
  }

  /** What stands at its end begins a trigram, too. */
  indexPassage(id: DocumentId, epoch: Projection['epoch'], nth: number, passage: string): void {
    transaction(this.#database, () => {
      const number = this.#standing(id, epoch)?.number
      if (number === undefined || number === null) return
      this.#database
        .prepare('INSERT OR REPLACE INTO search (rowid, folded) VALUES (?, ?)')
        .run(number * MOST_PASSAGES + nth, passage + END_OF_PASSAGE)
    })
  }

  keep(id: DocumentId, { epoch, seq, text, folded: comparable, words, outline }: Projection): boolean {
    return transaction(this.#database, () => {
      const number = this.#standing(id, epoch)?.number
      if (number === undefined || number === null) return false
      this.#forgetPassages(number, passagesOf(comparable).length)
      this.#database
        .prepare(
          'UPDATE projections SET epoch = ?, seq = ?, words = ?, outline = ?, text = ?, folded = ? WHERE number = ?',
        )
        .run(epoch, seq, words, JSON.stringify(outline), text, comparable, number)
      return true
    })
  }

  read(id: DocumentId): Projection | undefined {
    const row = this.#database
      .prepare('SELECT epoch, seq, text, folded, words, outline FROM projections WHERE document = ?')
      .get(id) as ProjectionRow | undefined
    return row && { ...row, epoch: row.epoch as Epoch, outline: JSON.parse(row.outline) as ProjectedHeading[] }
  }

  findUnprojected(after: DocumentId | undefined, maxRows: number, editedBefore: number): Unprojected {
    const rows = this.#database
      .prepare(
        `SELECT d.id, d.deleted_at IS NULL AND coalesce(h.edited_at, 0) <= ?
           AND (p.document IS NULL OR h.head > p.seq OR h.epoch <> p.epoch) AS due
         FROM documents d LEFT JOIN heads h ON h.document = d.id AND h.part = 'text'
           LEFT JOIN projections p ON p.document = d.id
         WHERE d.id > ? ORDER BY d.id LIMIT ?`,
      )
      .all(editedBefore, after ?? '', maxRows) as unknown as readonly SweptRow[]
    return {
      documents: rows.flatMap(({ id, due }) => (due === 1 ? [id] : [])),
      next: rows.length < maxRows ? undefined : rows.at(-1)!.id,
    }
  }

  search(request: SearchRequest): SearchPage {
    return snapshot(this.#database, () => this.#pageOf(request))
  }

  #pageOf(request: SearchRequest): SearchPage {
    const place = placeAfter(request)
    const { words } = request
    const inTitle = words.map(() => 'instr(p.title, ?) > 0').join(' AND ')
    if (place.among === 'titles') return pageOf(place, request, this.#found(request, place, undefined, inTitle, words))
    const matches = words.map((word) => this.#matchOf(word, place))
    // Of a common short word the latest are found sooner than all of its trigrams.
    const end = matches.includes(undefined) ? this.#endOfSlice(place) : undefined
    // While a text is taken in, of no epoch, the index has words that the text has not yet.
    const inText = `(p.number IN (SELECT rowid / ${MOST_PASSAGES} FROM search WHERE search MATCH ?) AND (p.epoch <> '' OR instr(p.folded, ?) > 0))`
    const somewhere = matches.map((match) =>
      match === undefined
        ? '(instr(p.folded, ?) > 0 OR instr(p.title, ?) > 0)'
        : `(${inText} OR instr(p.title, ?) > 0)`,
    )
    const values = words.flatMap((word, nth) => [...(matches[nth] === undefined ? [] : [matches[nth]]), word, word])
    const condition = `NOT (${inTitle}) AND ${somewhere.join(' AND ')}`
    const page = pageOf(place, request, this.#found(request, place, end, condition, [...words, ...values]), end)
    const isRare = place.among === 'texts' && page.found.length < request.maxHits
    return isRare && page.next !== undefined ? { ...page, next: { ...page.next, among: 'rest' } } : page
  }

  /** What the index is asked for; undefined when a look at the texts is better. */
  #matchOf(word: string, { among }: SearchPlace): string | undefined {
    if (isIndexed(word)) return asPhrase(word)
    if (among === 'texts') return undefined
    this.#database.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.trigrams USING fts5vocab (main, search, row)')
    const trigrams = this.#database
      .prepare(`SELECT term FROM temp.trigrams WHERE term >= ? AND term < ? LIMIT ${MOST_TRIGRAMS + 1}`)
      .all(word, `${word}${HIGHEST}`) as { term: string }[]
    if (trigrams.length > MOST_TRIGRAMS) return undefined
    // Nothing matches an empty phrase.
    return trigrams.map(({ term }) => asPhrase(term)).join(' OR ') || '""'
  }

  /** In order of the index, so that nothing is sorted, and of common words only the first are looked at. */
  #found(
    { words, maxHits }: SearchRequest,
    after: Mark,
    end: Mark | undefined,
    condition: string,
    values: readonly Value[],
  ): readonly FoundRow[] {
    const numbers = this.#database
      .prepare(
        `SELECT p.number FROM projections p INDEXED BY projections_by_change CROSS JOIN documents d ON d.id = p.document
         WHERE (p.changed_at, p.document) < (?, ?) AND (p.changed_at, p.document) >= (?, ?)
           AND d.trashed_at IS NULL AND ${condition}
         ORDER BY p.changed_at DESC, p.document DESC LIMIT ?`,
      )
      .all(after.changedAt, after.document, end?.changedAt ?? 0, end?.document ?? '', ...values, maxHits) as {
      number: number
    }[]
    const places = words.map(() => 'nullif(instr(p.folded, ?), 0)')
    const read = this.#database.prepare(
      `SELECT ${FOUND_COLUMNS}, substr(f.text, max(1, f.at - ${BEFORE}), ${AROUND} + 1) AS around FROM (
         SELECT ${COLUMNS}, p.changed_at AS ranked_at, p.outline, p.text, coalesce(${places.join(', ')}, 0) AS at
         FROM projections p JOIN documents d ON d.id = p.document WHERE p.number = ?
       ) f`,
    )
    return numbers.map(({ number }) => read.get(...words, number) as unknown as FoundRow)
  }

  /** Undefined when the document is no more, or of another epoch. */
  #standing(id: DocumentId, epoch: Projection['epoch']): Standing | undefined {
    const standing = this.#database
      .prepare(
        `SELECT d.title, max(d.updated_at, coalesce(h.edited_at, 0)) AS changed_at, coalesce(h.epoch, '') AS epoch,
           p.number, p.epoch AS kept_epoch, p.seq AS kept_seq, p.folded AS kept_folded
         FROM documents d LEFT JOIN heads h ON h.document = d.id AND h.part = 'text'
           LEFT JOIN projections p ON p.document = d.id
         WHERE d.id = ? AND d.deleted_at IS NULL`,
      )
      .get(id) as Standing | undefined
    return standing?.epoch === epoch ? standing : undefined
  }

  #forgetPassages(number: number, from: number): void {
    this.#database
      .prepare('DELETE FROM search WHERE rowid >= ? AND rowid < ?')
      .run(number * MOST_PASSAGES + from, (number + 1) * MOST_PASSAGES)
  }

  #endOfSlice({ changedAt, document }: Mark): Mark | undefined {
    return this.#database
      .prepare(
        `SELECT changed_at AS changedAt, document FROM projections WHERE (changed_at, document) < (?, ?)
         ORDER BY changed_at DESC, document DESC LIMIT 1 OFFSET ${SLICE_ROWS - 1}`,
      )
      .get(changedAt, document) as Mark | undefined
  }
}

interface Standing {
  readonly title: string
  readonly changed_at: number
  readonly epoch: string
  /** Null when it has no row yet. */
  readonly number: number | null
  readonly kept_epoch: string | null
  readonly kept_seq: number | null
  readonly kept_folded: string | null
}

/** FTS5 takes what stands in quotes as it is: nothing in it is syntax. */
const asPhrase = (word: string): string => `"${word.replaceAll('"', '""')}"`
