// Looks at every block at the top of a document, a few milliseconds at a time, and remembers by block what it found: the next
// walk only looks at blocks that have changed. Finding and word counting use it.
import type { Node } from '@tiptap/pm/model'

/** Of one turn: a frame has 16. */
const SLICE_MS = 6

export class BlockWalk<Found> {
  readonly #look: (block: Node) => Found
  readonly #known = new WeakMap<Node, Found>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(look: (block: Node) => Found) {
    this.#look = look
  }

  /** Calls `done` with what was found in each block, in order. Calls off a walk that is under way. */
  start(doc: Node, done: (found: readonly Found[]) => void): void {
    this.stop()
    const found: Found[] = []
    const go = (): void => {
      const until = performance.now() + SLICE_MS
      while (found.length < doc.childCount) {
        found.push(this.#in(doc.child(found.length)))
        if (performance.now() > until) {
          this.#timer = setTimeout(go, 0)
          return
        }
      }
      done(found)
    }
    go()
  }

  /** The same at once, for what cannot wait. */
  now(doc: Node): readonly Found[] {
    return doc.content.content.map((block) => this.#in(block))
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #in(block: Node): Found {
    const known = this.#known.get(block)
    if (known !== undefined) return known
    const found = this.#look(block)
    this.#known.set(block, found)
    return found
  }
}
