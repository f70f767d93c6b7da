// What others changed in the shared document, as the few edits that bring the editor's document there. Looks only at the
// Yjs types that changed and the way down to them; never writes into the shared document. Called by the binding.
import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import { AttrStep, ReplaceStep, type Step } from '@tiptap/pm/transform'
import * as Y from 'yjs'
import { equalValues } from '../../../document/twin/elements.ts'
import {
  attributesOf,
  buildText,
  buildUnit,
  fillerOf,
  isElement,
  isText,
  NotUnderstood,
  sizeOf,
  textNodes,
  type Twin,
  type Twins,
  type Unit,
} from '../../../document/twin/twin.ts'

/** One replaced range. Positions are those before any of the edits of the same pull. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly nodes: readonly Node[]
}

export interface Pulled {
  /** In the order in which they must be applied: from the end of the document to its beginning. */
  readonly steps: readonly Step[]
  /** The same without changes of attributes, from the beginning to the end. */
  readonly edits: readonly Edit[]
  /** Twins whose nodes are other objects once the steps are applied: call `adopt` with the document after them. */
  readonly touched: ReadonlySet<Twin>
}

/**
 * Brings the twins to the shared document. `changed` are the types that Yjs named.
 * @throws NotUnderstood when something cannot be built; the twins are of no use after that.
 */
export function pull(root: Twin, changed: Iterable<object>, twins: Twins): Pulled {
  const visit = new Visit(twins, root, touchedBy(changed, root, twins), new Set(changed))
  visit.twin(root, 0)
  return { steps: visit.steps.toReversed(), edits: visit.edits, touched: visit.touched }
}

/** Tells the twins which nodes show them now. Costs as much as what was touched. */
export function adopt(twin: Twin, node: Node, touched: { has(twin: Twin): boolean }): void {
  twin.node = node
  let at = 0
  const children = node.inlineContent ? node.children.filter((child) => !child.isText) : node.children
  for (const unit of twin.units) {
    if (isText(unit)) continue
    const child = children[at++]!
    if (touched.has(unit)) adopt(unit, child, touched)
    else unit.node = child
  }
}

/** Every twin that changed, with everything it lies in. */
function touchedBy(changed: Iterable<object>, root: Twin, twins: Twins): Set<Twin> {
  const touched = new Set<Twin>()
  for (const type of changed) {
    const unit = twins.get(type)
    if (unit === undefined) continue // New: it is built with the parent that changed.
    for (let at = isText(unit) ? unit.parent : unit; at !== null && !touched.has(at); at = at.parent) touched.add(at)
  }
  return touched.has(root) ? touched : new Set()
}

class Visit {
  readonly steps: Step[] = []
  readonly edits: Edit[] = []
  readonly touched: Set<Twin>
  readonly #twins: Twins
  readonly #root: Twin
  readonly #changed: ReadonlySet<object>

  constructor(twins: Twins, root: Twin, touched: Set<Twin>, changed: ReadonlySet<object>) {
    this.#twins = twins
    this.#root = root
    this.touched = touched
    this.#changed = changed
  }

  /** @param start where the twin's content begins. */
  twin(twin: Twin, start: number): void {
    if (!this.touched.has(twin)) return
    if (twin.type instanceof Y.XmlElement && this.#changed.has(twin.type)) this.#attributes(twin, twin.type, start - 1)
    if (twin.node.inlineContent) this.#line(twin, start)
    else if (this.#changed.has(twin.type)) this.#blocks(twin, start)
    else this.#inside(twin, start)
  }

  #inside(twin: Twin, start: number): void {
    let offset = start
    for (const unit of twin.units) {
      if (isElement(unit)) this.twin(unit, offset + 1)
      offset += sizeOf(unit)
    }
  }

  #attributes(twin: Twin, element: Y.XmlElement, position: number): void {
    const was = twin.node.attrs
    let is: Node
    try {
      is = twin.node.type.create(attributesOf(element))
    } catch {
      throw new NotUnderstood(element.nodeName)
    }
    for (const [name, value] of Object.entries(is.attrs))
      if (!equalValues(was[name], value)) this.steps.push(new AttrStep(position, name, value))
  }

  /** Blocks that are gone and blocks that are new; those that stayed have kept their order, because Yjs cannot move. */
  #blocks(twin: Twin, start: number): void {
    const children: unknown[] = twin.type.toArray()
    const staying = new Set(children)
    const before = twin.units
    const after: Unit[] = []
    // The filler of an empty document is nobody's: the first block takes its place.
    const filled = twin === this.#root && !before.some(isElement)
    let from = start
    let to = filled ? start + twin.node.content.size : start
    let nodes: Node[] = []
    let old = 0
    const skipGone = (): void => {
      for (; old < before.length && !staying.has(typeOf(before[old]!)); old++) to += sizeOf(before[old]!)
    }
    const flush = (): void => {
      if (from < to || nodes.length > 0) this.#edit(from, to, nodes)
      nodes = []
    }
    for (const child of children) {
      skipGone()
      const unit = before[old]
      if (unit !== undefined && typeOf(unit) === child) {
        if (isText(unit)) this.#mustBeEmpty(unit.text)
        else {
          flush()
          this.twin(unit, to + 1)
          to += sizeOf(unit)
          from = to
        }
        after.push(unit)
        old++
      } else {
        const fresh = buildUnit(child, twin.node.type.schema, this.#twins)
        fresh.parent = twin
        if (isText(fresh)) this.#mustBeEmpty(fresh.text)
        else nodes.push(fresh.node)
        after.push(fresh)
      }
    }
    skipGone()
    if (twin === this.#root && !after.some(isElement)) {
      if (filled) to = from // It stays.
      else nodes = [...fillerOf(twin.node.type.schema).children]
    }
    flush()
    twin.units = after
  }

  #mustBeEmpty(text: Y.XmlText): void {
    if (text.length > 0) throw new NotUnderstood('text in a place of its own')
  }

  /** A textblock is built whole and compared: it is a line, and Yjs has already found which one. */
  #line(twin: Twin, start: number): void {
    const schema = twin.node.type.schema
    const content: Node[] = []
    const units: Unit[] = twin.type.toArray().map((child: unknown): Unit => {
      const known = knownOf(child, this.#twins)
      if (child instanceof Y.XmlText) {
        content.push(...textNodes(child, schema))
        const text = known !== undefined && isText(known) ? known : buildText(child, this.#twins)
        text.length = child.length
        return text
      }
      const element =
        known !== undefined && isElement(known) && !this.touched.has(known)
          ? known
          : buildUnit(child, schema, this.#twins)
      if (isElement(element)) content.push(element.node)
      return element
    })
    for (const unit of units) unit.parent = twin
    twin.units = units
    const was = twin.node.content
    const is = Fragment.fromArray(content)
    const from = was.findDiffStart(is)
    if (from === null) return
    const end = was.findDiffEnd(is)!
    const overlap = Math.max(0, from - Math.min(end.a, end.b))
    this.#edit(start + from, start + end.a + overlap, is.cut(from, end.b + overlap).content)
  }

  #edit(from: number, to: number, nodes: readonly Node[]): void {
    this.edits.push({ from, to, nodes })
    this.steps.push(new ReplaceStep(from, to, new Slice(Fragment.fromArray([...nodes]), 0, 0)))
  }
}

const typeOf = (unit: Unit): object => (isText(unit) ? unit.text : unit.type)

const knownOf = (child: unknown, known: Twins): Unit | undefined =>
  typeof child === 'object' && child !== null ? known.get(child) : undefined
