// How many have each document open, on all instances: each says how many are connected to it (R8: those of one that is lost are
// gone with it). Made by sync.ts, which knows who is here; heard of by event streams.
import type { DocumentId } from '../../contracts/ids.ts'
import type { Bus, CountNews } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'

export interface CountsParts {
  readonly bus: Pick<Bus, 'announce'>
  readonly clock: Clock
}

/** The first change after quiet is told at once, and what comes within this after it together. */
const TELL_EVERY_MS = 100
/** In one record. */
const MOST_AT_ONCE = 500

type CountOf = Map<DocumentId, number>

export class Counts {
  readonly #parts: CountsParts
  readonly #listeners: ((documents: ReadonlySet<DocumentId>) => void)[] = []
  readonly #own: CountOf = new Map()
  readonly #elsewhere = new Map<string, CountOf>()
  readonly #totals: CountOf = new Map()
  /** Of the own, those that the others have not been told of; and of all, those that listeners have not. */
  readonly #unsaid = new Set<DocumentId>()
  #news = new Set<DocumentId>()
  #saysAll = false
  #asks = false
  #callOffTelling: (() => void) | undefined

  constructor(parts: CountsParts) {
    this.#parts = parts
  }

  /** `changed` is told which have changed, for as long as there are counts. */
  follow(changed: (documents: ReadonlySet<DocumentId>) => void): void {
    this.#listeners.push(changed)
  }

  of(document: DocumentId): number {
    return this.#totals.get(document) ?? 0
  }

  /** Those in which somebody is. It may change while it is gone through: who comes meanwhile may be named or not. */
  documents(): Iterator<DocumentId> {
    return this.#totals.keys()
  }

  /** So many are connected to this instance. */
  note(document: DocumentId, count: number): void {
    if (!this.#set(this.#own, document, count)) return
    this.#unsaid.add(document)
    this.#tellSoon()
  }

  /** What another instance says. */
  hear(instance: string, { asks, all, counts }: CountNews): void {
    if (all) this.#forget(instance)
    const theirs = this.#elsewhere.get(instance) ?? new Map<DocumentId, number>()
    this.#elsewhere.set(instance, theirs)
    for (const [document, count] of counts) this.#set(theirs, document, count)
    if (asks) this.#saysAll = true
    this.#tellSoon()
  }

  /** An instance is no more, or is not heard of. */
  lost(instance: string): void {
    this.#forget(instance)
    this.#tellSoon()
  }

  /** Something of what others said may have been missed, or they may have missed something. */
  ask(): void {
    this.#saysAll = true
    this.#asks = true
    this.#tellSoon()
  }

  close(): void {
    this.#callOffTelling?.()
  }

  #forget(instance: string): void {
    const theirs = this.#elsewhere.get(instance)
    if (theirs !== undefined) for (const document of [...theirs.keys()]) this.#set(theirs, document, 0)
    this.#elsewhere.delete(instance)
  }

  /** False when it was that already. */
  #set(counts: CountOf, document: DocumentId, count: number): boolean {
    const before = counts.get(document) ?? 0
    if (count === before) return false
    put(counts, document, count)
    put(this.#totals, document, this.of(document) + count - before)
    this.#news.add(document)
    return true
  }

  #tellSoon(): void {
    if (this.#callOffTelling !== undefined) return
    if (this.#news.size === 0 && this.#unsaid.size === 0 && !this.#saysAll) return
    const news = this.#news
    this.#news = new Set()
    this.#say()
    if (news.size > 0) for (const changed of this.#listeners) changed(news)
    this.#callOffTelling = this.#parts.clock.after(TELL_EVERY_MS, () => {
      this.#callOffTelling = undefined
      this.#tellSoon()
    })
  }

  #say(): void {
    let [all, asks] = [this.#saysAll, this.#asks]
    const said = [...(all ? this.#own.keys() : this.#unsaid)]
    this.#saysAll = this.#asks = false
    this.#unsaid.clear()
    for (let from = 0; from < said.length || all; from += MOST_AT_ONCE) {
      const counts = said
        .slice(from, from + MOST_AT_ONCE)
        .map((document) => [document, this.#own.get(document) ?? 0] as const)
      this.#parts.bus.announce({ kind: 'counts', asks, all, counts })
      all = asks = false
    }
  }
}

function put(counts: CountOf, document: DocumentId, count: number): void {
  if (count === 0) counts.delete(document)
  else counts.set(document, count)
}
