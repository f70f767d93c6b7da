// Puts back what somebody typed into a block while somebody else deleted it, or made something else of it: into the
// block's copy when there is one, else as a paragraph in its place. One per open text; open-document.ts makes it and
// conversation.ts hands it the relay's updates. docs/decisions/0008 says why it is done here.
//
// Who typed it puts it back at once. Everybody else who sees it get lost waits a while, and does it only when it is then
// still lost: its typist may have gone home hours before the one who deleted the block came online.
import * as Y from 'yjs'
import { RESCUE } from '../../../document/origins.ts'
import { insertIntoLine, readLine, type Unit } from '../../../document/textblock-line.ts'
import {
  blocksFilledBy,
  paragraphBehind,
  paragraphIn,
  placeAmong,
  textblocksIn,
  type Place,
} from '../../../document/where-it-went.ts'
import { beyond, lostText, type LostRun, type LostText } from './lost-text.ts'
import { Records } from './records.ts'
import { TakenBack } from './taken-back.ts'

/** The origin of what is put back for others, and of tidying up. Undo leaves it alone. */
const RESCUE_FOR_OTHERS = 'rescue of what others typed'

export interface RescuerOptions {
  readonly doc: Y.Doc
  readonly text: Y.XmlFragment
  readonly mayWrite: () => boolean
  /** Whether everything the relay had has been heard. Before that, history is replayed. */
  readonly synced: () => boolean
  /** Whether the relay has not acknowledged everything typed or deleted here. */
  readonly owes: () => boolean
  readonly patienceMs?: number
}

/** For how long one waits for the typist; up to twice that, so that not all begin at once. */
const PATIENCE_MS = 6_000

/** Somebody else's, lost and not yet put back. */
interface Waiting {
  readonly text: LostText
  readonly due: number
}

