// The way to attachment-transfer.ts, which is loaded with the first image that comes: its schemas are large.
import type * as AttachmentTransfer from './attachment-transfer.ts'
import { RelayUnreachable } from './relay-errors.ts'

/** Not to be had is the same as a relay that does not answer: throws RelayUnreachable. */
export async function loadAttachmentTransfer(): Promise<typeof AttachmentTransfer> {
  try {
    return await import('./attachment-transfer.ts')
  } catch (cause) {
    throw new RelayUnreachable('a part of the app did not arrive', { cause })
  }
}
