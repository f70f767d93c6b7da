// Text that an update deletes although nobody meant to. A deletion in Yjs names what its author had seen; a block takes
// down with it whatever it holds by then. So what a transaction deletes beyond the delete set in the update's own bytes
// was typed by somebody the author had not heard yet. Read by rescuer.ts in the moment before Yjs forgets it.
import * as Y from 'yjs'
import { isTextblock, readLine, takesParagraphs, typeOf, type Unit } from '../../../document/textblock-line.ts'
import { itemsIn, isThere, outward, parentOf, type Surroundings } from '../../../document/where-it-went.ts'

/** Letters that stood side by side in a block. */
export interface LostRun {
  readonly units: readonly Unit[]
  /** What stood around them, as their block's copy may have it; the likeliest first. */
  readonly around: readonly Surroundings[]
}

/** What one block lost. */
export interface LostText {
  readonly runs: readonly LostRun[]
  /** The block, when it is still there and only the text in it was taken out. */
  readonly still: Y.XmlElement | null
  /** What the block before it said, for a block that its author never saw: there is no copy of it. */
  readonly behind: readonly Surroundings[]
  /** Where it was: in the nearest element around it that is still there and may hold a paragraph. */
  readonly at: Y.RelativePosition
  /** False when the block was deleted before, and this text arrived in it. */
  readonly deletedNow: boolean
  /** The block's id. */
  readonly block: Y.ID
}

export type DeleteSet = Y.Transaction['deleteSet']

/** What one deletes and the other does not. Cheap when there is no such thing. */
export function beyond(one: DeleteSet, other: DeleteSet): DeleteSet {
  const rest = Y.createDeleteSet()
  for (const [client, deleted] of one.clients) {
    const left = without(deleted, other.clients.get(client) ?? [])
    if (left.length > 0) rest.clients.set(client, left)
  }
  return rest
}

interface Range {
  readonly clock: number
  readonly len: number
}

/** Both sorted, as Yjs keeps them. */
function without(ranges: readonly Range[], cut: readonly Range[]): Range[] {
  const left: Range[] = []
  let next = 0
  for (const { clock, len } of ranges) {
    let from = clock
    while (next < cut.length && cut[next]!.clock + cut[next]!.len <= from) next++
    for (let at = next; at < cut.length && cut[at]!.clock < clock + len; at++) {
      if (cut[at]!.clock > from) left.push({ clock: from, len: cut[at]!.clock - from })
      from = Math.max(from, cut[at]!.clock + cut[at]!.len)
    }
    if (from < clock + len) left.push({ clock: from, len: clock + len - from })
  }
  return left
}

/** The text among it, block by block. To be called while the transaction's observers run. */
export function lostText(transaction: Y.Transaction, lost: DeleteSet, meant: DeleteSet): LostText[] {
  const blocks = new Set<Y.XmlElement>()
  for (const [client, ranges] of lost.clients)
    for (const { clock, len } of ranges)
      for (const item of itemsIn(transaction.doc, client, clock, clock + len)) {
        const block = blockOf(item)
        if (block !== undefined) blocks.add(block)
      }
  const view = new View(transaction, lost, meant)
  return [...blocks].map((block) => view.lostOf(block)).filter(({ runs }) => runs.length > 0)
}

/** The block of text in which this letter or thing stands. */
export function blockOf(item: Y.Item): Y.XmlElement | undefined {
  if (item.parentSub !== null) return undefined
  const parent = parentOf(item)
  const block = item.content instanceof Y.ContentString ? parentOf(parent) : parent
  return isTextblock(block) ? block : undefined
}

/** The block as its deleter saw it, and as it was here. */
class View {
  readonly #transaction: Y.Transaction
  readonly #lost: DeleteSet
  readonly #meant: DeleteSet

  constructor(transaction: Y.Transaction, lost: DeleteSet, meant: DeleteSet) {
    this.#transaction = transaction
    this.#lost = lost
    this.#meant = meant
  }

