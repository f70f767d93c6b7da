// Compares everything in a store with what was moved elsewhere: both are read anew, row by row, and a SHA-256 of each
// document's rows is made on either side; of images, of their bytes. Called by move.ts.
import { createHash } from 'node:crypto'
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { AttachmentStore, Chunks } from '../store/store.ts'
import { type Row, type SealedRow, type StoredTables, type Table, TABLES, type TablesToFill } from '../store/tables.ts'
import { counted } from './counted.ts'

interface CompareParts {
  readonly source: StoredTables
  readonly images: readonly Sha256[]
  readonly imagesThere: Pick<AttachmentStore, 'readAttachment'>
  /** Called often, with what is done. */
  readonly comparing: (done: string) => void
}

/** Yields a sentence for each difference; returns how many bytes of rows and images it has read here. */
export async function* compare(parts: CompareParts, there: TablesToFill): AsyncGenerator<string, number> {
  const read = { rows: 0, bytes: 0 }
  for (const table of TABLES) yield* compareTable(table, parts, there, read)
  return read.bytes + (yield* compareImages(parts, there))
}

type Key = string | number

/** The rows of one document's part, of one document or of one event. */
interface Group {
  readonly key: Key
  readonly rows: number
  readonly sha256: string
}

async function* compareTable(
  table: Table,
  { source, comparing }: CompareParts,
  there: TablesToFill,
  read: { rows: number; bytes: number },
): AsyncGenerator<string, void> {
  const nameOf = (key: Key): string =>
    `${table.name} of ${typeof key === 'string' || table.name === 'events' ? key : source.nameOf(key)}`
  function* sealedHere(): Generator<SealedRow> {
    for (const row of source.rows(table)) {
      read.bytes += bytesOf(row)
      if (++read.rows % 1_000 === 0) comparing(counted(read.rows, 'row'))
      yield sealed(there.kept(table, row))
    }
  }
  const [here, moved] = [groupsOf(table, sealedHere()), groupsOf(table, there.sealed(table))]
  let [mine, other] = [await here.next(), await moved.next()]
  while (mine.done !== true || other.done !== true) {
    if (other.done === true || (mine.done !== true && isBefore(mine.value.key, other.value.key))) {
      yield `${nameOf(mine.value!.key)}: ${counted(mine.value!.rows, 'row')} here, none there`
      mine = await here.next()
    } else if (mine.done === true || isBefore(other.value.key, mine.value.key)) {
      yield `${nameOf(other.value.key)}: none here, ${counted(other.value.rows, 'row')} there`
      other = await moved.next()
    } else {
      if (mine.value.sha256 !== other.value.sha256)
        yield `${nameOf(mine.value.key)}: ${counted(mine.value.rows, 'row')} here, ${other.value.rows} there, and they are not the same`
      ;[mine, other] = [await here.next(), await moved.next()]
    }
  }
}

async function* groupsOf(
  { key: [first], columns }: Table,
  rows: Iterable<SealedRow> | AsyncIterable<SealedRow>,
): AsyncGenerator<Group, void> {
  const names = Object.keys(columns)
  let open: { key: Key; rows: number; hash: ReturnType<typeof createHash> } | undefined
  const ended = ({ key, rows: count, hash }: NonNullable<typeof open>): Group => ({
    key,
    rows: count,
    sha256: hash.digest('hex'),
  })
  for await (const row of rows) {
    const key = row[first!]!
    if (open !== undefined && open.key !== key) {
      yield ended(open)
      open = undefined
    }
    open ??= { key, rows: 0, hash: createHash('sha256') }
    open.rows++
    open.hash.update(`${JSON.stringify(names.map((name) => row[name]))}\n`)
  }
  if (open !== undefined) yield ended(open)
}

const isBefore = (a: Key, b: Key): boolean =>
  typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b)

const sealed = (row: Row): SealedRow =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof Uint8Array ? createHash('sha256').update(value).digest('hex') : value,
    ]),
  )

/** Of its text and bytes. */
export const bytesOf = (row: Row): number =>
  Object.values(row).reduce<number>(
    (sum, value) =>
      sum + (value instanceof Uint8Array ? value.byteLength : typeof value === 'string' ? value.length : 0),
    0,
  )

async function* compareImages(
  { images, imagesThere, comparing }: CompareParts,
  there: TablesToFill,
): AsyncGenerator<string, number> {
  const moved = new Set(await there.attachmentNames())
  let read = 0
  for (const [at, image] of images.entries()) {
    comparing(`${at} of ${counted(images.length, 'image')}`)
    const [mine, other] = [
      await contentOf(imagesThere.readAttachment(image)),
      await contentOf(there.attachments.readAttachment(image)),
    ]
    read += mine.bytes
    if (!moved.delete(image)) yield `image ${image}: not there`
    else if (mine.sha256 !== other.sha256)
      yield `image ${image}: ${counted(mine.bytes, 'byte')} here, ${other.bytes} there, and they are not the same`
  }
  for (const image of moved) yield `image ${image}: there, and not here`
  return read
}

async function contentOf(chunks: Chunks): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    bytes += chunk.byteLength
  }
  return { sha256: hash.digest('hex'), bytes }
}
