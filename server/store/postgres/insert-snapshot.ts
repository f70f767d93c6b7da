// A row of the table of snapshots, with its hashes. Used inside transactions by log-table.ts and imports-table.ts.
import type { Epoch } from '../../../contracts/ids.ts'
import { hashOf } from '../snapshot-rows.ts'
import type { NewSnapshot } from '../store.ts'
import { asBuffer, type Querying } from './database.ts'

/** `number`: of the head. */
export async function insertSnapshot(
  inside: Querying,
  number: number,
  epoch: Epoch,
  { seq, bytes, index }: NewSnapshot,
): Promise<void> {
  const sha256 = hashOf(bytes)
  await inside.query(
    `INSERT INTO snapshots (number, seq, epoch, bytes, sha256, held, held_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (number, seq) DO UPDATE SET epoch = excluded.epoch, bytes = excluded.bytes, sha256 = excluded.sha256,
       held = excluded.held, held_sha256 = excluded.held_sha256`,
    [
      number,
      seq,
      epoch,
      asBuffer(bytes),
      sha256,
      index === undefined ? null : asBuffer(index),
      index === undefined ? null : hashOf(Buffer.concat([sha256, index])),
    ],
  )
}
