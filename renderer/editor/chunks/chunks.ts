// Puts the blocks of the page into chunks, elements that the document does not know: the browser walks the elements at the top
// of an editable text with every key, to paint and for its input methods, and skips a chunk that is far from the screen as
// one. ProseMirror has no such thing, but its tree of descriptions allows it: what marks do around letters, a `Chunk` does
// around blocks. docs/decisions/0010 says why, and what it builds on that ProseMirror does not promise.
import { Fragment, type Node, Schema } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { type Decoration, DecorationSet, type DecorationSource, EditorView } from '@tiptap/pm/view'
import { arrange } from './arrange.ts'

/** What is used of prosemirror-view's NodeViewDesc (its src/viewdesc.ts), which its types leave out. */
interface Desc {
  parent: Desc | undefined
  children: Desc[]
  dom: HTMLElement
  contentDOM: HTMLElement
  node: Node
  innerDeco: DecorationSource
  dirty: number
  readonly size: number
  readonly border: number
  destroy(): void
  updateChildren(view: EditorView, position: number): void
  domFromPos(position: number, side: number): { node: globalThis.Node; offset: number }
  parseRange(from: number, to: number, base?: number): ParseRange
  markDirty(from: number, to: number): void
}

/** What of the page is read after the browser changed it: children of `node`, and the positions that they stood for. */
interface ParseRange {
  readonly node: globalThis.Node
  readonly from: number
  readonly to: number
  readonly fromOffset: number
  readonly toOffset: number
}

/** What a DecorationSet is inside: what stands at its own level, and [from, to, set] of each block that has some. */
interface SetInside {
  readonly local: readonly (Decoration & { readonly copy: (from: number, to: number) => Decoration })[]
  readonly children: readonly (number | DecorationSet)[]
}

type DescClass = new (
  parent: Desc | undefined,
  node: Node,
  outerDeco: readonly Decoration[],
  innerDeco: DecorationSource,
  dom: HTMLElement,
  contentDOM: HTMLElement,
  nodeDOM: HTMLElement,
) => Desc

const CLEAN = 0
const CONTENT_DIRTY = 2

const NodeDesc = nodeDescClass()

/** Some blocks of the document's top, in an element of their own. To ProseMirror a description without a border, as marks are. */
class Chunk extends NodeDesc {
  constructor(parent: Desc, whole: Node) {
    const dom = document.createElement('div')
    dom.className = 'chunk'
    super(parent, slice(whole, []), [], DecorationSet.empty, dom, dom, dom)
  }

  override get size(): number {
    return this.node.content.size
  }

  override get border(): number {
    return 0
  }

  get blocks(): readonly Node[] {
    return this.node.content.content
  }

  /** Its content is read as if it were not there. */
  parseRule(): object {
    return { skip: true }
  }

  /** Its class and its height are ours to change. */
  ignoreMutation({ type }: { readonly type: string }): boolean {
    return type === 'attributes'
  }

  show(whole: Node, blocks: readonly Node[], decorations: DecorationSource, view: EditorView, position: number): void {
    const isSame = blocks.length === this.blocks.length && blocks.every((block, nth) => block === this.blocks[nth])
    if (isSame && this.dirty === CLEAN && isEqual(decorations, this.innerDeco)) return
    if (!isSame) this.node = slice(whole, blocks)
    this.innerDeco = decorations
    if (this.children.length === 0) guessHeight(this.dom, blocks)
    this.updateChildren(view, position)
    this.dirty = CLEAN
  }
}

/** The description of the document itself. */
class ChunkedText extends NodeDesc {
  declare children: Chunk[]

  override updateChildren(view: EditorView): void {
    const before = this.children.map((chunk) => ({ chunk, blocks: chunk.blocks }))
    const stretches = arrange(before, this.node.content.content, !view.composing).map(({ chunk, blocks }) => ({
      chunk: chunk ?? new Chunk(this, this.node),
      blocks,
    }))
    const chunks = stretches.map(({ chunk }) => chunk)
    for (const chunk of this.children) if (!chunks.includes(chunk)) chunk.destroy()
    this.children = chunks
    let from = 0
    for (const { chunk, blocks } of stretches) {
      const to = blocks.reduce((end, { nodeSize }) => end + nodeSize, from)
      chunk.show(this.node, blocks, within(this.innerDeco, from, to, to === this.node.content.size), view, from)
      from = to
    }
    place(chunks, this.contentDOM)
  }

  /** Between two chunks is no place: it is at the end of one or at the start of the other. */
  override domFromPos(position: number, side: number): { node: globalThis.Node; offset: number } {
    let from = 0
    for (const chunk of this.children) {
      const to = from + chunk.size
      if (position < to || (position === to && (side < 0 || chunk === this.children.at(-1))))
        return chunk.domFromPos(position - from, side)
      from = to
    }
    return super.domFromPos(position, side)
  }

  /** What the browser put in at a border may stand in either chunk, or between them. */
  override parseRange(from: number, to: number): ParseRange {
    const touched = chunksAt(this.children, from, to)
    const [first, last] = [touched[0]!, touched.at(-1)!]
    if (first === last && from > first.start && to < first.end) return first.chunk.parseRange(from, to, first.start)
    const before = this.children[first.nth - 1]?.dom
    const after = this.children[last.nth + 1]?.dom
    const nodes: globalThis.Node[] = [...this.contentDOM.childNodes]
    return {
      node: this.contentDOM,
      from: first.start,
      to: last.end,
      fromOffset: before === undefined ? 0 : nodes.indexOf(before) + 1,
      toOffset: after === undefined || !nodes.includes(after) ? nodes.length : nodes.indexOf(after),
    }
  }

