// Whether the bytes of a snapshot are one, and what it holds, before it is stored. Asked by import-workspace.ts.
import { Unavailable } from '../errors.ts'
import { MAX_PARTS } from '../room/capacity.ts'
import { DocumentIndex } from '../room/document-index.ts'
import { readNewUpdate } from '../room/update.ts'
import type { NewSnapshot } from '../store/store.ts'
import { FoldDied, type FoldLine, FoldTooSlow } from './fold-line.ts'
import type { FoldAnswer } from './fold-messages.ts'

export interface LooksAtSnapshots {
  /** Looks at large snapshots: that takes long, and whoever types would wait for it. */
  readonly line: Pick<FoldLine, 'fold'>
  /** Nobody waits for it any more. */
  readonly signal: AbortSignal
}

/** Here a snapshot is looked at between two keystrokes of others; a larger one by a worker. */
const LARGE_BYTES = 500_000
/** Of such a larger one of which the worker has made no document: a fifth of a second. */
const MOST_PARTS_HERE = 100_000

export type Looked =
  | { readonly ok: true; readonly snapshot: NewSnapshot }
  | { readonly ok: false; readonly why: string }

/** Not ok, too, once nobody waits. Throws Unavailable when the worker is not to be had. */
export async function lookAtSnapshot(
  { line, signal }: LooksAtSnapshots,
  seq: number,
  bytes: Uint8Array,
): Promise<Looked> {
  const isLarge = bytes.byteLength > LARGE_BYTES
  if (isLarge) {
    const answer = await folded(line, bytes, signal)
    if (answer instanceof Unavailable) return { ok: false, why: `this relay cannot look at it: ${answer.message}` }
    if (answer.ok) return { ok: true, snapshot: { seq, bytes, index: answer.values[1] } }
  }
  // What no fold can be made of may be a snapshot all the same, and its relay has shown it.
  const read = readNewUpdate(bytes, isLarge ? MOST_PARTS_HERE : MAX_PARTS)
  if (read === undefined) return { ok: false, why: 'it is no Yjs update' }
  if (read === 'too-large') return { ok: false, why: 'it has very many parts, and no document can be made of them' }
  const index = new DocumentIndex()
  index.add(read.claims)
  return { ok: true, snapshot: { seq, bytes, index: index.encode() } }
}

async function folded(
  line: LooksAtSnapshots['line'],
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<FoldAnswer | Unavailable> {
  try {
    return await line.fold(
      async (add) => {
        add([{ seq: 0, update: bytes }])
        return { kind: 'snapshot' }
      },
      { signal },
    )
  } catch (error) {
    // Of the first two it would come to the same end another time.
    if (error instanceof FoldTooSlow || error instanceof FoldDied || (error instanceof Unavailable && signal.aborted))
      return error
    throw error
  }
}
