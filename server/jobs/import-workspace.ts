// Brings a workspace's file in (protocol W): looked at line by line, staged as it comes, and seen all at once when its last line has
// said that nothing is missing; else nothing of it stays. Called by imports.ts.
import { randomBytes } from 'node:crypto'
import { type DocumentId, type FolderId, parseDocumentId, type Part } from '../../contracts/ids.ts'
import { MAX_FOLDERS, MAX_VERSIONS, MOST_NAMED } from '../../contracts/limits.ts'
import { SCHEMA_VERSION } from '../../contracts/schema-version.ts'
import { type Imported, type LineOf, WORKSPACE_VERSION } from '../../contracts/workspace.ts'
import { Refused } from '../errors.ts'
import { MAX_PARTS } from '../room/capacity.ts'
import { readNewUpdate } from '../room/update.ts'
import { type AttachmentStore, type Chunks, type NewSnapshot, UNKNOWN_AUTHOR, type WrittenRow } from '../store/store.ts'
import type { ImportedDocument, StagedItem, WorkspaceStore } from '../store/workspace.ts'
import { imageChunks } from './image-chunks.ts'
import { lookAtSnapshot, type LooksAtSnapshots } from './look-at-snapshot.ts'
import { inBatches, Staging } from './staging.ts'
import { type Written, writtenIn } from './workspace-authors.ts'
import { cutOff, WorkspaceLines } from './workspace-lines.ts'

export interface ImportParts extends LooksAtSnapshots {
  readonly store: Pick<WorkspaceStore, 'stage' | 'commitImport'>
  readonly attachments: Pick<AttachmentStore, 'stageAttachment'>
  readonly maxAttachmentBytes: number
  readonly maxDocumentBytes: number
  readonly maxFrameBytes: number
  /** Given by the store. */
  readonly number: number
  /** Throws when that is nobody any more. */
  readonly stillValid: () => Promise<unknown>
}

interface OpenDocument extends Pick<LineOf<'document'>, 'id' | 'title'> {
  readonly nth: number
  readonly changedAt: number
  part: OpenPart | undefined
  hasText: boolean
  versions: number
}
interface OpenPart {
  readonly part: Part
  /** Of what has come. */
  seq: number
  bytes: number
  /** Stretches end before it; 0 where none may come. */
  stretchesBefore: number
}

/** Throws Refused for what cannot be imported, with the number of its line; then, too, some of it may be staged. */
export async function importWorkspace(
  parts: ImportParts,
  body: Chunks,
  taken: (bytes: number) => void,
): Promise<Imported> {
  const lines = new WorkspaceLines(body, taken)
  try {
    return await new Importing(parts, lines).run()
  } finally {
    await lines.close()
  }
}

class Importing {
  readonly #parts: ImportParts
  readonly #lines: WorkspaceLines
  readonly #folders = new Set<FolderId>()
  #documents = 0
  #attachments = 0
  #damaged = 0
  /** `nth` of the first. */
  readonly #firstDamaged: number[] = []
  #open: OpenDocument | undefined
  readonly #staging: Staging

  constructor(parts: ImportParts, lines: WorkspaceLines) {
    this.#parts = parts
    this.#lines = lines
    this.#staging = new Staging(parts.store, parts.number)
  }

  async run(): Promise<Imported> {
    await this.#takeHeader()
    for (;;) {
      this.#goOn()
      const line = await this.#lines.next()
      switch (line.kind) {
        case 'folder':
          await this.#takeFolder(line)
          break
        case 'document':
          await this.#takeDocument(line)
          break
        case 'part':
          await this.#takePart(line)
          break
        case 'update':
          await this.#takeUpdate(line)
          break
        case 'stretches':
          await this.#takeStretches(line)
          break
        case 'log':
          await this.#takeLog(line)
          break
        case 'version':
          await this.#takeVersion(line)
          break
        case 'damaged':
          this.#takeDamaged(line)
          break
        case 'attachment':
          await this.#takeAttachment(line)
          break
        case 'end':
          return await this.#end(line)
        case 'failed':
          throw cutOff(this.#lines.number, `the export came to no end: ${line.problem.title}`)
        case 'header':
        case 'bytes':
          throw this.#lines.broken(`nothing before it says that a line of the kind "${line.kind}" comes`)
      }
    }
  }

  async #takeHeader(): Promise<void> {
    const { version, schemaVersion } = await this.#lines.take('header')
    if (version > WORKSPACE_VERSION)
      throw new Refused(
        'workspace-unknown',
        `line 1: it is of version ${version}, and this relay knows ${WORKSPACE_VERSION}`,
        {
          line: 1,
        },
      )
    // Editors would delete what they cannot build.
    if (schemaVersion > SCHEMA_VERSION)
      throw new Refused(
        'workspace-unknown',
        `line 1: its documents are of the schema ${schemaVersion}, and this relay knows ${SCHEMA_VERSION}`,
        { line: 1 },
      )
  }