  override markDirty(from: number, to: number): void {
    this.dirty = CONTENT_DIRTY
    for (const { chunk, start, end } of chunksAt(this.children, from, to))
      chunk.markDirty(Math.max(from, start) - start, Math.min(to, end) - start)
  }
}

/** The chunks that hold any of a range, or end or begin where it does. */
function chunksAt(chunks: readonly Chunk[], from: number, to: number) {
  let end = 0
  return chunks
    .map((chunk, nth) => {
      const start = end
      end += chunk.size
      return { chunk, nth, start, end }
    })
    .filter((one) => one.start <= to && one.end >= from)
}

/** The chunk a place of the document is shown in. */
export function chunkAt(view: EditorView, position: number): HTMLElement | null {
  const { node } = view.domAtPos(position)
  return (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('.chunk') ?? null
}

/** The element of the document's nth block. */
export function blockElement({ dom }: EditorView, nth: number): Element | undefined {
  let before = 0
  for (const { children } of dom.children) {
    if (nth < before + children.length) return children[nth - before]
    before += children.length
  }
  return undefined
}

/** ProseMirror makes the description of a document where nothing can be put in its way; so each becomes a `ChunkedText` when it
 * is first asked to draw. */
export function drawInChunks(): void {
  const { prototype } = NodeDesc
  if (Object.hasOwn(prototype.updateChildren, 'chunked')) return
  const draw = prototype.updateChildren
  prototype.updateChildren = Object.assign(
    function (this: Desc, view: EditorView, position: number): void {
      if (this.parent !== undefined || this.dom !== view.dom) return draw.call(this, view, position)
      Object.setPrototypeOf(this, ChunkedText.prototype)
      this.updateChildren(view, position)
    },
    { chunked: true },
  )
}

function nodeDescClass(): DescClass {
  const schema = new Schema({ nodes: { doc: { content: 'text*' }, text: {} } })
  const view = new EditorView(null, { state: EditorState.create({ schema }) })
  const { constructor } = (view as unknown as { docView: { constructor: DescClass } }).docView
  view.destroy()
  return constructor
}

/** What a chunk shows, as the node its description needs. It is no block of its own to what looks for the block at a place. */
function slice(whole: Node, blocks: readonly Node[]): Node {
  return Object.create(whole.copy(Fragment.fromArray([...blocks])), { isBlock: { value: false } }) as Node
}

/** The decorations of a chunk. The sets of its blocks stay the objects that they are, so that comparing them costs nothing. */
function within(source: DecorationSource, from: number, to: number, isLast: boolean): DecorationSource {
  const sets: DecorationSet[] = []
  source.forEachSet((set) => {
    const part = partOf(set, from, to, isLast)
    if (part !== DecorationSet.empty) sets.push(part)
  })
  if (sets.length < 2) return sets[0] ?? DecorationSet.empty
  // Only a DecorationGroup has several.
  return (source.constructor as unknown as { from: (sets: DecorationSet[]) => DecorationSource }).from(sets)
}

function partOf(set: DecorationSet, from: number, to: number, isLast: boolean): DecorationSet {
  const { local, children } = set as unknown as SetInside
  const here = local.flatMap((one) => {
    const isWidget = one.from === one.to
    const isHere = isWidget ? one.from >= from && (one.from < to || isLast) : one.from < to && one.to > from
    return isHere ? [one.copy(Math.max(one.from, from) - from, Math.min(one.to, to) - from)] : []
  })
  const blocks: (number | DecorationSet)[] = []
  for (let at = 0; at < children.length; at += 3) {
    const [start, end, inner] = children.slice(at, at + 3) as [number, number, DecorationSet]
    if (start >= to) break
    if (start >= from) blocks.push(start - from, end - from, inner)
  }
  if (here.length === 0 && blocks.length === 0) return DecorationSet.empty
  return new (DecorationSet as unknown as new (local: Decoration[], children: unknown[]) => DecorationSet)(here, blocks)
}

const isEqual = (one: DecorationSource, other: DecorationSource): boolean =>
  (one as unknown as { eq: (other: DecorationSource) => boolean }).eq(other)

/** Chunks never change places with each other: what stands before the next one is to go. */
function place(chunks: readonly Desc[], parent: HTMLElement): void {
  let next = parent.firstChild
  for (const { dom } of chunks) {
    if (dom.parentNode === parent) {
      while (next !== null && next !== dom) next = removed(next)
      next = dom.nextSibling
    } else {
      parent.insertBefore(dom, next)
    }
  }
  while (next !== null) next = removed(next)
}

function removed(node: ChildNode): ChildNode | null {
  const next = node.nextSibling
  node.remove()
  return next
}

/** What the browser takes for the height of a chunk that it has not seen yet, in lines of our page. */
function guessHeight({ style }: HTMLElement, blocks: readonly Node[]): void {
  let lines = 0
  const count = (block: Node): boolean => {
    if (block.type.spec.code === true) lines += block.textContent.split('\n').length
    else if (block.isTextblock) lines += Math.max(1, Math.ceil(block.content.size / 75))
    else if (block.isLeaf) lines += 2
    else return true
    return false
  }
  for (const block of blocks) if (count(block)) block.descendants(count)
  style.containIntrinsicBlockSize = `auto ${Math.round(lines * 1.6 + blocks.length * 0.8)}em`
}
