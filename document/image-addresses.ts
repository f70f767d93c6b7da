// The addresses of a document's images, to find them and to change them: an export names files beside it, an import the files
// that were taken along.
import type { NodeJson } from './json.ts'

/** Each address once, in the order of the text. */
export function imageAddresses(document: NodeJson): readonly string[] {
  const found = new Set<string>()
  walk(document, (src) => {
    found.add(src)
    return src
  })
  return [...found]
}

/** The same document with other addresses for its images. */
export const withImageAddresses = (document: NodeJson, change: (src: string) => string): NodeJson =>
  walk(document, change)

function walk(node: NodeJson, change: (src: string) => string): NodeJson {
  const src = node.type === 'image' ? node.attrs?.['src'] : undefined
  if (typeof src === 'string') return { ...node, attrs: { ...node.attrs, src: change(src) } }
  return node.content === undefined ? node : { ...node, content: node.content.map((child) => walk(child, change)) }
}
