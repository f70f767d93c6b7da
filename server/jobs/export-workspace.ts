// All documents and attachments as lines (protocol W): page by page, and nothing of the store is held between two pages. Sent by
// http/workspace.ts, no faster than it is read.
import { createHash } from 'node:crypto'
import type { Sha256 } from '../../contracts/attachment-names.ts'
import { type Address, type DocumentId, type FolderId, PARTS } from '../../contracts/ids.ts'
import { SCHEMA_VERSION } from '../../contracts/schema-version.ts'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { WORKSPACE_FORMAT, WORKSPACE_VERSION, type WorkspaceLine } from '../../contracts/workspace.ts'
import { Damaged, isDamage, messageOf } from '../errors.ts'
import { readUpdate } from '../room/update.ts'
import {
  type AttachmentStore,
  type Chunks,
  type FolderStore,
  type Head,
  type HistoryStore,
  type LogStore,
  type NamedAttachment,
  type ReadLog,
  UNKNOWN_AUTHOR,
  type WrittenRow,
} from '../store/store.ts'
import type { WorkspaceStore } from '../store/workspace.ts'
import { base64, inPieces, LINE_BYTES } from './export-lines.ts'
import { type VersionsToExport, versionLines } from './export-versions.ts'
import { saidOf } from './workspace-authors.ts'

export interface ExportParts {
  readonly store: Pick<LogStore, 'readHeads' | 'readSnapshot'> &
    Pick<HistoryStore, 'readStretches'> &
    Pick<FolderStore, 'listFolders'> &
    Pick<WorkspaceStore, 'readDocuments' | 'readRows' | 'measureDocuments'> &
    VersionsToExport
  readonly attachments: Pick<AttachmentStore, 'listAttachments' | 'readAttachment'>
  /** Whether this document is the reader's to know of. */
  readonly mayRead: (document: DocumentId) => Promise<boolean>
  /** Whether folders are. */
  readonly mayList: () => Promise<boolean>
  /** Throws when the reader is nobody any more. Asked before each image. */
  readonly goOn: () => Promise<unknown>
}

const PAGE_DOCUMENTS = 100
const PAGE_ROWS = 1_000
const PAGE_STRETCHES = 500
/** The log is folded away under a reader who is slower than two folds. */
const MOST_TRIES = 5

/** Each is the text of one or more lines. Throws when the store does not answer; the last line says that all is there. */
export async function* exportWorkspace(parts: ExportParts): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const text = (line: WorkspaceLine): string => {
    const written = `${JSON.stringify(line)}\n`
    hash.update(written)
    return written
  }
  const found = { documents: 0, attachments: 0, damaged: 0 }
  yield text(await header(parts))
  const folders = (await parts.mayList()) ? await parts.store.listFolders() : []
  for (const { id, title, createdAt, changedAt } of folders)
    yield text({ kind: 'folder', id, title, createdAt, changedAt })
  for await (const lines of documents(parts, new Set(folders.map(({ id }) => id)))) {
    for (const { kind } of lines) {
      if (kind === 'document') found.documents++
      if (kind === 'damaged') found.damaged++
    }
    if (lines.length > 0) yield lines.map(text).join('')
  }
  for await (const image of listed(parts.attachments)) {
    // Read twice, for once its bytes are on their way it is too late to leave it out.
    const looked = 'why' in image ? image : await lookedAt(image.sha256, parts.attachments)
    if ('why' in looked) {
      found.damaged++
      yield text({ kind: 'damaged', document: null, attachment: image.sha256, why: looked.why })
      continue
    }
    const { sha256, size } = looked
    await parts.goOn()
    found.attachments++
    yield text({ kind: 'attachment', sha256, size })
    for await (const line of inLines(parts.attachments.readAttachment(sha256))) yield text(line)
  }
  yield `${JSON.stringify({ kind: 'end', ...found, sha256: hash.digest('hex') } satisfies WorkspaceLine)}\n`
}

