// The text of one block as Markdown can hold it: trimmed lines, marks that begin and end at something visible, only
// addresses that may stand there.
import type { MarkJson, NodeJson } from '../json.ts'
import { isAllowedImage, isAllowedLink } from '../links.ts'
import { joined } from '../reading.ts'

/** The marks that are written with delimiters, which Markdown reads only beside something that is not a space. */
const DELIMITED = ['bold', 'italic', 'strike'] as const
const HELD = new Set<string>([...DELIMITED, 'code', 'link'])

export function inlineNormalForm(inline: readonly NodeJson[]): NodeJson[] {
  let nodes = joined(inline.flatMap(held))
  nodes = trimmedLines(nodes)
  for (const mark of DELIMITED) nodes = withoutSpacesAtTheRim(nodes, mark)
  return joined(nodes)
}

export const hasMark = (node: NodeJson | undefined, type: string): boolean =>
  node?.marks?.some((mark) => mark.type === type) ?? false

function held(node: NodeJson): NodeJson[] {
  const marks = (node.marks ?? []).flatMap(heldMark)
  if (node.type === 'hardBreak') return [{ type: 'hardBreak', marks: [] }]
  if (node.type === 'text') return [{ type: 'text', text: oneLine(node.text ?? ''), marks }]
  const { src, alt, title, href } = node.attrs ?? {}
  const link = heldMark({ type: 'link', attrs: { href } })
  const description = oneLine(textOr(alt, ''))
  if (isAllowedImage(src)) {
    const attrs = { src: address(src), alt: description || null, title: oneLine(textOr(title, '')) || null }
    return [{ type: 'image', attrs, marks: link }]
  }
  return description === '' ? [] : [{ type: 'text', text: description, marks: link }]
}

function heldMark(mark: MarkJson): MarkJson[] {
  if (!HELD.has(mark.type)) return []
  if (mark.type !== 'link') return [{ type: mark.type }]
  const href = mark.attrs?.['href']
  if (!isAllowedLink(href)) return []
  return [{ type: 'link', attrs: { href: address(href), title: oneLine(textOr(mark.attrs?.['title'], '')) || null } }]
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
const oneLine = (text: string): string => text.replace(/\r\n?|\n/g, ' ').replaceAll('\0', '\uFFFD')
const address = (text: string): string =>
  text
    .replace(/[\r\n]/g, '')
    .replaceAll('\0', '\uFFFD')
    .trim()

const isSpacing = (node: NodeJson): boolean => node.type === 'text' && !hasMark(node, 'code')

/** Spaces where a line begins or ends are read by nobody. */
function trimmedLines(nodes: readonly NodeJson[]): NodeJson[] {
  const lines: NodeJson[][] = [[]]
  for (const node of nodes) {
    if (node.type === 'hardBreak') lines.push([])
    else lines.at(-1)?.push(node)
  }
  return lines.flatMap((line, at) => [...(at > 0 ? [{ type: 'hardBreak', marks: [] }] : []), ...trimmed(line)])
}

function trimmed(line: readonly NodeJson[]): NodeJson[] {
  const result = [...line]
  for (const [end, cut] of [
    [0, 'trimStart'],
    [-1, 'trimEnd'],
  ] as const) {
    for (let node = result.at(end); node !== undefined && isSpacing(node); node = result.at(end)) {
      const text = (node.text ?? '')[cut]()
      if (text !== '') {
        result.splice(end, 1, { ...node, text })
        break
      }
      result.splice(end, 1)
    }
  }
  return result
}

/** A run of the mark gives up the spaces it begins and ends with; a break within a run belongs to it. */
function withoutSpacesAtTheRim(nodes: readonly NodeJson[], mark: string): NodeJson[] {
  const result: NodeJson[] = []
  for (let at = 0; at < nodes.length;) {
    let end = at
    while (end < nodes.length && (hasMark(nodes[end], mark) || isBreakWithin(nodes, end, mark))) end++
    if (end === at) result.push(nodes[at++]!)
    else {
      for (const node of runWithoutRim(nodes.slice(at, end), mark)) result.push(node)
      at = end
    }
  }
  return result
}

function isBreakWithin(nodes: readonly NodeJson[], at: number, mark: string): boolean {
  if (nodes[at]?.type !== 'hardBreak' || !hasMark(nodes[at - 1], mark)) return false
  return hasMark(nodes[at + 1], mark)
}

function runWithoutRim(run: readonly NodeJson[], mark: string): NodeJson[] {
  const middle = [...run]
  const before: NodeJson[] = []
  const after: NodeJson[] = []
  while (middle[0] !== undefined && isSpacing(middle[0])) {
    const { text = '' } = middle[0]
    const spaces = text.length - text.trimStart().length
    if (spaces === 0) break
    before.push({ ...without(middle[0], mark), text: text.slice(0, spaces) })
    if (spaces < text.length) middle[0] = { ...middle[0], text: text.slice(spaces) }
    else middle.shift()
  }
  for (let last = middle.at(-1); last !== undefined && isSpacing(last); last = middle.at(-1)) {
    const { text = '' } = last
    const kept = text.trimEnd().length
    if (kept === text.length) break
    after.unshift({ ...without(last, mark), text: text.slice(kept) })
    if (kept > 0) middle[middle.length - 1] = { ...last, text: text.slice(0, kept) }
    else middle.pop()
  }
  return [...before, ...middle, ...after]
}

const without = (node: NodeJson, mark: string): NodeJson => ({
  ...node,
  marks: (node.marks ?? []).filter(({ type }) => type !== mark),
})
