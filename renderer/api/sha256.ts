// The SHA-256 of bytes, in a page of any kind: plain http on a LAN is no secure context and has no SubtleCrypto. Used by
// attachments-service.ts.
import { parseSha256, type Sha256 } from '../../contracts/attachment-names.ts'

export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Sha256> {
  const digest = await digestOf(bytes)
  const name = parseSha256([...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''))
  if (name === undefined) throw new Error('SHA-256 did not come to 32 bytes')
  return name
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (globalThis.crypto.subtle !== undefined) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  // Ten times slower and on the page's own thread: some 0.2 s for a photograph.
  return (await import('lib0/hash/sha256')).digest(bytes)
}
