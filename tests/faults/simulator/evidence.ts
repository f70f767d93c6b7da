// What people in a simulation are told and shown, held against what the disk has at that moment: R1, R2, R4, R13, F6 while the
// world runs. What must hold in the end stands in peace.ts.
import * as Y from 'yjs'
import type { Forged } from './forged.ts'
import type { Person } from './person.ts'
import type { SimulatedStore, Told } from './simulated-store.ts'
import type { Somebody, Witness } from './witness.ts'
import { type Edit, wordsOf } from './words.ts'

export class Evidence implements Witness {
  readonly violated: (what: string) => void
  /** Relays have not heard all that others have said: one that knows nothing of an owner elsewhere believes whoever comes first. */
  relaysMissed = false
  readonly #store: SimulatedStore
  readonly #people: readonly Person[]
  readonly #shown = new Map<string, Set<Edit>>()
  readonly #acknowledged = new Map<string, Set<Edit>>()
  /** Where each word was typed. */
  readonly #ids = new Map<string, Y.ID>()
  readonly #asked = new Map<Somebody, Told>()
  /** How many words each copy was found to have. */
  readonly #headOf = new WeakMap<Y.Doc, number>()

  constructor(store: SimulatedStore, people: readonly Person[], violated: (what: string) => void) {
    this.#store = store
    this.#people = people
    this.violated = violated
  }

  /** How many different edits were called saved, and how many somebody was shown. */
  get counted(): { readonly acknowledged: number; readonly shown: number } {
    const sum = (of: ReadonlyMap<string, ReadonlySet<Edit>>): number =>
      [...of.values()].reduce((total, { size }) => total + size, 0)
    return { acknowledged: sum(this.#acknowledged), shown: sum(this.#shown) }
  }

  typed(word: string, id: Y.ID): void {
    this.#ids.set(word, id)
  }

  acknowledged(person: Somebody, edits: readonly Edit[]): void {
    this.#mustBeOnDisk(person, edits, 'R1: was told that it is saved', this.#acknowledged)
  }

  shown(person: Somebody, edits: readonly Edit[]): void {
    this.#mustBeOnDisk(person, edits, 'R2: was shown', this.#shown)
  }

  asked(person: Somebody): void {
    this.#asked.set(person, this.#store.truthOf(person.address).told)
  }

  synced(person: Somebody): void {
    const asked = this.#asked.get(person)!
    for (const [client, clock] of asked.clocks)
      if (Y.getState(person.doc.store, client) < clock)
        return this.violated(`R4: ${person.name} is told it is synced, and lacks what was saved when it asked`)
    const erased = new Set(this.#store.truthOf(person.address).erased.slice(0, asked.erased))
    const left = wordsOf(person.doc).find((word) => erased.has(word))
    if (left !== undefined) this.violated(`R4: ${person.name} is told it is synced, and has ${left}, which was erased`)
  }

  /** F6: the head follows the data. What a copy was found to have once, it has. */
  heardHead(person: Somebody, seq: number): void {
    const { added, addedBy } = this.#store.truthOf(person.address)
    const checked = this.#headOf.get(person.doc) ?? 0
    const words = addedBy.get(seq) ?? 0
    this.#headOf.set(person.doc, Math.max(checked, words))
    const missing = [...added].slice(checked, words).find((word) => !holds(person.doc, word, this.#ids.get(word)))
    if (missing !== undefined)
      this.violated(`F6: ${person.name} hears that it has all up to ${seq}, and lacks ${missing}`)
  }

  /** Its owner was there before the lie was told, and still is: nobody may have been told it. */
  sawForged(person: Somebody, { client, at }: Forged): void {
    const owner = this.#people.find(({ doc, address }) => doc.clientID === client && address === person.address)
    if (!this.relaysMissed && owner !== undefined && owner.presentSince <= at)
      this.violated(`R13: ${person.name} is told of ${owner.name} what somebody else has said`)
  }

  #mustBeOnDisk(person: Somebody, edits: readonly Edit[], how: string, into: Map<string, Set<Edit>>): void {
    const { doc, added, present } = this.#store.truthOf(person.address)
    const seen = into.get(person.address.document) ?? new Set()
    into.set(person.address.document, seen)
    for (const edit of edits) {
      const word = edit.slice(1)
      if (edit.startsWith('+') ? !added.has(word) && !holds(doc, word, this.#ids.get(word)) : present.has(word))
        this.violated(`${person.name} ${how} ${edit}, which the disk does not have`)
      seen.add(edit)
    }
  }
}

/**
 * Whether the disk holds a word that never showed there: it came in one with its deletion, or waits for something typed
 * before it that is still on its way (its writer has both).
 */
function holds(doc: Y.Doc, word: string, id: Y.ID | undefined): boolean {
  if (id !== undefined && id.clock < Y.getState(doc.store, id.client)) return true
  const { pendingStructs } = doc.store
  if (pendingStructs === null) return false
  return Y.decodeUpdateV2(pendingStructs.update).structs.some(
    (struct) => struct instanceof Y.Item && struct.content.getContent().includes(word),
  )
}
