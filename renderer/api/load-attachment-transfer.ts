// The way to attachment-transfer.ts, which is loaded with the first image that leaves or comes: its schemas are large. Not to
// be had is the same as a relay that does not answer.
import type { Sha256 } from '../../contracts/attachment-names.ts'
import type { Upload } from './attachment-transfer.ts'
import { RelayUnreachable } from './relay-errors.ts'

/** As attachment-transfer.ts. */
export async function sendAttachment(upload: Upload): Promise<void> {
  await (await load()).sendAttachment(upload)
}

/** As attachment-transfer.ts. */
export async function fetchAttachment(relay: string, sha256: Sha256): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return await (await load()).fetchAttachment(relay, sha256)
}

async function load() {
  try {
    return await import('./attachment-transfer.ts')
  } catch (cause) {
    throw new RelayUnreachable('a part of the app did not arrive', { cause })
  }
}
