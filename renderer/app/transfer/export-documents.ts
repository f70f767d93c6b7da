// Documents as files: one, or all of them in a zip, as Markdown, HTML or plain text, with their images. Loaded when an export
// begins; run by transfers.ts.
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { attachmentIn, type Sha256 } from '../../../contracts/attachment-names.ts'
import type { FileKind } from '../../../contracts/desktop.ts'
import { safeName } from '../../../contracts/file-names.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { IMAGE_EXTENSIONS, sniffImage } from '../../../contracts/image-types.ts'
import { imageAddresses } from '../../../document/image-addresses.ts'
import type { NodeJson } from '../../../document/json.ts'
import type { AttachmentsService } from '../../api/attachments-service.ts'
import { RelayUnreachable } from '../../api/relay-errors.ts'
import { ENDINGS, type Format } from './conversion.ts'
import { Converter } from './converter.ts'
import { UniqueNames } from './file-names.ts'

/** What a document is called where it has no title. */
export interface Exported {
  readonly id: DocumentId
  readonly title: string
}

export interface ExportWork {
  readonly documents: readonly Exported[]
  readonly format: Format
  readonly untitled: string
  /** Throws what `problem` is told. */
  readonly read: (id: DocumentId, signal: AbortSignal) => Promise<NodeJson>
  readonly attachments: Pick<AttachmentsService, 'bytes'>
  readonly signal: AbortSignal
  readonly progress: (done: number, title: string) => void
  /** A document that could not be had, or, with `image`, one that lacks an image. */
  readonly problem: (title: string, cause: unknown, image?: boolean) => void
}

export interface ExportedFile {
  /** Without ending. */
  readonly name: string
  readonly kind: FileKind
  readonly content: Blob
  /** How many documents are in it. */
  readonly documents: number
}

interface Written {
  readonly name: string
  readonly text: string
  /** Beside it, by path. */
  readonly images: ReadonlyMap<string, Uint8Array>
}

/** One document without images beside it is a file, everything else a zip. Undefined when nothing could be had. */
export async function exportDocuments(work: ExportWork, zipName: string): Promise<ExportedFile | undefined> {
  const converter = new Converter()
  const names = new UniqueNames()
  const written: Written[] = []
  const zip = new ZipFile()
  let documents = 0
  try {
    for (const [at, document] of work.documents.entries()) {
      const title = document.title === '' ? work.untitled : document.title
      work.progress(at, title)
      work.signal.throwIfAborted()
      try {
        const one = await write(work, document, names, converter)
        if (work.documents.length === 1) written.push(one)
        else zip.add(one)
        documents += 1
      } catch (cause) {
        if (work.signal.aborted) throw cause
        work.problem(title, cause)
      }
    }
  } finally {
    converter.close()
  }
  const [only] = written
  if (only === undefined) return zip.isEmpty ? undefined : { name: zipName, kind: 'zip', content: zip.end(), documents }
  const name = only.name.replace(/\.[a-z]+$/, '')
  if (only.images.size === 0) return { name, kind: ENDINGS[work.format], content: new Blob([only.text]), documents }
  zip.add(only)
  return { name, kind: 'zip', content: zip.end(), documents }
}

async function write(
  { format, untitled, read, attachments, signal, problem }: ExportWork,
  { id, title }: Exported,
  names: UniqueNames,
  converter: Converter,
): Promise<Written> {
  const document = await read(id, signal)
  const addresses = new Map<string, string>()
  const beside = new Map<string, Uint8Array>()
  for (const src of format === 'text' ? [] : imageAddresses(document)) {
    const sha256 = attachmentIn(src)
    if (sha256 === undefined) continue
    const image = await imageOf(sha256, attachments)
    signal.throwIfAborted()
    if (image === undefined) problem(title === '' ? untitled : title, undefined, true)
    else if (format === 'html') addresses.set(src, await dataAddress(image))
    else {
      const path = `images/${sha256.slice(0, 16)}.${image.ending}`
      addresses.set(src, path)
      beside.set(path, image.bytes)
    }
  }
  const text = await converter.write({ format, title, document, images: addresses }, signal)
  return { name: names.take(safeName(title, untitled), `.${ENDINGS[format]}`), text, images: beside }
}

interface Image {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  readonly ending: string
}

/** Undefined when neither this computer nor the relay has it. */
async function imageOf(sha256: Sha256, attachments: ExportWork['attachments']): Promise<Image | undefined> {
  try {
    const bytes = await attachments.bytes(sha256)
    const type = bytes && sniffImage(bytes)
    return type && { bytes, type, ending: IMAGE_EXTENSIONS[type] }
  } catch (cause) {
    if (cause instanceof RelayUnreachable) return undefined
    throw cause
  }
}

function dataAddress({ bytes, type }: Image): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(reader.error ?? new Error('the image cannot be read'))
    reader.readAsDataURL(new Blob([bytes], { type }))
  })
}

/** A zip that grows file by file. Its parts are handed to the browser, which may keep them on the disk. */
class ZipFile {
  readonly #parts: Blob[] = []
  readonly #paths = new Set<string>()
  readonly #zip = new Zip((error, chunk) => {
    if (error) throw error
    this.#parts.push(new Blob([chunk]))
  })

  get isEmpty(): boolean {
    return this.#paths.size === 0
  }

  add({ name, text, images }: Written): void {
    this.#put(name, new TextEncoder().encode(text), new ZipDeflate(name))
    // Images are compressed already. Two documents may show the same one.
    for (const [path, bytes] of images) if (!this.#paths.has(path)) this.#put(path, bytes, new ZipPassThrough(path))
  }

  end(): Blob {
    this.#zip.end()
    return new Blob(this.#parts, { type: 'application/zip' })
  }

  #put(path: string, bytes: Uint8Array, file: ZipDeflate | ZipPassThrough): void {
    this.#paths.add(path)
    this.#zip.add(file)
    file.push(bytes, true)
  }
}