async function header({ store, attachments }: ExportParts): Promise<WorkspaceLine> {
  const { documents, bytes } = await store.measureDocuments().catch((error: unknown) => {
    // What is damaged is found again further down, and this is only to show how far it is.
    if (!isDamage(error)) throw error
    return { documents: 0, bytes: 0 }
  })
  const images = { count: 0, bytes: 0 }
  for await (const image of listed(attachments)) {
    if ('why' in image) continue
    images.count++
    images.bytes += image.size
  }
  return {
    kind: 'header',
    format: WORKSPACE_FORMAT,
    version: WORKSPACE_VERSION,
    schemaVersion: SCHEMA_VERSION,
    at: new Date().toISOString(),
    documents,
    attachments: images.count,
    bytes: Math.ceil(((bytes + images.bytes) * 4) / 3),
  }
}

/**
 * A document that is deleted for ever meanwhile may be missing, or empty; one that is made meanwhile may be there. In a folder that is
 * made meanwhile it is not: that stands nowhere in the file.
 */
async function* documents(
  { store, mayRead }: ExportParts,
  folders: ReadonlySet<FolderId>,
): AsyncGenerator<readonly WorkspaceLine[]> {
  let after: DocumentId | undefined
  for (;;) {
    const page = await store.readDocuments(after, PAGE_DOCUMENTS)
    for (const { id, title, createdAt, changedAt, trashedAt, folder: where } of page) {
      after = id
      if (!(await mayRead(id))) continue
      const folder = where && folders.has(where) ? where : null
      yield [{ kind: 'document', id, title, createdAt, changedAt, trashedAt, folder }]
      let why: string | undefined
      let hasText = false
      for (const part of PARTS) {
        try {
          for await (const lines of partOf(store, { document: id, part })) {
            hasText ||= part === 'text'
            yield lines
          }
        } catch (error) {
          // The others are none the worse for it, and whoever keeps the file hears of it there.
          if (!isDamage(error)) throw error
          why ??= messageOf(error)
        }
      }
      // They are rows of the text, and an import has nowhere else to put them.
      const ofVersions = hasText ? yield* versionLines(store, id) : undefined
      why ??= ofVersions
      // One for each document: they are counted.
      if (why !== undefined) yield [{ kind: 'damaged', document: id, attachment: null, why }]
    }
    if (page.length < PAGE_DOCUMENTS) return
  }
}

/** As it is when it is read; nothing for a part that nobody has opened. Throws Damaged where something is missing. */
async function* partOf(store: ExportParts['store'], address: Address): AsyncGenerator<readonly WorkspaceLine[]> {
  for (let tries = 1; ; tries++) {
    const [head] = await store.readHeads([address])
    if (head === undefined) return
    const { part } = address
    yield [{ kind: 'part', part, epoch: head.epoch, setAside: head.setAside }]
    const { reached, damage } = yield* contentOf(store, address, head)
    if (reached === head.head) {
      if (damage !== undefined) throw new Damaged(damage)
      return
    }
    // It was folded meanwhile, or its rows are lost: then that is so the next time, too.
    if (tries === MOST_TRIES)
      throw new Damaged(`the log of ${address.document} (${part}) has no row ${reached + 1} of ${head.head}`)
  }
}

interface Content {
  /** The log has been written up to this seq. */
  readonly reached: number
  /** What of it, or of its history, could not be read; the first of it. */
  readonly damage: string | undefined
}

/** All that can be read of it, and what cannot. Throws where nothing can stand in for what is damaged. */
async function* contentOf(
  store: ExportParts['store'],
  address: Address,
  head: Head,
): AsyncGenerator<readonly WorkspaceLine[], Content> {
  const snapshot = head.snapshotSeq === 0 ? undefined : await store.readSnapshot(address)
  let damage: string | undefined
  if (snapshot !== undefined) {
    yield* inPieces(
      { kind: 'update', seq: snapshot.seq, size: snapshot.bytes.byteLength, snapshot: true },
      snapshot.bytes,
    )
    // Kept with it, or before; of what is above the log tells.
    damage = yield* stretchLines(store, address, snapshot.seq)
  }
  let reached = snapshot?.seq ?? 0
  while (reached < head.head) {
    const rows = await rowsOf(store, address, { after: reached, maxRows: Math.min(PAGE_ROWS, head.head - reached) })
    if (rows[0]?.seq !== reached + 1) return { reached, damage }
    // A file in which one stands that does not decode could never be imported, and neither could one that leaves it out. A relay that
    // opens the document sets it aside as well, and shows the rest (R5).
    const whole = rows.map((row) => (readUpdate(row.update) === undefined ? { ...row, update: EMPTY_UPDATE } : row))
    const bad = rows.find((row, nth) => whole[nth] !== row)
    if (bad !== undefined)
      damage ??= `row ${bad.seq} of the log of ${address.document} (${address.part}) does not decode`
    yield* logLines(whole)
    reached = rows.at(-1)!.seq
  }
  // A snapshot that came meanwhile is behind the head that was read.
  return { reached: head.head, damage }
}

