// Makes a shared document say again what a version of it says, as an edit like any other: what both have stays as it is, with whoever
// writes in it. Called by the relay's content worker.
import * as Y from 'yjs'
import { Blend } from './blend.ts'
import { blocksIn, type NotUnderstandable, rewrite, type Rewritten } from './rewrite.ts'

/** As one edit of the doc's own client; `traced` as rewrite has it. `version`: one update, of which a document can be made. */
export function putVersion(doc: Y.Doc, version: Uint8Array, traced: boolean): Rewritten | NotUnderstandable {
  const there = new Y.Doc()
  Y.applyUpdate(there, version)
  const blocks = blocksIn(there)
  if (!Array.isArray(blocks)) return { ...blocks, detail: `of the version: ${blocks.detail}` }
  return rewrite<never>(doc, traced, (was) => new Blend('in everything').blocks(was, blocks))
}
