// Markdown files become documents: each whole or not at all. First its images are kept, then its text, and last it is put on the
// list; what is interrupted before that is nowhere to be seen. Loaded when an import begins; run by transfers.ts.
import { attachmentPath } from '../../../contracts/attachment-names.ts'
import type { DocumentId } from '../../../contracts/ids.ts'
import { MAX_IMPORT_BYTES } from '../../../contracts/limits.ts'
import { writeDocument } from '../../../document/fragment.ts'
import { imageAddresses, withImageAddresses } from '../../../document/image-addresses.ts'
import type { NodeJson } from '../../../document/json.ts'
import { TEXT_FIELD } from '../../../document/text-field.ts'
import type { AttachmentsService } from '../../api/attachments-service.ts'
import { newDocumentId } from '../../api/random-id.ts'
import { openDocument } from '../../collab/open-document.ts'
import { Converter } from './converter.ts'
import { fileAt, type FoundFiles } from './found-files.ts'
import type { TransferParts } from './parts.ts'
import { asGoodAsItGets } from './peek-document.ts'

/** Why a file was not imported, in one word; the sentence is transfer-problems.ts'. */
export class NotImported extends Error {
  override readonly name = 'NotImported'
  readonly reason: 'too-large' | 'not-text'

  constructor(reason: NotImported['reason']) {
    super(reason)
    this.reason = reason
  }
}

export interface ImportWork {
  readonly files: FoundFiles
  readonly services: TransferParts
  readonly signal: AbortSignal
  readonly progress: (done: number, path: string) => void
  /** A file that was not imported, or, with `image`, one that lacks an image it names. */
  readonly problem: (path: string, cause: unknown, image?: string) => void
}

/** The documents that were made, in the order of their files. */
export async function importDocuments(work: ImportWork): Promise<DocumentId[]> {
  const made: DocumentId[] = []
  const converter = new Converter()
  try {
    for (const [at, [path, file]] of [...work.files.markdown].entries()) {
      work.progress(at, path)
      if (work.signal.aborted) return made
      try {
        made.push(await importOne(work, path, file, converter))
      } catch (cause) {
        if (work.signal.aborted) return made
        work.problem(path, cause)
      }
    }
    return made
  } finally {
    converter.close()
  }
}

async function importOne(work: ImportWork, path: string, file: File, converter: Converter): Promise<DocumentId> {
  const { services, signal } = work
  if (file.size > MAX_IMPORT_BYTES) throw new NotImported('too-large')
  const { title, document } = await converter.read(textIn(await file.arrayBuffer()), signal)
  const id = newDocumentId()
  const whole = await withImages(work, path, document, id)
  signal.throwIfAborted()
  // From here on it is brought to its end: text that is kept and not on the list would be lost to the person.
  await keepText(services, id, whole, signal)
  await services.documents.create(id, title === '' ? nameOf(path) : title)
  return id
}

function textIn(bytes: ArrayBuffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (!text.includes('\0')) return text
  } catch {
    // Said below: it is not text, whatever its name says.
  }
  throw new NotImported('not-text')
}

const nameOf = (path: string): string =>
  path
    .split('/')
    .at(-1)!
    .replace(/\.[^.]*$/, '')

/** Images that lie beside the file are kept, and named by what they are from now on. Others stay as they are. */
async function withImages(
  { files, services, problem }: ImportWork,
  path: string,
  document: NodeJson,
  id: DocumentId,
): Promise<NodeJson> {
  const kept = new Map<string, string>()
  for (const address of imageAddresses(document)) {
    const image = fileAt(files.others, path, address)
    try {
      if (image !== undefined) kept.set(address, await put(await services.attachments(), image, id))
      else if (!/^[a-z][a-z0-9+.-]*:|^\/api\//i.test(address)) problem(path, undefined, address)
    } catch (cause) {
      problem(path, cause, address)
    }
  }
  return withImageAddresses(document, (src) => kept.get(src) ?? src)
}

const put = async (attachments: AttachmentsService, image: File, document: DocumentId): Promise<string> =>
  attachmentPath((await attachments.put(image, { document })).sha256)

/** Resolves when it is on this disk, and, while the relay answers, there too. */
async function keepText(
  { relay, relayIdentity, dialer }: ImportWork['services'],
  id: DocumentId,
  document: NodeJson,
  signal: AbortSignal,
): Promise<void> {
  const open = openDocument({ relay, relayIdentity, dialer, document: id, createdHere: true, user: null })
  try {
    writeDocument(open.doc.getXmlFragment(TEXT_FIELD), document)
    // Called off: then it only has to be on this disk, which closing waits for.
    await asGoodAsItGets(open, dialer, signal).catch(() => undefined)
  } finally {
    await open.close()
  }
}