  lostOf(block: Y.XmlElement): LostText {
    const id = block._item!.id
    const line = this.#line(block)
    const top = topOf(block)
    const unseen = this.#isLost(id)
    const deletedNow = this.#isMeant(id) || unseen || isThere(block)
    const around = { still: isThere(block) ? block : null, at: this.#placeOf(top), deletedNow, block: id }
    if (unseen) {
      const runs = this.#runsOfUnseen(line, top)
      return { ...around, runs, behind: this.#before(block, top) }
    }
    return { ...around, runs: this.#runs(line, deletedNow), behind: [] }
  }

  /** Things of no text are lost only together with text: a break alone is nothing that anybody typed. */
  #runs(line: readonly Unit[], deletedNow: boolean): LostRun[] {
    const known = (unit: Unit): boolean => !this.#isLost(unit.id)
    const views = deletedNow
      ? [(unit: Unit) => known(unit) && this.#isMeant(unit.id), (unit: Unit) => known(unit) && this.#wasHere(unit)]
      : [known]
    const runs: LostRun[] = []
    for (let from = 0; from < line.length; from++) {
      if (known(line[from]!)) continue
      const units = [line[from]!]
      let to = from + 1
      // What neither side saw does not part what was typed in one go.
      for (; to < line.length; to++) {
        const unit = line[to]!
        if (!known(unit)) units.push(unit)
        else if (views.some((sees) => sees(unit))) break
      }
      const around = views.map((sees) => ({
        left: textOf(line.slice(0, from).filter(sees)),
        right: textOf(line.slice(to).filter(sees)),
      }))
      runs.push({ units, around })
      from = to - 1
    }
    return runs.filter(({ units }) => units.some(({ thing }) => thing === undefined || thing.name === 'image'))
  }

  /** A block that its deleter never saw. Often it is the end of another that Enter has parted: that much the copy has. */
  #runsOfUnseen(line: readonly Unit[], top: Y.XmlElement): LostRun[] {
    const units = line.filter(({ id }) => this.#isLost(id))
    const text = textOf(units)
    for (const block of textblocksWithin(top)) {
      const before = this.#line(block).filter(({ id }) => this.#isMeant(id) && !this.#isLost(id))
      const parted = before.filter((unit) => !this.#wasHere(unit))
      if (parted.length === 0 || !text.startsWith(textOf(parted))) continue
      const end = before.indexOf(parted.at(-1)!) + 1
      const around = [{ left: textOf(before.slice(0, end)), right: textOf(before.slice(end)) }]
      const more = units.slice(parted.length)
      return more.length > 0 ? [{ units: more, around }] : []
    }
    return units.length > 0 ? [{ units, around: [] }] : []
  }

  #before(block: Y.XmlElement, top: Y.XmlElement): Surroundings[] {
    const blocks = textblocksWithin(top)
    const before = blocks.slice(0, blocks.indexOf(block)).findLast((one) => !this.#isLost(one._item!.id))
    if (before === undefined) return []
    const units = this.#line(before).filter(({ id }) => this.#isMeant(id) && !this.#isLost(id))
    return [{ left: textOf(units), right: '' }]
  }

  /** In the place of the topmost thing that was deleted, behind what was put there instead. */
  #placeOf(top: Y.XmlElement): Y.RelativePosition {
    let child = top._item!
    let parent = parentOf(child)!
    while (!takesParagraphs(parent) && parent._item !== null) [child, parent] = [parent._item, parentOf(parent)!]
    let index = 0
    for (let item = parent._start; item !== null && item !== child; item = item.right) if (!item.deleted) index++
    if (!child.deleted) index++
    for (let item = child.right; item !== null && (item.deleted || this.#isNew(item)); item = item.right)
      if (!item.deleted) index++
    return Y.createRelativePositionFromTypeIndex(parent as Y.XmlFragment, index, -1)
  }

  #line(block: Y.XmlElement): Unit[] {
    return readLine(block, (item) => this.#isLost(item.id) || this.#wasHere(item))
  }

  #isNew({ id }: Y.Item): boolean {
    return id.clock >= (this.#transaction.beforeState.get(id.client) ?? 0)
  }

  /** Before this transaction. */
  #wasHere({ id, deleted }: { readonly id: Y.ID; readonly deleted: boolean }): boolean {
    if (id.clock >= (this.#transaction.beforeState.get(id.client) ?? 0)) return false
    return !deleted || Y.isDeleted(this.#transaction.deleteSet, id)
  }

  #isLost(id: Y.ID): boolean {
    return Y.isDeleted(this.#lost, id)
  }

  #isMeant(id: Y.ID): boolean {
    return Y.isDeleted(this.#meant, id)
  }
}

const textOf = (units: readonly Unit[]): string => units.map(({ text }) => text).join('')

/** The outermost element around it that is gone. */
function topOf(block: Y.XmlElement): Y.XmlElement {
  const gone = outward(block).filter((at) => at._item?.deleted === true && at instanceof Y.XmlElement)
  return (gone.at(-1) as Y.XmlElement | undefined) ?? block
}

/** Deleted ones as well. */
function textblocksWithin(element: Y.XmlElement): Y.XmlElement[] {
  const first = element._start
  if (isTextblock(element)) return [element]
  const found: Y.XmlElement[] = []
  for (let item = first; item !== null; item = item.right) {
    const type = typeOf(item)
    if (type instanceof Y.XmlElement) found.push(...textblocksWithin(type))
  }
  return found
}
