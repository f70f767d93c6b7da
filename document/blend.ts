// What a document becomes when other blocks are put in the place of its own: those that are the same stay the very nodes they are, so
// that writing them touches nothing (twin/push.ts). Called by put-markdown.ts and put-version.ts.
import { Fragment, type Node } from '@tiptap/pm/model'
import { normalForm } from './markdown/normal-form.ts'
import { align } from './twin/alignment.ts'

/** Where a node may stand that stands in no document by itself. */
const WITHIN: Readonly<Record<string, string>> = { listItem: 'bulletList', taskItem: 'taskList' }

export class Blend {
  readonly #meanings = new WeakMap<Node, string>()
  readonly #toMarkdown: boolean

  /** Which are the same: those of which Markdown says the same, or those that are so in everything. */
  constructor(same: 'to Markdown' | 'in everything' = 'to Markdown') {
    this.#toMarkdown = same === 'to Markdown'
  }

  /**
   * `asked`, with the nodes of `was` wherever they are the same. What Markdown cannot hold stays with those that are so to it: underlines,
   * widths of columns, and the empty paragraphs behind a block that stays.
   */
  blocks(was: readonly Node[], asked: readonly Node[]): Node[] {
    const solid: Node[] = []
    const blanks: Node[][] = [[]]
    for (const node of was) {
      if (this.#isBlank(node)) blanks.at(-1)!.push(node)
      else {
        solid.push(node)
        blanks.push([])
      }
    }
    const result = [...blanks[0]!]
    for (const { node, match } of this.#paired(solid, asked)) {
      result.push(node)
      if (match !== -1) for (const blank of blanks[match + 1]!) result.push(blank)
    }
    return result
  }

  #paired(was: readonly Node[], asked: readonly Node[]): { readonly node: Node; readonly match: number }[] {
    const known = this.#known(was, asked)
    return align(was, known).map((match, at) => ({
      node: match === -1 ? known[at]! : this.#blended(was[match]!, known[at]!),
      match,
    }))
  }

  /** Those of `asked` that mean what one of `was` means, each used once: from both ends, and in order between. */
  #known(was: readonly Node[], asked: readonly Node[]): Node[] {
    const known = [...asked]
    const same = (a: Node, b: Node): boolean => this.#meaning(a) === this.#meaning(b)
    const shorter = Math.min(was.length, asked.length)
    let left = 0
    while (left < shorter && same(was[left]!, asked[left]!)) known[left] = was[left++]!
    let right = 0
    while (right < shorter - left && same(was.at(-1 - right)!, asked.at(-1 - right)!)) {
      known[asked.length - 1 - right] = was[was.length - 1 - right]!
      right++
    }
    const waiting = new Map<string, Node[]>()
    for (const node of was.slice(left, was.length - right)) {
      const meaning = this.#meaning(node)
      const alike = waiting.get(meaning)
      if (alike === undefined) waiting.set(meaning, [node])
      else alike.push(node)
    }
    for (let at = left; at < asked.length - right; at++)
      known[at] = waiting.get(this.#meaning(asked[at]!))?.shift() ?? asked[at]!
    return known
  }

  #blended(was: Node, asked: Node): Node {
    if (was === asked || was.type !== asked.type) return asked
    if (asked.isTextblock || asked.isLeaf) return asked
    const children = this.#paired(was.children, asked.children).map(({ node }) => node)
    // The one attribute that no Markdown can change.
    const attrs =
      this.#toMarkdown && 'colwidth' in asked.attrs
        ? { ...asked.attrs, colwidth: was.attrs['colwidth'] as unknown }
        : asked.attrs
    return asked.type.create(attrs, Fragment.fromArray(children), asked.marks)
  }

  #meaning(node: Node): string {
    const known = this.#meanings.get(node)
    if (known !== undefined) return known
    const json = node.toJSON() as unknown
    if (!this.#toMarkdown) return this.#noted(node, JSON.stringify(json))
    const within = WITHIN[node.type.name]
    const block = within === undefined ? json : { type: within, content: [json] }
    const meaning = JSON.stringify(
      /^table./.test(node.type.name) ? json : normalForm({ type: 'doc', content: [block] }),
    )
    return this.#noted(node, meaning)
  }

  #noted(node: Node, meaning: string): string {
    this.#meanings.set(node, meaning)
    return meaning
  }

  /** Nothing of it is in Markdown. */
  #isBlank(node: Node): boolean {
    return this.#toMarkdown && node.type.name === 'paragraph' && this.#meaning(node) === EMPTY
  }
}

const EMPTY = JSON.stringify(normalForm({ type: 'doc', content: [] }))
