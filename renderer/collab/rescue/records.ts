// Who has put which lost letters back, written into the document itself, so that no letter is put back twice: by two
// windows of one person, or by somebody who did not hear that its typist had done it already. Used by rescuer.ts.
//
// A record says: the letters with these ids stand there again with those ids. For each letter the first record in the
// array's order counts, which is the same for all; what a later one put back is deleted again, by whoever notices.
import * as Y from 'yjs'
import { RECORDS_FIELD } from '../../../document/text-field.ts'
import { isTextblock, lineOf, type Unit } from '../../../document/textblock-line.ts'
import { itemsIn, parentOf, type Placed } from '../../../document/where-it-went.ts'

/** Of the lost letters: client, clock, how many; of those put back: client, clock. */
type RescueRecord = readonly [client: number, clock: number, length: number, copyClient: number, copyClock: number]

/** Items that the rescue puts before the letters of a paragraph of its own: the paragraph, its text, formats. */
const MOST_ITEMS_BEFORE = 16

export class Records {
  readonly #doc: Y.Doc
  readonly #records: Y.Array<unknown>

  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#records = doc.getArray(RECORDS_FIELD)
  }

  /** Calls back after somebody else's records arrived. */
  onArrival(arrived: () => void): () => void {
    const look = (_: unknown, { local }: Y.Transaction): void => {
      if (!local) arrived()
    }
    this.#records.observe(look)
    return () => this.#records.unobserve(look)
  }

  /** Whether somebody has put this letter back. */
  has(): (id: Y.ID) => boolean {
    const copies = copiesIn(this.#all())
    return (id) => copyOf(copies, id) !== undefined
  }

  /** The copies stand in the order of the originals, and are as many. */
  add(originals: readonly Unit[], copies: readonly Unit[]): void {
    const made: [number, number, number, number, number][] = []
    for (const [nth, { id }] of originals.entries()) {
      const copy = copies[nth]?.id
      if (copy === undefined) break
      const last = made.at(-1)
      const goesOn =
        last !== undefined &&
        last[0] === id.client &&
        last[1] + last[2] === id.clock &&
        last[3] === copy.client &&
        last[4] + last[2] === copy.clock
      if (goesOn) last[2]++
      else made.push([id.client, id.clock, 1, copy.client, copy.clock])
    }
    this.#records.push(made)
  }

  /** Deletes what was put back a second time. Answers whether there was such a thing. */
  settle(origin: unknown): boolean {
    const records = this.#all()
    const first = copiesIn(records)
    const doomed: Y.ID[] = []
    for (const record of records)
      for (let nth = 0; nth < record[2]; nth++) {
        const copy = Y.createID(record[3], record[4] + nth)
        const winner = copyOf(first, Y.createID(record[0], record[1] + nth))!
        if (!Y.compareIDs(winner, copy)) doomed.push(...this.#living(first, copy))
      }
    if (doomed.length === 0) return false
    this.#doc.transact((transaction) => {
      for (const id of doomed) this.#delete(transaction, id)
    }, origin)
    return true
  }

  /** Where this letter stands now: it may itself have been lost and put back. Records of a stranger may lead in a circle. */
  #living(copies: Copies, from: Y.ID): Y.ID[] {
    const seen = new Set<string>()
    for (let id: Y.ID | undefined = from; id !== undefined; id = copyOf(copies, id)) {
      const name = `${id.client} ${id.clock}`
      if (seen.has(name)) return []
      seen.add(name)
      const [item] = itemsIn(this.#doc, id.client, id.clock, id.clock + 1)
      if (item?.deleted === false) return [id]
    }
    return []
  }

  #delete(transaction: Y.Transaction, id: Y.ID): void {
    const one = Y.createDeleteSet()
    one.clients.set(id.client, [{ clock: id.clock, len: 1 }])
    let block: Placed | undefined
    Y.iterateDeletedStructs(transaction, one, (struct) => {
      if (!(struct instanceof Y.Item)) return
      block = parentOf(parentOf(struct))
      struct.delete(transaction)
    })
    // The paragraph that was made for it goes with it, unless somebody has written in it.
    const made = block?._item
    if (!made || made.deleted || !isTextblock(block) || lineOf(block) !== '' || made.id.client !== id.client) return
    const alone = parentOf(made)?._length === 1
    if (block.nodeName === 'paragraph' && !alone && id.clock - made.id.clock < MOST_ITEMS_BEFORE + made.length)
      made.delete(transaction)
  }

  /** What a stranger wrote there that is no record is no record. The same ones for everybody, in the array's order. */
  #all(): RescueRecord[] {
    let letters = 0
    return this.#records.toArray().filter((said): said is RescueRecord => {
      if (!Array.isArray(said) || said.length !== 5) return false
      if (!said.every((number) => Number.isSafeInteger(number) && number >= 0)) return false
      if (letters + said[2] > MOST_LETTERS) return false
      letters += said[2]
      return true
    })
  }
}

/** Records are walked letter by letter, so together they may not claim to be endless. */
const MOST_LETTERS = 500_000

type Copies = ReadonlyMap<number, readonly RescueRecord[]>

function copiesIn(records: readonly RescueRecord[]): Copies {
  return Map.groupBy(records, ([client]) => client)
}

function copyOf(copies: Copies, { client, clock }: Y.ID): Y.ID | undefined {
  const record = copies.get(client)?.find(([, from, length]) => clock >= from && clock < from + length)
  return record && Y.createID(record[3], record[4] + clock - record[1])
}