/** As many as can be read before one that cannot. */
async function rowsOf(store: ExportParts['store'], address: Address, range: ReadLog): Promise<readonly WrittenRow[]> {
  try {
    return await store.readRows(address, range)
  } catch (error) {
    if (!isDamage(error) || range.maxRows === 1) throw error
    return await rowsOf(store, address, { ...range, maxRows: Math.ceil(range.maxRows / 2) })
  }
}

/** Answers what could not be read: there are no more of them then, and the text is none the worse for it. */
async function* stretchLines(
  store: ExportParts['store'],
  address: Address,
  upTo: number,
): AsyncGenerator<readonly WorkspaceLine[], string | undefined> {
  try {
    for (let before = upTo + 1; ;) {
      const stretches = [...(await store.readStretches(address, { before, maxRows: PAGE_STRETCHES }))]
      if (stretches.length > 0) yield [{ kind: 'stretches', stretches }]
      if (stretches.length < PAGE_STRETCHES) return undefined
      before = stretches.at(-1)!.toSeq
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    return messageOf(error)
  }
}

async function* logLines(rows: readonly WrittenRow[]): AsyncGenerator<readonly WorkspaceLine[]> {
  let held: WrittenRow[] = []
  let bytes = 0
  const line = (): readonly WorkspaceLine[] => {
    const [first] = held
    if (first === undefined) return []
    const updates = held.map(({ update }) => base64(update))
    const said = isKnown(first) ? saidOf(held) : {}
    held = []
    bytes = 0
    return [{ kind: 'log', from: first.seq, updates, ...said }]
  }
  for (const row of rows) {
    const { seq, update, author, at } = row
    const size = update.byteLength
    if (bytes + size > LINE_BYTES || (held[0] !== undefined && isKnown(held[0]) !== isKnown(row))) yield line()
    if (size > LINE_BYTES) {
      const said = isKnown(row) ? { author, at } : {}
      yield* inPieces({ kind: 'update', seq, size, snapshot: false, ...said }, update)
      continue
    }
    held.push(row)
    bytes += size
  }
  yield line()
}

const isKnown = ({ author }: WrittenRow): boolean => author !== UNKNOWN_AUTHOR

/** What cannot be read of the images. `sha256` is null where it is not even known which they are. */
interface NotRead {
  readonly sha256: Sha256 | null
  readonly why: string
}

async function* listed(attachments: ExportParts['attachments']): AsyncGenerator<NamedAttachment | NotRead> {
  try {
    yield* attachments.listAttachments()
  } catch (error) {
    if (!isDamage(error)) throw error
    yield { sha256: null, why: messageOf(error) }
  }
}

/** Reads all of it. */
async function lookedAt(sha256: Sha256, attachments: ExportParts['attachments']): Promise<NamedAttachment | NotRead> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const chunk of attachments.readAttachment(sha256)) {
      size += chunk.byteLength
      hash.update(chunk)
    }
  } catch (error) {
    if (!isDamage(error)) throw error
    return { sha256, why: messageOf(error) }
  }
  if (hash.digest('hex') !== sha256) return { sha256, why: 'its bytes are not those that its name says' }
  return { sha256, size }
}

async function* inLines(chunks: Chunks): AsyncGenerator<WorkspaceLine> {
  let held: Uint8Array[] = []
  let size = 0
  const line = (bytes: Uint8Array): WorkspaceLine => ({ kind: 'bytes', base64: base64(bytes) })
  for await (const chunk of chunks) {
    held.push(chunk)
    size += chunk.byteLength
    if (size < LINE_BYTES) continue
    const all = Buffer.concat(held)
    for (; size >= LINE_BYTES; size -= LINE_BYTES)
      yield line(all.subarray(all.byteLength - size, all.byteLength - size + LINE_BYTES))
    held = [all.subarray(all.byteLength - size)]
  }
  if (size > 0) yield line(Buffer.concat(held))
}
