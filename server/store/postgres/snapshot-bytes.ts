// Reads the bytes of a snapshot from PostgreSQL. Called by log-table.ts and inspection.ts.
import type { Querying } from './database.ts'

/** So much is read at once. */
const PIECE_BYTES = 1_000_000

export interface SnapshotSize {
  readonly seq: number
  /** Bytes. */
  readonly size: number
}

/**
 * A piece at a time: the driver makes a string of each, which may not be longer than half a gigabyte, and nobody else has a turn
 * meanwhile. Undefined when it is not there any more.
 */
export async function readBytes(
  database: Pick<Querying, 'query'>,
  number: number,
  { seq, size }: SnapshotSize,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += PIECE_BYTES) {
    const [row] = await database.query<{ piece: Buffer }>(
      'SELECT substring(bytes FROM $3 FOR $4) AS piece FROM snapshots WHERE number = $1 AND seq = $2',
      [number, seq, at + 1, PIECE_BYTES],
    )
    if (row === undefined || row.piece.byteLength !== Math.min(PIECE_BYTES, size - at)) return undefined
    bytes.set(row.piece, at)
  }
  return bytes
}
