// Moves everything from one store to another, empty one, and compares it there before anybody sees it. Behind the command
// `migrate`, while no relay has the store it is read from.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentStore } from '../store/store.ts'
import { type Destination, type Row, type StoredTables, TABLES, type TablesToFill } from '../store/tables.ts'
import { bytesOf, compare } from './compare.ts'
import { counted } from './counted.ts'

/** A statement brings about so much, or one row that is larger; so much of a store is in memory at once. */
const BATCH_BYTES = 1024 * 1024
const BATCH_ROWS = 1_000
/** Differences that are told of. */
const MOST_DIFFERENCES = 100

export interface MoveParts {
  readonly source: StoredTables
  readonly images: readonly Sha256[]
  readonly imagesThere: Pick<AttachmentStore, 'readAttachment'>
  readonly destination: Destination
  /** Called often, with what is done. */
  readonly moving: (done: string) => void
  readonly comparing: (done: string) => void
}

export type Moved =
  /** `found there`: a move before had come to its end. `bytes`: of rows and images. */
  | { readonly kind: 'moved' | 'found there'; readonly bytes: number }
  /** It holds something else. */
  | { readonly kind: 'occupied' }
  /** Nothing is left of it there. */
  | { readonly kind: 'differs'; readonly differences: readonly string[] }

export async function move(parts: MoveParts): Promise<Moved> {
  let moved: Moved = { kind: 'occupied' }
  await parts.destination.atOnce(async (there) => {
    moved = (await there.holdAnything()) ? await recognised(parts, there) : await filled(parts, there)
    return moved.kind === 'moved' ? 'keep' : 'undo'
  })
  return moved
}

async function recognised(parts: MoveParts, there: TablesToFill): Promise<Moved> {
  const comparing = compare(parts, there)
  for (;;) {
    const { done, value } = await comparing.next()
    if (done === true) return { kind: 'found there', bytes: value }
    await comparing.return(0)
    return { kind: 'occupied' }
  }
}

async function filled(parts: MoveParts, there: TablesToFill): Promise<Moved> {
  await there.seize()
  await fill(parts, there)
  const differences: string[] = []
  const comparing = compare(parts, there)
  while (differences.length < MOST_DIFFERENCES) {
    const { done, value } = await comparing.next()
    if (done !== true) differences.push(value)
    else if (differences.length === 0) return { kind: 'moved', bytes: value }
    else break
  }
  return { kind: 'differs', differences }
}

async function fill({ source, images, imagesThere, moving }: MoveParts, there: TablesToFill): Promise<void> {
  let rows = 0
  for (const table of TABLES) {
    for (const batch of inBatches(source.rows(table))) {
      await there.add(
        table,
        batch.map((row) => there.kept(table, row)),
      )
      rows += batch.length
      moving(counted(rows, 'row'))
    }
    if ('numbered' in table) await there.continueAfter(table, source.lastNumber(table))
  }
  for (const [at, image] of images.entries()) {
    moving(`${at} of ${counted(images.length, 'image')}`)
    // Should it be refused, the comparison misses it.
    await there.attachments.keepAttachment(image, imagesThere.readAttachment(image))
  }
}

function* inBatches(rows: Iterable<Row>): Generator<readonly Row[]> {
  let batch: Row[] = []
  let bytes = 0
  for (const row of rows) {
    batch.push(row)
    bytes += bytesOf(row)
    if (bytes < BATCH_BYTES && batch.length < BATCH_ROWS) continue
    yield batch
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield batch
}
