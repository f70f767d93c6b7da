// Folds one document: applies snapshot and log to a real Y.Doc and answers what somebody lacks, a new snapshot that was
// checked (R5), or a copy without a past (E2). Finds the rows that decode and yet throw when they are integrated. Runs in the fold worker, where
// the only Y.Doc of the relay lives (R3); simulations call it inline.
import * as Y from 'yjs'
import { integrateWaiting } from '../../document/waiting-structs.ts'
import { messageOf } from '../errors.ts'
import { DocumentIndex } from '../room/document-index.ts'
import type { Range } from '../room/ranges.ts'
import { cut, type ReadUpdate, readUpdate } from '../room/update.ts'
import { copied } from './copied.ts'
import { rendered } from './rendered.ts'

/** A stored update. The snapshot is row 0. */
export interface FoldRow {
  readonly seq: number
  readonly update: Uint8Array
}

export interface BadRow {
  readonly seq: number
  readonly reason: string
}

/** After so many bad rows the fold gives up; they are set aside, and the next fold finds the next ones. */
const MOST_BAD_ROWS = 20

export interface FoldedSnapshot {
  readonly update: Uint8Array
  /** What it holds, as DocumentIndex encodes it; undefined when something waits. */
  readonly index: Uint8Array | undefined
}

export class Fold {
  readonly bad: BadRow[] = []
  #rows: FoldRow[] = []
  /** Rows that may still hang on something that has not come: integrated later, by whichever row brings it. */
  #waiting: FoldRow[] = []
  #doc = new Y.Doc()
  /** What the rows say they hold. The result is checked against it. */
  #index = new DocumentIndex()
  #hopeless: string | undefined

