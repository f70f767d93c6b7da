// What must hold when a simulation has been quiet for a while: everyone sees the same, nothing typed is missing or there
// twice, everything is acknowledged, a fresh start of the relay would say the same, and presence names who is here.
import * as Y from 'yjs'
import type { Person } from './person.ts'
import type { SimulatedStore } from './simulated-store.ts'
import type { Witness } from './witness.ts'
import { type Edit, WORDS, wordsOf } from './words.ts'

/** Everyone sees what was committed. */
export function checkConvergence(people: readonly Person[], { truth }: SimulatedStore, witness: Witness): void {
  for (const [document, { doc }] of truth) {
    const committed = described(doc)
    for (const person of people)
      if (person.address.document === document && described(person.doc) !== committed)
        witness.violated(`${person.name} has not converged on ${document}`)
  }
}

export function checkPeace(people: readonly Person[], store: SimulatedStore, witness: Witness): void {
  checkConvergence(people, store, witness)
  for (const [document, { doc, present }] of store.truth) {
    const here = people.filter(({ address }) => address.document === document)
    const truth = described(doc)
    for (const person of here) {
      checkOwn(person, present, witness)
      checkPresence(person, here, witness)
    }
    const loaded = store.load(here[0]!.address)
    if (described(loaded) !== truth) witness.violated(`R5: a fresh load of ${document} is not what was committed`)
    const words = wordsOf(doc)
    if (new Set(words).size !== words.length) witness.violated(`a word is twice in ${document}`)
  }
}

function checkOwn(person: Person, present: ReadonlySet<string>, witness: Witness): void {
  if (!person.online || !person.synced) witness.violated(`${person.name} is not back and synced`)
  if (person.extended && person.saved !== person.sent)
    witness.violated(`F4: ${person.name} heard that ${person.saved} of ${person.sent} are saved`)
  const erased = new Set<Edit>(person.typed.filter((edit) => edit.startsWith('-')))
  for (const edit of erased)
    if (present.has(edit.slice(1))) witness.violated(`${person.name} erased ${edit.slice(1)}, and it is still there`)
  // Words that somebody else erased are in nobody's list; person.words is compared with the truth elsewhere.
  const mine = new Set(person.words)
  for (const edit of person.typed)
    if (edit.startsWith('+') && mine.has(edit.slice(1)) && !present.has(edit.slice(1)))
      witness.violated(`${person.name} typed ${edit.slice(1)}, and it is lost`)
}

function checkPresence(person: Person, here: readonly Person[], witness: Witness): void {
  const { deceived, seen } = person.presence
  // Whoever was told a lie in an owner's absence (R13) takes nothing of that id any more with an older clock, and its owner
  // may never have heard of the lie: that is how awareness works, and no relay can tell them apart after a restart.
  const told = (states: ReadonlyMap<number, unknown>): string =>
    JSON.stringify([...states].filter(([id]) => !deceived.has(id)).toSorted(([a], [b]) => a - b))
  const expected = new Map(here.map(({ doc, presence }) => [doc.clientID, presence.own]))
  if (told(seen) !== told(expected))
    witness.violated(`R13: ${person.name} sees ${told(seen)} where there are ${told(expected)}`)
}

/** Equal for documents with equal content and history. */
function described(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b)
  const deletes = [...Y.createDeleteSetFromStructStore(doc.store).clients].toSorted(([a], [b]) => a - b)
  return JSON.stringify({
    words: doc.getArray(WORDS).toArray(),
    text: doc.getText('text').toString(),
    clocks,
    deletes,
    pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null,
  })
}
