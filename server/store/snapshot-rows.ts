// What every store does with the rows of its snapshots: hashes, the index beside them, epochs, and the words for damage.
import { createHash, randomBytes } from 'node:crypto'
import type { Address, Epoch } from '../../contracts/ids.ts'

/** A snapshot's row, as far as its index is concerned. */
export interface IndexRow {
  readonly held: Uint8Array | null
  readonly sha256: Uint8Array | null
  readonly held_sha256: Uint8Array | null
}

export function isIndexOf({ held, sha256, held_sha256 }: IndexRow): boolean {
  if (held === null || sha256 === null || held_sha256 === null) return false
  return hashOf(Buffer.concat([sha256, held])).equals(held_sha256)
}

export function newEpoch(beginning: number): Epoch {
  const random = randomBytes(9).toString('base64url')
  return (beginning === 1 ? random : `${beginning}.${random}`) as Epoch
}

export const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export const damage = ({ document, part }: Address, seq: number): string =>
  `the snapshot of ${document} (${part}) at ${seq} does not match its hash`
