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
const MUST_BE_DRAWN_ANEW = 3

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

  show(whole: Node, blocks: readonly Node[], decorations: Decoration[], view: EditorView, position: number): void {
    const isSame = blocks.length === this.blocks.length && blocks.every((block, nth) => block === this.blocks[nth])
    const node = isSame ? this.node : slice(whole, blocks)
    const inner = decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(node, decorations)
    if (isSame && this.dirty === CLEAN && isEqual(inner, this.innerDeco)) return
    this.node = node
    this.innerDeco = inner
    if (this.children.length === 0) guessHeight(this.dom, node)
    this.updateChildren(view, position)
    this.dirty = CLEAN
  }
}

/** The description of the document itself. */
class ChunkedText extends NodeDesc {
  declare children: Chunk[]

  override updateChildren(view: EditorView): void {
    const before = this.children
      .filter(({ dirty }) => dirty !== MUST_BE_DRAWN_ANEW)
      .map((chunk) => ({ chunk, blocks: chunk.blocks }))
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
      chunk.show(this.node, blocks, decorationsIn(this.innerDeco, from, to, this.node.content.size), view, from)
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

function decorationsIn(source: DecorationSource, from: number, to: number, end: number): Decoration[] {
  const found: Decoration[] = []
  source.forEachSet((set) => {
    for (const one of set.find(from, to)) {
      const isWidget = one.from === one.to
      const isHere = isWidget ? one.from >= from && (one.from < to || to === end) : one.from < to && one.to > from
      if (isHere) found.push(moved(one, Math.max(one.from, from) - from, Math.min(one.to, to) - from))
    }
  })
  return found
}

const moved = (decoration: Decoration, from: number, to: number): Decoration =>
  (decoration as unknown as { copy: (from: number, to: number) => Decoration }).copy(from, to)

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
function guessHeight({ style }: HTMLElement, { content }: Node): void {
  const lines = content.content.reduce((sum, block) => sum + Math.ceil(block.content.size / 75), 0)
  style.containIntrinsicBlockSize = `auto ${Math.round(lines * 1.6 + content.childCount * 0.8)}em`
}