  async #takeFolder({ id, title, createdAt, changedAt }: LineOf<'folder'>): Promise<void> {
    if (this.#documents + this.#attachments > 0) throw this.#lines.broken('folders stand before the documents')
    if (this.#folders.has(id)) throw this.#lines.broken(`a folder before it has the id ${id}, too`)
    if (this.#folders.size === MAX_FOLDERS) throw this.#tooManyFolders()
    this.#folders.add(id)
    const times = { createdAt: Date.parse(createdAt), changedAt: Date.parse(changedAt) }
    await this.#stage({ kind: 'folder', id, newId: newId() as string as FolderId, title, ...times })
  }

  async #takeDocument({ id, title, createdAt, changedAt, trashedAt, folder }: LineOf<'document'>): Promise<void> {
    if (folder !== null && !this.#folders.has(folder))
      throw this.#lines.broken(`no folder with the id ${folder} stands before it`)
    const nth = ++this.#documents
    this.#open = { nth, id, title, changedAt: Date.parse(changedAt), part: undefined, hasText: false, versions: 0 }
    await this.#stage({
      kind: 'document',
      nth,
      id,
      newId: newId(),
      title,
      createdAt: Date.parse(createdAt),
      changedAt: Date.parse(changedAt),
      trashedAt: trashedAt === null ? null : Date.parse(trashedAt),
      folder,
    })
  }

