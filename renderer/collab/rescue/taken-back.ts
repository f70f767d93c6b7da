// Letters that were taken out here in the moment somebody else made another block of theirs: the copy still has them, and
// they are taken out of it too. An input method does this with every word: it writes letters and replaces them. Used by
// rescuer.ts, which puts back what the copy lacks; this is the other half.
import * as Y from 'yjs'
import { isTextblock, lineOf, readLine, typeOf } from '../../../document/textblock-line.ts'
import { blocksFilledBy, itemsIn } from '../../../document/where-it-went.ts'
import { blockOf } from './lost-text.ts'

/** So long after the relay has acknowledged a deletion, an update may still arrive whose author had not heard of it.
 * Not longer: an author who has heard of it may type the same letters into the copy, and those must stand. */
const IN_FLIGHT_MS = 5_000

interface Deletion {
  readonly client: number
  readonly clock: number
  readonly end: number
  readonly at: number
}

export class TakenBack {
  readonly #doc: Y.Doc
  readonly #owes: () => boolean
  #deletions: Deletion[] = []

  /** `owes`: whether the relay has not acknowledged everything typed or deleted here. */
  constructor(doc: Y.Doc, owes: () => boolean) {
    this.#doc = doc
    this.#owes = owes
  }

  /** To be called after each of this person's own transactions. */
  note(transaction: Y.Transaction): void {
    const { deleteSet, beforeState, afterState } = transaction
    if (deleteSet.clients.size === 0) return
    const at = performance.now()
    this.#expire(at)
    // Enter, too, deletes what it moves into a block of its own.
    const own = this.#doc.clientID
    const made = itemsIn(this.#doc, own, beforeState.get(own) ?? 0, afterState.get(own) ?? 0)
    if (made.some((item) => isTextblock(typeOf(item)))) return
    for (const [client, ranges] of deleteSet.clients)
      for (const { clock, len } of ranges) this.#deletions.push({ client, clock, end: clock + len, at })
  }

  /** Which letters of its copies such are. To be called while the transaction's observers run. */
  inCopies(transaction: Y.Transaction, meant: Y.Transaction['deleteSet']): Y.ID[] {
    this.#expire(performance.now())
    if (this.#deletions.length === 0) return []
    const gone = new Set<Y.XmlElement>()
    for (const { client, clock, end } of this.#deletions)
      for (const item of itemsIn(this.#doc, client, clock, end)) {
        const block = blockOf(item)
        if (block?._item && Y.isDeleted(transaction.deleteSet, block._item.id)) gone.add(block)
      }
    if (gone.size === 0) return []
    const copies = blocksFilledBy(transaction)
    return [...gone].flatMap((block) => this.#inCopies(copies, block, meant))
  }

  /** Sure only where a copy says, letter for letter, what its author saw: this line, with some of those letters. */
  #inCopies(copies: readonly Y.XmlElement[], block: Y.XmlElement, meant: Y.Transaction['deleteSet']): Y.ID[] {
    const seen = readLine(block)
      .map((unit) => ({ ...unit, taken: this.#has(unit.id) }))
      .filter(({ id, taken }) => taken || Y.isDeleted(meant, id))
    const [from, to] = [seen.findIndex(({ taken }) => taken), seen.findLastIndex(({ taken }) => taken) + 1]
    const taken = seen.slice(from, to)
    if (taken.length === 0 || !taken.every((unit) => unit.taken)) return []
    const [left, middle, right] = [seen.slice(0, from), taken, seen.slice(to)].map((units) =>
      units.map(({ text }) => text).join(''),
    ) as [string, string, string]
    for (const copy of copies) {
      const line = lineOf(copy)
      const end = line.length - right.length
      if (end <= left.length || !line.startsWith(left) || !line.endsWith(right)) continue
      if (!isWithin(middle, line.slice(left.length, end))) continue
      const living = readLine(copy).filter(({ deleted }) => !deleted)
      return living.slice(left.length, end).map(({ id }) => id)
    }
    return []
  }

  #has({ client, clock }: Y.ID): boolean {
    return this.#deletions.some((one) => one.client === client && one.clock <= clock && clock < one.end)
  }

  #expire(now: number): void {
    if (!this.#owes()) this.#deletions = this.#deletions.filter(({ at }) => now - at < IN_FLIGHT_MS)
  }
}

/** Whether one can get `part` from `whole` by leaving letters out. */
function isWithin(whole: string, part: string): boolean {
  let found = 0
  for (let at = 0; at < whole.length && found < part.length; at++) if (whole[at] === part[found]) found++
  return found === part.length
}
