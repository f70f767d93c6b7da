// Between places in the editor and Yjs relative positions, which stay with their letter whatever happens around it. They
// mean what y-tiptap's mean, so carets travel to stock clients and back. Used for the caret, undo and other people's carets.
import * as Y from 'yjs'
import { isText, sizeOf, type Twin, type Twins } from '../../../document/twin/twin.ts'

/** The place as it is kept: with the letter on that side of it, or with the block that has no letters. */
export function relativePosition(root: Twin, position: number, side: 'left' | 'right' = 'left'): Y.RelativePosition {
  let twin = root
  let at = position
  descend: for (;;) {
    let offset = 0
    for (const unit of twin.units) {
      const size = sizeOf(unit)
      if (isText(unit)) {
        // An empty text between blocks is no place for a caret, but one that ends the block is.
        if (at <= offset + size && twin.node.inlineContent)
          return Y.createRelativePositionFromTypeIndex(unit.text, at - offset, side === 'left' ? -1 : 0)
      } else if (at === offset) return before(twin.type, unit.type)
      else if (at < offset + size) {
        at -= offset + 1
        twin = unit
        continue descend
      }
      offset += size
    }
    return endOf(twin.type)
  }
}

/** Where that is now; null when it was deleted with everything around it, or is not in this document. */
export function absolutePosition(root: Twin, twins: Twins, relative: Y.RelativePosition): number | null {
  const doc = root.type.doc
  if (doc === null) return null
  const found = Y.createAbsolutePositionFromRelativePosition(relative, doc)
  if (found === null || found.type._item?.deleted === true) return null
  const unit = twins.get(found.type)
  if (unit === undefined) return null
  if (isText(unit)) {
    const start = unit.parent === null ? null : startOfUnit(root, unit.parent, unit)
    return start === null ? null : start + Math.min(found.index, unit.length)
  }
  const start = startOfContent(root, unit)
  if (start === null) return null
  return unit.units.slice(0, found.index).reduce((sum, child) => sum + sizeOf(child), start)
}

/** Where the content of a twin begins; null when it is not in the document any more. */
export function startOfContent(root: Twin, twin: Twin): number | null {
  if (twin === root) return 0
  const start = twin.parent === null ? null : startOfUnit(root, twin.parent, twin)
  return start === null ? null : start + 1
}

function startOfUnit(root: Twin, parent: Twin, unit: unknown): number | null {
  const start = startOfContent(root, parent)
  if (start === null) return null
  let offset = start
  for (const child of parent.units) {
    if (child === unit) return offset
    offset += sizeOf(child)
  }
  return null
}

const before = (parent: Y.XmlFragment, child: Y.XmlFragment): Y.RelativePosition =>
  new Y.RelativePosition(idOf(parent), rootNameOf(parent), child._item?.id ?? null)

const endOf = (type: Y.XmlFragment): Y.RelativePosition => new Y.RelativePosition(idOf(type), rootNameOf(type), null)

const idOf = (type: Y.XmlFragment): Y.ID | null => type._item?.id ?? null

function rootNameOf(type: Y.XmlFragment): string | null {
  if (type._item !== null) return null
  const roots: Iterable<[string, unknown]> = type.doc?.share ?? []
  for (const [name, root] of roots) if (root === type) return name
  return null
}
