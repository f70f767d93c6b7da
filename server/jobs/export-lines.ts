// Bytes as lines of a workspace's file (protocol W). Used by export-workspace.ts and export-versions.ts.
import type { LineOf, WorkspaceLine } from '../../contracts/workspace.ts'

/** Of updates or of an image, in one line; a third more in base64. A multiple of three, so that no line but the last is padded. */
export const LINE_BYTES = 192 * 1024

/** `line` announces them. */
export async function* inPieces(
  line: LineOf<'update' | 'version'>,
  bytes: Uint8Array,
): AsyncGenerator<readonly WorkspaceLine[]> {
  yield [line]
  for (let at = 0; at < bytes.byteLength; at += LINE_BYTES)
    yield [{ kind: 'bytes', base64: base64(bytes.subarray(at, at + LINE_BYTES)) }]
}

export const base64 = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