  add(rows: readonly FoldRow[]): void {
    for (const row of rows) {
      if (this.#hopeless !== undefined) return
      const failure = this.#take(row)
      if (failure === undefined) this.#rows.push(row)
      else this.#leaveOutWhatFails(row, failure)
    }
  }

  /** Everything that somebody with this state vector lacks. */
  diff(stateVector: Uint8Array): Uint8Array {
    this.#finish()
    leaveOutDisputed(this.#doc)
    return Y.encodeStateAsUpdate(this.#doc, stateVector)
  }

  /** The document as one update, after a fresh load of it has shown that nothing is missing (R5). */
  snapshot(): FoldedSnapshot {
    this.#finish()
    leaveOutDisputed(this.#doc)
    const update = Y.encodeStateAsUpdate(this.#doc)
    const read = readUpdate(update)
    if (read === undefined) throw new Error('the folded snapshot does not decode')
    const held = new DocumentIndex()
    held.add(read.claims)
    if (!held.includes(this.#index)) throw new Error('the folded snapshot holds less than the log')
    const fresh = new Y.Doc()
    Y.applyUpdate(fresh, update)
    for (const name of this.#doc.share.keys())
      if (rendered(this.#doc, name) !== rendered(fresh, name))
        throw new Error(`the folded snapshot renders "${name}" differently`)
    return { update, index: held.encode() }
  }

  /** What `look` reads of the document, once all rows are in. */
  read<Result>(look: (doc: Y.Doc) => Result): Result {
    this.#finish()
    return look(this.#doc)
  }

  /** What the document shows, as one update that has no past (E2); and what that holds. */
  copy(): FoldedSnapshot {
    this.#finish()
    const update = copied(this.#doc)
    const read = readUpdate(update)
    if (read === undefined) throw new Error('the copy does not decode')
    const held = new DocumentIndex()
    held.add(read.claims)
    return { update, index: held.encode() }
  }

  /** Once all rows are in. What Yjs had not come to may fail as well. */
  #finish(): void {
    for (;;) {
      if (this.#hopeless !== undefined) throw new Error(this.#hopeless)
      const failure = attempt(() => integrateWaiting(this.#doc))
      if (failure === undefined) return
      // Not whole with the first so many of those that wait, the last of which brings what another waits for.
      const settled = this.#settled()
      const broken = firstBroken(this.#waiting.length, (count) => [...settled, ...this.#waiting.slice(0, count)])
      const culprit = this.#culprit(this.#waiting[broken - 1]!, this.#waiting.slice(0, broken - 1))
      this.#leaveOut(culprit, this.#rows, failure)
    }
  }

  /** Integrates a row; answers why that is impossible. */
  #take(row: FoldRow): string | undefined {
    const read = readUpdate(row.update)
    if (read === undefined) return 'it does not decode'
    const failure = attempt(() => Y.applyUpdate(this.#doc, row.update))
    if (failure !== undefined) return failure
    this.#index.add(read.claims)
    if (this.#doc.store.pendingStructs === null) this.#waiting = []
    else if (waits(this.#doc, read)) this.#waiting.push(row)
    return undefined
  }

  /**
   * Yjs has stopped in the middle of `row`, and the document is not to be trusted any more. The row to leave out is this
   * one, or an earlier one that waited for it and only now was looked at. Everything else is integrated anew.
   */
  #leaveOutWhatFails(row: FoldRow, failure: string): void {
    this.#leaveOut(this.#culprit(row, this.#waiting), [...this.#rows, row], failure)
  }

  #leaveOut(culprit: FoldRow, rows: readonly FoldRow[], failure: string): void {
    if (culprit.seq === 0) {
      this.#hopeless = `the snapshot cannot be integrated: ${failure}`
      return
    }
    this.bad.push({ seq: culprit.seq, reason: failure })
    if (this.bad.length === MOST_BAD_ROWS) {
      this.#hopeless = `${MOST_BAD_ROWS} stored updates cannot be integrated, and perhaps more`
      return
    }
    this.#rows = []
    this.#waiting = []
    this.#doc = new Y.Doc()
    this.#index = new DocumentIndex()
    this.add(rows.filter((each) => each !== culprit))
  }

  #settled(): FoldRow[] {
    return this.#rows.filter((each) => !this.#waiting.includes(each))
  }

  /** Of this row and those that have waited for what it brings. */
  #culprit(row: FoldRow, waiting: readonly FoldRow[]): FoldRow {
    const settled = this.#settled()
    if (waiting.length === 0 || !integrates([...settled, row])) return row
    // Alone it is whole.
    if (integrates([...settled, row, ...waiting])) return row
    return waiting[firstBroken(waiting.length, (count) => [...settled, row, ...waiting.slice(0, count)]) - 1]!
  }
}

/** By bisection: the least `count`, of those up to `broken`, with which the rows cannot be integrated. */
function firstBroken(broken: number, rows: (count: number) => readonly FoldRow[]): number {
  let whole = 0
  while (broken - whole > 1) {
    const middle = (whole + broken) >>> 1
    if (integrates(rows(middle))) whole = middle
    else broken = middle
  }
  return broken
}

/**
 * A struct waits, and the clock it begins with has come all the same: from somebody for whom nothing was missing. Yjs would
 * write what is behind that clock as if it hung on nothing but the clock, and it would show in every copy from then on, in
 * the place of what the owner of the clocks writes next.
 */
function leaveOutDisputed({ store }: Y.Doc): void {
  const { pendingStructs } = store
  if (pendingStructs === null) return
  const { structs } = Y.decodeUpdateV2(pendingStructs.update)
  const waiting = structs.filter(({ id }) => id.clock >= Y.getState(store, id.client))
  if (waiting.length === structs.length) return
  const clocks = new Map<number, Range[]>()
  for (const { id, length } of waiting) {
    const ofClient = clocks.get(id.client) ?? []
    clocks.set(id.client, ofClient)
    ofClient.push([id.clock, id.clock + length])
  }
  const update = Y.convertUpdateFormatV1ToV2(cut(waiting, clocks, new Map()))
  store.pendingStructs = clocks.size === 0 ? null : { ...pendingStructs, update }
}

function integrates(rows: readonly FoldRow[]): boolean {
  const doc = new Y.Doc()
  const all = (): void => {
    for (const { update } of rows) Y.applyUpdate(doc, update)
    integrateWaiting(doc)
  }
  return attempt(all) === undefined
}

/** Why it failed. */
function attempt(integration: () => void): string | undefined {
  try {
    integration()
    return undefined
  } catch (error) {
    // The caller leaves the row out, and says so.
    return messageOf(error)
  }
}

/** Whether some of the update's structs have not been integrated yet. */
function waits(doc: Y.Doc, { claims }: ReadUpdate): boolean {
  for (const [client, ranges] of claims.structs)
    if ((ranges.at(-1)?.[1] ?? 0) > Y.getState(doc.store, client)) return true
  return false
}
