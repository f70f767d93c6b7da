// Writes into the shared document what this person changed in the editor: only the blocks that are not the same objects
// as before, and in each of those only what differs. Called by the binding inside one Yjs transaction.
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { align } from './alignment.ts'
import { insertUnits, makeElement, pushAttributes, removeUnits } from './elements.ts'
import { pushInline } from './push-inline.ts'
import { isElement, type Twin, type Twins } from './twin.ts'

/** Brings a twin and its Yjs type to what the editor shows now. `caret` is where this person writes, from the start of
 * the node's content: of equal letters in a row it says which is the new one. */
export function push(twin: Twin, now: Node, caret: number, twins: Twins): void {
  const was = twin.node
  if (was === now) return
  if (twin.type instanceof Y.XmlElement && was.attrs !== now.attrs) pushAttributes(twin.type, was.attrs, now.attrs)
  if (now.inlineContent) pushInline(twin, now, caret, twins)
  else pushBlocks(twin, now, caret, twins)
  twin.node = now
}

function pushBlocks(twin: Twin, now: Node, caret: number, twins: Twins): void {
  const before = twin.units.filter(isElement)
  const after = now.children
  let left = 0
  const shorter = Math.min(before.length, after.length)
  let offset = 0
  while (left < shorter && before[left]!.node === after[left]) offset += after[left++]!.nodeSize
  let right = 0
  while (right < shorter - left && before.at(-1 - right)!.node === after.at(-1 - right)) right++
  const changed = before.slice(left, before.length - right)
  const changedNow = after.slice(left, after.length - right)
  const matched = align(
    changed.map(({ node }) => node),
    changedNow,
  )

  // The place in the Yjs type; texts without letters may stand between the blocks and stay.
  let place = left < before.length ? twin.units.indexOf(before[left]!) : twin.units.length
  let old = 0
  let fresh: Node[] = []
  const putFresh = (): void => {
    if (fresh.length > 0)
      place += insertUnits(
        twin,
        place,
        fresh.map((node) => makeElement(node, twins)),
      )
    fresh = []
  }
  const removeUpTo = (end: number): void => {
    for (; old < end; old++) {
      place = twin.units.indexOf(changed[old]!, place)
      removeUnits(twin, place, 1)
    }
  }
  for (const [at, node] of changedNow.entries()) {
    const match = matched[at]!
    if (match === -1) fresh.push(node)
    else {
      putFresh()
      removeUpTo(match)
      push(changed[match]!, node, caret - offset - 1, twins)
      place = twin.units.indexOf(changed[match]!, place) + 1
      old = match + 1
    }
    offset += node.nodeSize
  }
  putFresh()
  removeUpTo(changed.length)
}
