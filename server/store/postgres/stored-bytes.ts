// Reads the bytes of a snapshot or a version from PostgreSQL. Called by log-table.ts, versions-table.ts and inspection.ts.
import type { Querying } from './database.ts'

/** So much is read at once. */
const PIECE_BYTES = 1_000_000

/** The row that has them. `number`: of the head. */
export type BytesPlace =
  | { readonly table: 'snapshots'; readonly number: number; readonly seq: number }
  | { readonly table: 'versions'; readonly number: number; readonly id: string }

/**
 * `size` of them, a piece at a time: the driver makes a string of each, which may not be longer than half a gigabyte, and nobody else has
 * a turn meanwhile. Undefined when it is not there any more.
 */
export async function readBytes(
  database: Pick<Querying, 'query'>,
  place: BytesPlace,
  size: number,
): Promise<Uint8Array | undefined> {
  const [column, key] = place.table === 'snapshots' ? ['seq', place.seq] : ['id', place.id]
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const [row] = await database.query<{ piece: Buffer }>(
      `SELECT substring(bytes FROM $3 FOR $4) AS piece FROM ${place.table} WHERE number = $1 AND ${column} = $2`,
      [place.number, key, at + 1, PIECE_BYTES],
    )
    if (row === undefined || row.piece.byteLength !== Math.min(PIECE_BYTES, size - at)) return undefined
    bytes.set(row.piece, at)
  }
  return bytes
}
