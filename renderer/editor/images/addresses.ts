// An image's address inside the app is a path on the relay of its document. Copied text takes the whole address along, and
// text that comes back has the path again. Used by images.ts for the clipboard and for dragging.
import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { attachmentIn } from '../../../contracts/attachment-names.ts'

export function withAddresses(slice: Slice, relay: string): Slice {
  return mapped(slice, (src) => (attachmentIn(src) === undefined ? src : new URL(src, relay).href))
}

export function withPaths(slice: Slice, relay: string): Slice {
  const { origin } = new URL(relay)
  return mapped(slice, (src) => {
    const path = src.startsWith(`${origin}/`) ? src.slice(origin.length) : src
    return attachmentIn(path) === undefined ? src : path
  })
}

function mapped(slice: Slice, change: (src: string) => string): Slice {
  const content = inFragment(slice.content, change)
  return content === slice.content ? slice : new Slice(content, slice.openStart, slice.openEnd)
}

/** The same fragment when nothing in it has changed. */
function inFragment(fragment: Fragment, change: (src: string) => string): Fragment {
  const before: Node[] = []
  fragment.forEach((node) => before.push(node))
  const after = before.map((node) => inNode(node, change))
  return after.every((node, at) => node === before[at]) ? fragment : Fragment.fromArray(after)
}

function inNode(node: Node, change: (src: string) => string): Node {
  const src: unknown = node.attrs['src']
  if (node.type.name === 'image' && typeof src === 'string') {
    const changed = change(src)
    return changed === src ? node : node.type.create({ ...node.attrs, src: changed }, node.content, node.marks)
  }
  const content = inFragment(node.content, change)
  return content === node.content ? node : node.copy(content)
}
