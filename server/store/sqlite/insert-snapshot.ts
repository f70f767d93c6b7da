// A row of the table of snapshots, with its hashes. Used inside transactions by log-table.ts and imports-table.ts.
import type { DatabaseSync } from 'node:sqlite'
import type { Epoch } from '../../../contracts/ids.ts'
import { hashOf } from '../snapshot-rows.ts'
import type { NewSnapshot } from '../store.ts'

/** `number`: of the head. */
export function insertSnapshot(
  database: DatabaseSync,
  number: number,
  epoch: Epoch,
  { seq, bytes, index }: NewSnapshot,
): void {
  const sha256 = hashOf(bytes)
  database
    .prepare(
      `INSERT INTO snapshots (number, seq, epoch, bytes, sha256, held, held_sha256) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET epoch = excluded.epoch, bytes = excluded.bytes, sha256 = excluded.sha256,
         held = excluded.held, held_sha256 = excluded.held_sha256`,
    )
    .run(
      number,
      seq,
      epoch,
      bytes,
      sha256,
      index ?? null,
      index === undefined ? null : hashOf(Buffer.concat([sha256, index])),
    )
}
