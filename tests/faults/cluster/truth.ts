// What PostgreSQL holds of a document, read by somebody who is no relay.
import * as Y from 'yjs'
import type { Manuscript } from './manuscript.ts'
import type { Servers } from './servers.ts'

interface Stored {
  readonly seq: number
  readonly bytes: Buffer
}

export class Truth {
  readonly manuscript: Manuscript
  readonly #servers: Servers
  #doc = new Y.Doc()
  #seq = 0

  constructor(servers: Servers, manuscript: Manuscript) {
    this.#servers = servers
    this.manuscript = manuscript
  }

  /** As it is now. Rejects while PostgreSQL is away. */
  async read(): Promise<Y.Doc> {
    const rows = await this.#rows(this.#seq)
    if (rows[0] !== undefined && rows[0].seq !== this.#seq + 1) await this.#readSnapshot()
    this.#take(rows[0]?.seq === this.#seq + 1 ? rows : await this.#rows(this.#seq))
    return this.#doc
  }

  /** As a relay that has just started would read it. */
  async readAnew(): Promise<Y.Doc> {
    const other = new Truth(this.#servers, this.manuscript)
    await other.#readSnapshot()
    other.#take(await other.#rows(other.#seq))
    return other.#doc
  }

  async #readSnapshot(): Promise<void> {
    const [snapshot] = await this.#ask(
      'SELECT s.seq, s.bytes FROM heads h JOIN snapshots s ON s.number = h.number AND s.seq = h.snapshot_seq',
      'true',
      0,
    )
    if (snapshot === undefined) return
    Y.applyUpdate(this.#doc, snapshot.bytes)
    this.#seq = snapshot.seq
  }

  #rows(after: number): Promise<readonly Stored[]> {
    return this.#ask(
      'SELECT l.seq, l.bytes FROM heads h JOIN log l ON l.number = h.number',
      'l.seq > $3 ORDER BY l.seq',
      after,
    )
  }

  #take(rows: readonly Stored[]): void {
    for (const { seq, bytes } of rows) {
      if (seq !== this.#seq + 1) throw new Error(`the log of ${this.manuscript.path} has ${seq} after ${this.#seq}`)
      Y.applyUpdate(this.#doc, bytes)
      this.#seq = seq
    }
  }

  async #ask(from: string, which: string, after: number): Promise<readonly Stored[]> {
    const { document, part } = this.manuscript.address
    const rows = await this.#servers.ask<{ seq: string; bytes: Buffer }>(
      `${from} WHERE h.document = $1 AND h.part = $2 AND $3::bigint >= 0 AND ${which}`,
      [document, part, after],
    )
    return rows.map(({ seq, bytes }) => ({ seq: Number(seq), bytes }))
  }
}