  async #takePart({ part, epoch }: LineOf<'part'>): Promise<void> {
    const document = this.#openDocument()
    if (document.versions > 0) throw this.#lines.broken('the parts of a document stand before its versions')
    document.hasText ||= part === 'text'
    document.part = { part, seq: 0, bytes: 0, stretchesBefore: 0 }
    await this.#stage({ kind: 'part', nth: document.nth, part, epoch })
  }

  async #takeUpdate({ seq, size, snapshot, author, at }: LineOf<'update'>): Promise<void> {
    const { document, part } = this.#openPart()
    this.#count(part, size)
    if (!snapshot && size > this.#parts.maxFrameBytes) throw this.#tooLargeToRead()
    if (snapshot ? part.seq !== 0 : seq !== part.seq + 1)
      throw this.#lines.broken(`seq ${seq} does not follow ${part.seq}`)
    if ((author === undefined) !== (at === undefined) || (snapshot && at !== undefined))
      throw this.#lines.broken('who and when belong together, and to an update of the log')
    const announced = this.#lines.number
    const bytes = await this.#allBytes(size)
    part.seq = seq
    if (!snapshot) {
      const written = at === undefined ? unknownIn(document) : { author: author!, at }
      return await this.#stageRows(document, part, [{ seq, update: this.#decoded(bytes), ...written }])
    }
    part.stretchesBefore = seq + 1
    const looked = await this.#looked(announced, seq, bytes)
    await this.#stage({ kind: 'snapshot', nth: document.nth, part: part.part, snapshot: looked }, { bytes: size })
  }

  async #takeVersion({ kind, size, createdAt, ...said }: LineOf<'version'>): Promise<void> {
    const document = this.#openDocument()
    if (!document.hasText) throw this.#lines.broken('no text of a document stands before it')
    if (++document.versions > MAX_VERSIONS) throw this.#lines.broken(`a document has ${MAX_VERSIONS} versions at most`)
    if (size > this.#parts.maxDocumentBytes) throw this.#tooLargeDocument()
    document.part = undefined
    const announced = this.#lines.number
    const { bytes } = await this.#looked(announced, said.seq, await this.#allBytes(size))
    const version = { ...said, createdAt: Date.parse(createdAt), bytes }
    await this.#stage({ kind, nth: document.nth, version }, { bytes: size })
  }

  async #takeStretches({ stretches }: LineOf<'stretches'>): Promise<void> {
    const { document, part } = this.#openPart()
    for (const { fromSeq, toSeq, startedAt, endedAt, edits } of stretches) {
      if (toSeq >= part.stretchesBefore)
        throw this.#lines.broken(`a stretch up to ${toSeq} does not belong behind what stands before it`)
      if (fromSeq > toSeq || startedAt > endedAt || edits > toSeq - fromSeq + 1)
        throw this.#lines.broken(`the stretch up to ${toSeq} ends before it begins, or has more edits than rows`)
      part.stretchesBefore = toSeq
    }
    const of = { kind: 'stretches', nth: document.nth, part: part.part } as const
    for (const some of inBatches(stretches)) await this.#stage({ ...of, stretches: some }, { rows: some.length })
  }

  async #takeLog({ from, updates, ...said }: LineOf<'log'>): Promise<void> {
    const { document, part } = this.#openPart()
    if (from !== part.seq + 1) throw this.#lines.broken(`seq ${from} does not follow ${part.seq}`)
    const written = writtenIn(said, updates.length, unknownIn(document))
    if (written === undefined)
      throw this.#lines.broken('who and when are not said of each of its updates, or it is no time')
    const rows = updates.map((text, nth) => ({
      seq: from + nth,
      update: this.#decoded(this.#fromBase64(text)),
      ...written[nth]!,
    }))
    this.#count(
      part,
      rows.reduce((sum, { update }) => sum + update.byteLength, 0),
    )
    part.seq = rows.at(-1)!.seq
    await this.#stageRows(document, part, rows)
  }

  #takeDamaged({ document }: LineOf<'damaged'>): void {
    this.#damaged++
    if (document === null) return
    const { id, nth } = this.#openDocument()
    if (document !== id) throw this.#lines.broken(`it names ${document}, and ${id} is the document before it`)
    if (this.#firstDamaged.length < MOST_NAMED) this.#firstDamaged.push(nth)
  }

  async #takeAttachment({ sha256, size }: LineOf<'attachment'>): Promise<void> {
    this.#open = undefined
    this.#attachments++
    const { attachments, number, maxAttachmentBytes } = this.#parts
    const announced = this.#lines.number
    try {
      const chunks = imageChunks(this.#bytes(size), maxAttachmentBytes)
      if ((await attachments.stageAttachment(number, sha256, chunks)) === 'kept') return
    } catch (error) {
      if (!(error instanceof Refused) || error.facts.line !== undefined) throw error
      throw new Refused(error.code, `line ${announced}: ${error.message}`, { ...error.facts, line: announced })
    }
    throw this.#lines.broken(`the image before it is not ${sha256}`)
  }

  async #end(line: LineOf<'end'>): Promise<Imported> {
    const { documents, attachments, damaged } = line
    if (documents !== this.#documents || attachments !== this.#attachments || damaged !== this.#damaged)
      throw this.#lines.broken(
        `it speaks of ${documents} documents and ${attachments} attachments, and there are ${this.#documents} and ${this.#attachments}`,
      )
    await this.#lines.finish(line)
    this.#requireOnce(await this.#staging.flush())
    // From here on it is brought to its end, whether or not somebody waits.
    await this.#parts.stillValid()
    this.#goOn()
    const { store, number } = this.#parts
    const committed = await store.commitImport(number, this.#firstDamaged)
    if (committed === 'folders-full') throw this.#tooManyFolders()
    const { renamed, firstRenamed, asked } = committed
    const named = ({ id, title }: ImportedDocument): { id: DocumentId; title: string } => ({ id, title })
    return {
      documents,
      attachments,
      renamed: { count: renamed, first: firstRenamed.map((one) => ({ ...named(one), from: one.from })) },
      damaged: { count: damaged, first: asked.map(named) },
    }
  }

  /** What was announced, which has to be a snapshot. */
  async #looked(announced: number, seq: number, bytes: Uint8Array): Promise<NewSnapshot> {
    const looked = await lookAtSnapshot(this.#parts, seq, bytes)
    this.#goOn()
    if (looked.ok) return looked.snapshot
    throw new Refused('workspace-broken', `line ${announced}: ${looked.why}`, { line: announced })
  }

  async #allBytes(size: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(size)
    let filled = 0
    for await (const piece of this.#bytes(size)) {
      bytes.set(piece, filled)
      filled += piece.byteLength
    }
    return bytes
  }

  /** What was announced, line by line. */
  async *#bytes(size: number): AsyncGenerator<Uint8Array> {
    for (let missing = size; missing > 0;) {
      const piece = this.#fromBase64((await this.#lines.take('bytes')).base64)
      missing -= piece.byteLength
      if (piece.byteLength === 0 || missing < 0)
        throw this.#lines.broken(`${size} bytes were announced, and it does not hold what is missing of them`)
      yield piece
      this.#goOn()
    }
  }

  #fromBase64(text: string): Uint8Array {
    const bytes = Buffer.from(text, 'base64')
    if (bytes.toString('base64') !== text) throw this.#lines.broken('it holds something that is not base64')
    return bytes
  }

  #decoded(update: Uint8Array): Uint8Array {
    const read = readNewUpdate(update, MAX_PARTS)
    if (read === undefined) throw this.#lines.broken('it is no Yjs update')
    if (read === 'too-large') throw this.#lines.broken(`an update has more than ${MAX_PARTS} parts`)
    return update
  }

  #goOn(): void {
    if (this.#parts.signal.aborted) throw new Refused('unavailable', 'the import was called off')
  }

  #openDocument(): OpenDocument {
    if (this.#open === undefined) throw this.#lines.broken('no document stands before it')
    return this.#open
  }

  #openPart(): { readonly document: OpenDocument; readonly part: OpenPart } {
    const document = this.#openDocument()
    if (document.part === undefined) throw this.#lines.broken('no part of a document stands before it')
    return { document, part: document.part }
  }

  #count(part: OpenPart, bytes: number): void {
    part.bytes += bytes
    if (part.bytes > this.#parts.maxDocumentBytes) throw this.#tooLargeDocument()
  }

  #tooLargeDocument(): Refused {
    const { maxDocumentBytes } = this.#parts
    return new Refused(
      'too-large',
      `line ${this.#lines.number}: a document may have ${maxDocumentBytes} bytes here (LIGATURE_MAX_DOCUMENT_BYTES)`,
      { limitBytes: maxDocumentBytes, line: this.#lines.number },
    )
  }

  /** What nobody may send in one piece is not looked at in one here either: others type meanwhile. */
  #tooLargeToRead(): Refused {
    const { maxFrameBytes } = this.#parts
    return new Refused(
      'too-large',
      `line ${this.#lines.number}: an edit may have ${maxFrameBytes} bytes here (LIGATURE_MAX_FRAME_BYTES)`,
      { limitBytes: maxFrameBytes, line: this.#lines.number },
    )
  }

  #tooManyFolders(): Refused {
    return new Refused('folders-full', `line ${this.#lines.number}: a relay has ${MAX_FOLDERS} folders at most`, {
      line: this.#lines.number,
    })
  }

  async #stageRows({ nth }: OpenDocument, part: OpenPart, rows: readonly WrittenRow[]): Promise<void> {
    part.stretchesBefore = 0
    for (const some of inBatches(rows)) {
      const bytes = some.reduce((sum, { update }) => sum + update.byteLength, 0)
      await this.#stage({ kind: 'log', nth, part: part.part, rows: some }, { rows: some.length, bytes })
    }
  }

  async #stage(item: StagedItem, amount: { readonly rows?: number; readonly bytes?: number } = {}): Promise<void> {
    this.#requireOnce(await this.#staging.add(item, amount))
  }

  #requireOnce(staged: 'staged' | 'twice'): void {
    if (staged === 'twice')
      throw this.#lines.broken('one of the documents or versions before it has an id that another one has, too')
  }
}

/** What a file does not say of a document's rows. */
const unknownIn = ({ changedAt }: OpenDocument): Written => ({ author: UNKNOWN_AUTHOR, at: changedAt })

const ID_BYTES = 15

const newId = (): DocumentId => parseDocumentId(randomBytes(ID_BYTES).toString('base64url'))!
