// Attachments in PostgreSQL, so that every relay that shares the documents has their images: each in pieces, which are written
// in one transaction and read one at a time.
import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../contracts/attachment-names.ts'
import type { AttachmentStore, Chunks, NamedAttachment, StoredAttachment } from '../store.ts'
import type { Querying, Transacting } from './database.ts'

/** Of an image so much is in memory at once. */
const PIECE_BYTES = 256 * 1024
/** Named, or forgotten, in one transaction. */
const STAGED_ROWS = 20
const LISTED_ROWS = 500

interface StagedAttachment extends NamedAttachment {
  readonly upload: number
}

export class Attachments implements AttachmentStore {
  readonly #database: Transacting

  constructor(database: Transacting) {
    this.#database = database
  }

  async keepAttachment(sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'> {
    return await this.#take(sha256, chunks, async (number, size) => {
      await this.#database.transaction(async (inside) => {
        await name(inside, sha256, size, number)
        await inside.query('DELETE FROM uploads WHERE number = $1', [number])
      })
    })
  }

  async stageAttachment(importNumber: number, sha256: Sha256, chunks: Chunks): Promise<'kept' | 'mismatch'> {
    return await this.#take(sha256, chunks, async (number, size) => {
      await this.#database.transaction(async (inside) => {
        const staged = await inside.change(
          'INSERT INTO staged_attachments (import, sha256, size, upload) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [importNumber, sha256, size, number],
        )
        if (staged === 0) await removePieces(inside, number)
        await inside.query('DELETE FROM uploads WHERE number = $1', [number])
      })
    })
  }

  async settleStaged(importNumber: number): Promise<void> {
    await this.#eachStaged(importNumber, (inside, { sha256, size, upload }) => name(inside, sha256, size, upload))
  }

  async forgetStaged(importNumber: number): Promise<void> {
    await this.#eachStaged(importNumber, (inside, { upload }) => removePieces(inside, upload))
  }

  /** `named` makes what has come, whole and with the right hash, into something that stays. */
  async #take(
    sha256: Sha256,
    chunks: Chunks,
    named: (upload: number, size: number) => Promise<void>,
  ): Promise<'kept' | 'mismatch'> {
    const hash = createHash('sha256')
    // Piece by piece, each by itself: a slow sender must not hold a transaction open. Until they are named nobody sees them.
    const [upload] = await this.#database.query<{ number: number }>(
      `INSERT INTO uploads (at) VALUES ($1) RETURNING number`,
      [Date.now()],
    )
    const { number } = upload!
    let size = 0
    try {
      let nth = 0
      for await (const piece of inPieces(chunks)) {
        hash.update(piece)
        size += piece.byteLength
        await this.#database.query('INSERT INTO attachment_pieces (upload, nth, bytes) VALUES ($1, $2, $3)', [
          number,
          nth++,
          piece,
        ])
      }
      if (hash.digest('hex') !== sha256) {
        await this.#forget(number)
        return 'mismatch'
      }
    } catch (error) {
      await this.#forget(number).catch(() => undefined) // Swept later; what went wrong first is told.
      throw error
    }
    await named(number, size)
    return 'kept'
  }

  async #eachStaged(
    importNumber: number,
    work: (inside: Querying, staged: StagedAttachment) => Promise<void>,
  ): Promise<void> {
    for (;;) {
      const rows = await this.#database.query<StagedAttachment>(
        'SELECT sha256, size, upload FROM staged_attachments WHERE import = $1 ORDER BY sha256 LIMIT $2',
        [importNumber, STAGED_ROWS],
      )
      if (rows.length === 0) return
      await this.#database.transaction(async (inside) => {
        for (const row of rows) {
          // Another relay may be at it, too, and take it for left behind: whoever removes the row does the work.
          const mine = await inside.change('DELETE FROM staged_attachments WHERE import = $1 AND sha256 = $2', [
            importNumber,
            row.sha256,
          ])
          if (mine === 1) await work(inside, row)
        }
      })
    }
  }

  async *listAttachments(): AsyncGenerator<NamedAttachment> {
    for (let last = '', more = true; more;) {
      const rows = await this.#database.query<NamedAttachment>(
        'SELECT sha256, size FROM attachments WHERE sha256 > $1 ORDER BY sha256 LIMIT $2',
        [last, LISTED_ROWS],
      )
      yield* rows
      last = rows.at(-1)?.sha256 ?? last
      more = rows.length === LISTED_ROWS
    }
  }

  async findAttachment(sha256: Sha256, startBytes: number): Promise<StoredAttachment | undefined> {
    const [row] = await this.#database.query<{ size: number; start: Buffer | null }>(
      `SELECT a.size, substring(p.bytes FROM 1 FOR $2) AS start
       FROM attachments a LEFT JOIN attachment_pieces p ON p.upload = a.upload AND p.nth = 0 WHERE a.sha256 = $1`,
      [sha256, startBytes],
    )
    return row && { size: row.size, start: Uint8Array.from(row.start ?? []) }
  }

  async *readAttachment(sha256: Sha256): Chunks {
    for (let nth = 0; ; nth++) {
      const [row] = await this.#database.query<{ bytes: Buffer }>(
        `SELECT p.bytes FROM attachments a JOIN attachment_pieces p ON p.upload = a.upload
         WHERE a.sha256 = $1 AND p.nth = $2`,
        [sha256, nth],
      )
      if (row === undefined) return
      yield row.bytes
    }
  }

  /** Removes what uploads have left that were begun before that time, in milliseconds since 1970, and never ended. */
  async sweep(before: number): Promise<void> {
    const left = await this.#database.query<{ number: number }>('SELECT number FROM uploads WHERE at < $1', [before])
    for (const { number } of left) await this.#forget(number)
  }

  async #forget(upload: number): Promise<void> {
    await this.#database.transaction(async (inside) => {
      await removePieces(inside, upload)
      await inside.query('DELETE FROM uploads WHERE number = $1', [upload])
    })
  }
}

/** From now on it is kept, unless it was before. */
async function name(inside: Querying, sha256: Sha256, size: number, upload: number): Promise<void> {
  const [known] = await inside.query<{ upload: number; whole: boolean }>(
    `SELECT a.upload, a.size = coalesce((SELECT sum(octet_length(p.bytes)) FROM attachment_pieces p
       WHERE p.upload = a.upload), 0) AS whole
     FROM attachments a WHERE a.sha256 = $1 FOR UPDATE OF a`,
    [sha256],
  )
  // One that is not whole is as good as none to who brings the image.
  if (known?.whole === false) {
    await removePieces(inside, known.upload)
    await inside.query('UPDATE attachments SET size = $2, upload = $3 WHERE sha256 = $1', [sha256, size, upload])
    return
  }
  const named = await inside.change(
    'INSERT INTO attachments (sha256, size, upload) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [sha256, size, upload],
  )
  if (named === 0) await removePieces(inside, upload)
}

async function removePieces(inside: Querying, upload: number): Promise<void> {
  await inside.query('DELETE FROM attachment_pieces WHERE upload = $1', [upload])
}

async function* inPieces(chunks: Chunks): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    bytes += chunk.byteLength
    if (bytes < PIECE_BYTES) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}