export class Rescuer {
  readonly #options: RescuerOptions
  readonly #records: Records
  readonly #takenBack: TakenBack
  readonly #end: () => void
  /** What this person typed in earlier sessions and the relay has not: client → from which clock on. */
  readonly #owed = new Map<number, number>()
  /** What was here when this session with the relay began. */
  #hadBefore = new Map<number, number>()
  #incoming: { readonly update: Uint8Array; readonly exact: boolean } | null = null
  /** This person's, lost in the update that is being applied. */
  #mine: { readonly text: LostText; readonly filled: readonly Y.XmlElement[] }[] = []
  /** Letters of copies that their originals' typist has taken out. */
  #takenInCopies: Y.ID[] = []
  #waiting: Waiting[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: RescuerOptions) {
    this.#options = options
    const { doc } = options
    this.#records = new Records(doc)
    this.#takenBack = new TakenBack(doc)
    let local = false
    const look = (transaction: Y.Transaction): void => {
      local = transaction.local
      if (local) this.#takenBack.note(transaction)
      else if (this.#incoming !== null) this.#look(transaction, this.#incoming)
    }
    doc.on('afterTransaction', look)
    // More text may arrive in a block deleted here that the relay has not heard of, or in one where some was lost, and
    // what stood around it is needed then. Yjs asks this right after it has called `look`.
    const { gcFilter } = doc
    doc.gcFilter = () => !local && this.#waiting.length === 0 && !options.owes()
    const unobserve = this.#records.onArrival(() => this.#settle())
    this.#end = () => {
      doc.off('afterTransaction', look)
      doc.gcFilter = gcFilter
      unobserve()
    }
  }

  /** A session begins, with a relay that holds this much: all else is this person's, whenever it was typed. */
  relayHas(stateVector: Uint8Array): void {
    const relay = Y.decodeStateVector(stateVector)
    this.#hadBefore = Y.decodeStateVector(Y.encodeStateVector(this.#options.doc))
    for (const [client, clock] of this.#hadBefore) {
      const held = relay.get(client) ?? 0
      if (held < clock) this.#owed.set(client, Math.min(held, this.#owed.get(client) ?? held))
    }
    this.#settle() // Those who put the same back may all have gone before they heard of each other.
  }

  /** Delivers an update of the relay's to the Y.Doc. Only its bytes say what its author meant to delete. */
  receive(update: Uint8Array, deliver: () => void): void {
    // Deletions that waited for their text are not in the bytes that bring the text.
    this.#incoming = { update, exact: this.#options.doc.store.pendingDs === null }
    try {
      deliver()
    } finally {
      this.#incoming = null
      // Not from within Yjs' observers: y-tiptap 3.0.9 takes the caret's place from before the first of several
      // transactions that follow upon each other, fails to find it in the page of the second, and shows nothing of it.
      for (const { text, filled } of this.#mine.splice(0)) this.#putBack(text, filled, RESCUE)
      this.#takeOut(this.#takenInCopies.splice(0))
    }
  }

  /** Waits for nobody any longer. */
  rescueNow(): void {
    this.#rescueWaiting(Infinity)
  }

  /** Perhaps nobody else comes who could wait for the typist: what is lost by now is put back. */
  close(): void {
    clearTimeout(this.#timer)
    this.rescueNow()
    this.#end()
  }

  #look(transaction: Y.Transaction, { update, exact }: { readonly update: Uint8Array; readonly exact: boolean }): void {
    const { deleteSet, beforeState } = transaction
    // Nearly every letter of others ends here, and so does a newcomer's first look at a document.
    const deletes = deleteSet.clients.size > 0 && beforeState.size > 0
    if (!deletes && this.#waiting.length === 0) return
    const { structs, ds } = Y.decodeUpdate(update)
    const meant = Y.mergeDeleteSets([ds])
    this.#forgetDeleted(meant)
    // What a session begins with, and the snapshot that one hears which has fallen behind, tell of many moments.
    const isOfOneMoment =
      exact && this.#options.synced() && structs.every(({ id }) => id.clock >= (beforeState.get(id.client) ?? 0))
    if (isOfOneMoment && this.#options.mayWrite())
      this.#takenInCopies.push(...this.#takenBack.inCopies(transaction, meant))
    const lost = beyond(deleteSet, meant)
    if (lost.clients.size === 0 || !this.#options.mayWrite()) return
    for (const text of lostText(transaction, lost, meant)) {
      const mine = part(text, (id) => this.#isMine(id))
      if (mine !== null) this.#mine.push({ text: mine, filled: blocksFilledBy(transaction) })
      const others = part(text, (id) => !this.#isMine(id))
      if (others !== null && exact && this.#mayBeNews(others)) this.#wait(others)
    }
  }

  #isMine({ client, clock }: Y.ID): boolean {
    return client === this.#options.doc.clientID || clock >= (this.#owed.get(client) ?? Infinity)
  }

  /** Not when a newcomer is told how the document came to be. */
  #mayBeNews({ block }: LostText): boolean {
    return this.#options.synced() || block.clock < (this.#hadBefore.get(block.client) ?? 0)
  }

  #wait(text: LostText): void {
    const { patienceMs = PATIENCE_MS } = this.#options
    this.#waiting.push({ text, due: performance.now() + patienceMs * (1 + Math.random()) })
    this.#timer ??= setTimeout(() => this.#whenDue(), patienceMs)
  }

  #whenDue(): void {
    const { patienceMs = PATIENCE_MS } = this.#options
    this.#rescueWaiting(performance.now())
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => this.#whenDue(), patienceMs / 4) : undefined
  }

  #rescueWaiting(upTo: number): void {
    const due = this.#waiting.filter((waiting) => waiting.due <= upTo)
    this.#waiting = this.#waiting.filter((waiting) => waiting.due > upTo)
    if (this.#options.mayWrite()) for (const { text } of due) this.#putBack(text, [], RESCUE_FOR_OTHERS)
  }

  /** What arrived in a deleted block, and is then deleted by somebody who saw it, is not lost. */
  #forgetDeleted(meant: Y.Transaction['deleteSet']): void {
    if (this.#waiting.length === 0) return
    this.#waiting = this.#waiting.flatMap(({ text, due }) => {
      const left = part(text, (id) => !Y.isDeleted(meant, id))
      return left === null ? [] : [{ text: left, due }]
    })
  }

  #settle(): void {
    if (this.#options.mayWrite()) this.#records.settle(RESCUE_FOR_OTHERS)
  }

  #putBack(text: LostText, filled: readonly Y.XmlElement[], origin: string): void {
    const done = this.#records.has()
    const missing = part(text, (id) => !done(id))
    if (missing === null) return
    this.#options.doc.transact(() => {
      const homeless: LostRun[] = []
      const placed: { readonly run: LostRun; readonly place: Place }[] = []
      for (const run of missing.runs) {
        const place = this.#placeOf(run, missing, filled)
        if (place === null) homeless.push(run)
        else placed.push({ run, place })
      }
      // From the last on, so that the places of those before stay right.
      for (const { run, place } of placed.toReversed().toSorted((a, b) => b.place.offset - a.place.offset))
        this.#insert(place, run.units)
      if (homeless.length > 0)
        this.#insert(
          this.#paragraphFor(missing, filled),
          homeless.flatMap(({ units }) => units),
        )
    }, origin)
  }

  #takeOut(letters: readonly Y.ID[]): void {
    if (letters.length === 0) return
    const doomed = Y.createDeleteSet()
    for (const [client, ids] of Map.groupBy(letters, (id) => id.client))
      doomed.clients.set(
        client,
        ids.map(({ clock }) => ({ clock, len: 1 })),
      )
    this.#options.doc.transact((transaction) => {
      Y.iterateDeletedStructs(transaction, doomed, (struct) => {
        if (struct instanceof Y.Item) struct.delete(transaction)
      })
    }, RESCUE)
  }

  #placeOf(run: LostRun, { deletedNow, still }: LostText, filled: readonly Y.XmlElement[]): Place | null {
    const near = still === null ? filled : [...filled, still]
    if (deletedNow)
      for (const around of run.around) {
        const place = placeAmong(near, around)
        if (place !== null) return place
      }
    const everywhere = run.around.length > 0 ? textblocksIn(this.#options.text) : []
    for (const around of run.around) {
      const place = placeAmong(everywhere, around, true)
      if (place !== null) return place
    }
    return still === null ? null : { block: still, offset: readLine(still).filter(({ deleted }) => !deleted).length }
  }

  #paragraphFor({ behind, at }: LostText, filled: readonly Y.XmlElement[]): Place {
    const { doc, text } = this.#options
    for (const around of behind) {
      const before = placeAmong(filled, around)
      const block = before && paragraphBehind(before.block)
      if (block !== null) return { block, offset: 0 }
    }
    const absolute = Y.createAbsolutePositionFromRelativePosition(at, doc)
    const known = absolute?.type instanceof Y.XmlFragment && absolute.type._item?.deleted !== true
    const block = known ? paragraphIn(absolute.type as Y.XmlFragment, absolute.index) : paragraphIn(text, text.length)
    return { block, offset: 0 }
  }

  #insert({ block, offset }: Place, units: readonly Unit[]): void {
    const living = (): Unit[] => readLine(block).filter(({ deleted }) => !deleted)
    const before = living().length
    insertIntoLine(block, offset, units)
    const after = living()
    const copies = after.slice(offset, offset + after.length - before)
    // A break may have found no place there, or have become a line feed; letters always correspond to letters.
    if (copies.length === units.length) this.#records.add(units, copies)
    else this.#records.add(units.filter(isLetter), copies.filter(isLetter))
  }
}

const isLetter = ({ thing }: Unit): boolean => thing === undefined

/** The same without the letters that do not belong to it; null when nothing is left. */
function part(text: LostText, belongs: (id: Y.ID) => boolean): LostText | null {
  const runs = text.runs
    .map((run) => ({ ...run, units: run.units.filter(({ id }) => belongs(id)) }))
    .filter(({ units }) => units.length > 0)
  return runs.length > 0 ? { ...text, runs } : null
}
