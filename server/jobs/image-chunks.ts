// What an attachment's sender may send, looked at while it comes: the first bytes must be those of an image, and it ends
// where the limit is. Used by http/attachments.ts and import-workspace.ts.
import { SNIFFED_BYTES, sniffImage } from '../../contracts/image-types.ts'
import { Refused } from '../errors.ts'
import type { Chunks } from '../store/store.ts'

/** The same bytes. Throws Refused as soon as they are not those of an image, or are too many. */
export async function* imageChunks(body: Chunks, maxBytes: number): AsyncGenerator<Uint8Array> {
  let start = Buffer.alloc(0)
  let looked = false
  let size = 0
  for await (const chunk of body) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    if (looked) {
      yield chunk
      continue
    }
    start = Buffer.concat([start, chunk])
    if (start.byteLength < SNIFFED_BYTES) continue
    lookAt(start)
    looked = true
    yield start
  }
  if (looked) return
  lookAt(start)
  yield start
}

export const tooLarge = (maxBytes: number): Refused =>
  new Refused('too-large', `an image may have ${maxBytes} bytes here (LIGATURE_MAX_ATTACHMENT_BYTES)`, {
    limitBytes: maxBytes,
  })

function lookAt(start: Uint8Array): void {
  if (sniffImage(start) === undefined)
    throw new Refused('not-an-image', 'its bytes are not those of a PNG, JPEG, GIF, WebP or AVIF image')
}
