// Letters that were taken out here in the moment somebody else made another block of theirs: the copy still has them, and
// they are taken out of it too. An input method does this with every word: it writes letters and replaces them. Used by
// rescuer.ts, which puts back what the copy lacks; this is the other half.
//
// It must never take out what somebody typed on purpose, who knew that the letters were gone and typed the same again. A
// deletion names what its author still saw. So the letters in question are those that the update deletes together with their
// block although they are gone here already, by this person's hand and nobody else's.
import * as Y from 'yjs'
import { isTextblock, lineOf, readLine, typeOf } from '../../../document/textblock-line.ts'
import { blocksFilledBy, itemsIn } from '../../../document/where-it-went.ts'
import { beyond, blockOf, type DeleteSet } from './lost-text.ts'

/** The last so many ranges that this person deleted: what is on its way at the same time is never more. */
const MOST_REMEMBERED = 200

interface Deletion {
  readonly client: number
  readonly clock: number
  readonly end: number
}

export class TakenBack {
  readonly #doc: Y.Doc
  readonly #deletions: Deletion[] = []

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** To be called after each of this person's own transactions. */
  note({ deleteSet, beforeState, afterState }: Y.Transaction): void {
    if (deleteSet.clients.size === 0) return
    // Enter, too, deletes what it moves into a block of its own.
    const own = this.#doc.clientID
    const made = itemsIn(this.#doc, own, beforeState.get(own) ?? 0, afterState.get(own) ?? 0)
    if (made.some((item) => isTextblock(typeOf(item)))) return
    for (const [client, ranges] of deleteSet.clients)
      for (const { clock, len } of ranges) this.#deletions.push({ client, clock, end: clock + len })
    this.#deletions.splice(0, this.#deletions.length - MOST_REMEMBERED)
  }

  /** Which letters of its copies such are. `meant`: the update's own deletions. To be called while its observers run. */
  inCopies(transaction: Y.Transaction, meant: DeleteSet): Y.ID[] {
    const unseen = beyond(meant, transaction.deleteSet)
    // Whatever else is named that was gone already, the update tells of more than one moment, and proves nothing.
    for (const [client, ranges] of unseen.clients)
      for (const { clock, len } of ranges)
        for (let at = clock; at < clock + len; at++) if (!this.#has(Y.createID(client, at))) return []
    const gone = new Set<Y.XmlElement>()
    for (const [client, ranges] of unseen.clients)
      for (const { clock, len } of ranges)
        for (const item of itemsIn(this.#doc, client, clock, clock + len)) {
          const block = blockOf(item)
          if (block?._item && Y.isDeleted(transaction.deleteSet, block._item.id)) gone.add(block)
        }
    const { beforeState } = transaction
    const isNew = ({ _item }: Y.XmlElement): boolean => _item!.id.clock >= (beforeState.get(_item!.id.client) ?? 0)
    const copies = gone.size === 0 ? [] : blocksFilledBy(transaction).filter(isNew)
    return [...gone].flatMap((block) => this.#inCopies(copies, block, meant, unseen))
  }

  /** Only where a copy says, letter for letter, what its author saw, and the letters stand in one place. */
  #inCopies(copies: readonly Y.XmlElement[], block: Y.XmlElement, meant: DeleteSet, unseen: DeleteSet): Y.ID[] {
    const seen = readLine(block).filter(({ id }) => Y.isDeleted(meant, id))
    const isTaken = ({ id }: { id: Y.ID }): boolean => Y.isDeleted(unseen, id)
    const [from, to] = [seen.findIndex(isTaken), seen.findLastIndex(isTaken) + 1]
    if (from < 0 || !seen.slice(from, to).every(isTaken)) return []
    const line = seen.map(({ text }) => text).join('')
    const copy = copies.find((one) => lineOf(one) === line)
    if (copy === undefined) return []
    const living = readLine(copy).filter(({ deleted }) => !deleted)
    return living.slice(from, to).map(({ id }) => id)
  }

  #has({ client, clock }: Y.ID): boolean {
    return this.#deletions.some((one) => one.client === client && one.clock <= clock && clock < one.end)
  }
}
