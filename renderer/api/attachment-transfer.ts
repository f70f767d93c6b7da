// An image's way to the relay and back. Up by XMLHttpRequest, the only one that tells how far it has come; down by fetch, so
// that the desktop's pages, which are of another origin, get it as the browser's do.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import { ATTACHMENT_ROUTES, AttachmentSchema } from '../../contracts/attachments.ts'
import { type ImageType, sniffImage } from '../../contracts/image-types.ts'
import type { AttachmentShelf } from './attachment-shelf.ts'
import { RelayRefused, RelayUnreachable } from './relay-errors.ts'
import { refusalFor } from './relay-request.ts'
import { sha256Of } from './sha256.ts'

export interface Upload {
  readonly relay: string
  readonly sha256: Sha256
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly signal: AbortSignal
  /** Called with how many bytes have left. */
  readonly progress: (sent: number) => void
}

/** Without a byte for this long, the way is dead. */
const SILENCE_MS = 30_000

/** Resolves when the relay has it on its disk. Throws RelayUnreachable or RelayRefused, or the signal's reason. */
export async function sendAttachment({ relay, sha256, bytes, signal, progress }: Upload): Promise<void> {
  signal.throwIfAborted()
  const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
    const request = new XMLHttpRequest()
    const silent = (): void => request.abort()
    let silence = setTimeout(silent, SILENCE_MS)
    const end = (): void => {
      clearTimeout(silence)
      signal.removeEventListener('abort', silent)
    }
    signal.addEventListener('abort', silent)
    request.open(ATTACHMENT_ROUTES.put.method, addressOf(relay, sha256))
    request.upload.onprogress = ({ loaded }) => {
      clearTimeout(silence)
      silence = setTimeout(silent, SILENCE_MS)
      progress(loaded)
    }
    request.onload = () => {
      end()
      resolve({ status: request.status, text: request.responseText })
    }
    request.onerror = request.onabort = () => {
      end()
      reject(
        signal.aborted ? (signal.reason as Error) : new RelayUnreachable(`the image ${sha256} did not get through`),
      )
    }
    request.send(bytes)
  })
  const answered = jsonIn(text)
  if (status >= 400) throw refusalFor(status, answered)
  if (!AttachmentSchema.safeParse(answered).success) throw new RelayUnreachable('it does not answer as a relay')
}

/** Undefined when the relay has no such image. Throws RelayUnreachable, and for bytes that are not those of the name too. */
export async function fetchAttachment(relay: string, sha256: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    const response = await fetch(addressOf(relay, sha256), { signal: AbortSignal.timeout(SILENCE_MS) })
    if (!response.ok) {
      const refusal = refusalFor(response.status, jsonIn(await response.text()))
      if (refusal instanceof RelayRefused) return undefined
      throw refusal
    }
    bytes = new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    if (cause instanceof RelayUnreachable) throw cause
    throw new RelayUnreachable(`the image ${sha256}: no answer`, { cause })
  }
  if ((await sha256Of(bytes)) !== sha256) throw new RelayUnreachable(`the image ${sha256} came damaged`)
  return bytes
}

/** Whether the relay has such an image, without its bytes. Not out of the browser's cache, which keeps images for good. Throws
 * RelayUnreachable. */
export async function askForAttachment(relay: string, sha256: Sha256): Promise<'here' | 'missing' | 'unclear'> {
  const signal = AbortSignal.timeout(SILENCE_MS)
  const { status, headers } = await fetch(addressOf(relay, sha256), {
    method: 'HEAD',
    cache: 'no-store',
    signal,
  }).catch((cause: unknown) => {
    throw new RelayUnreachable(`the image ${sha256}: no answer`, { cause })
  })
  if (status === 404) return 'missing'
  // A page of whoever is in between is none.
  return status === 200 && headers.get('content-type')?.startsWith('image/') === true ? 'here' : 'unclear'
}

/** As fetchAttachment, to be shown without the relay the next time. `report`: why the shelf did not take it, a full disk for one,
 * which need not keep anybody from seeing it now. */
export async function bringAttachment(
  relay: string,
  sha256: Sha256,
  shelf: AttachmentShelf,
  report: (cause: unknown) => void,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly type: ImageType } | undefined> {
  const bytes = await fetchAttachment(relay, sha256)
  if (bytes === undefined) return undefined
  const type = sniffImage(bytes)
  if (type === undefined) throw new RelayUnreachable(`the relay's attachment ${sha256} is no image`)
  const now = Date.now()
  const row = { sha256, type, size: bytes.byteLength, state: 'sent', problem: null, document: null } as const
  await shelf.keep({ ...row, keptAt: now, shownAt: now }, bytes).catch(report)
  return { bytes, type }
}

const addressOf = (relay: string, sha256: Sha256): URL =>
  new URL(ATTACHMENT_ROUTES.get.path.replace(':sha256', sha256), relay)

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A proxy's page of HTML, perhaps. Then it is no answer of the relay.
    return undefined
  }
}
