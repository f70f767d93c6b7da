// Random histories of a shared document for property tests: a few clients that insert, delete and hear of each other now
// and then. What they sent is the sequence of updates; the documents they end with are the oracle.
import fc from 'fast-check'
import * as Y from 'yjs'

const CLIENTS = 3

interface Step {
  readonly kind: 'insert' | 'delete' | 'map' | 'undo' | 'hear'
  readonly client: number
  readonly at: number
  readonly size: number
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'insert', 'delete', 'map', 'undo', 'hear'),
  client: fc.nat(CLIENTS - 1),
  at: fc.nat(1_000),
  size: fc.integer({ min: 1, max: 6 }),
})

export interface History {
  /** In the order they were made: each depends only on earlier ones. */
  readonly updates: readonly Uint8Array[]
  /** Everything, merged by Yjs itself. */
  readonly whole: Y.Doc
  /** For a property that fails. */
  readonly [fc.toStringMethod]: () => string
}

/** Every run plays the steps anew, so that shrinking finds short ones. */
export const history: fc.Arbitrary<History> = fc.array(step, { minLength: 1, maxLength: 60 }).map(play)

function play(steps: readonly Step[]): History {
  const updates: Uint8Array[] = []
  const docs = Array.from({ length: CLIENTS }, (_, at) => {
    const doc = new Y.Doc()
    doc.clientID = 1_000 + at
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'heard') updates.push(update)
    })
    return doc
  })
  const undo = docs.map((doc) => new Y.UndoManager(doc.getText('text'), { captureTimeout: 0 }))
  for (const { kind, client, at, size } of steps) {
    const doc = docs[client]!
    const text = doc.getText('text')
    if (kind === 'insert') text.insert(at % (text.length + 1), 'abcdef'.slice(0, size))
    else if (kind === 'delete' && text.length > 0)
      text.delete(at % text.length, Math.min(size, text.length - (at % text.length)))
    else if (kind === 'map') doc.getMap('map').set(`k${at % 3}`, size)
    else if (kind === 'undo') undo[client]!.undo()
    else if (kind === 'hear') Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[at % CLIENTS]!), 'heard')
  }
  const whole = new Y.Doc()
  for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  // A document printed whole is thousands of lines; the updates are what it takes to play it again.
  return Object.assign({ updates, whole }, { [fc.toStringMethod]: () => fc.stringify(updates) })
}

/** Equal for documents with equal content and equal history. */
export function fingerprint(doc: Y.Doc): string {
  const deletes = [...Y.createDeleteSetFromStructStore(doc.store).clients].toSorted(([a], [b]) => a - b)
  const clocks = [...doc.store.clients.keys()]
    .toSorted((a, b) => a - b)
    .map((client) => [client, Y.getState(doc.store, client)])
  return JSON.stringify({
    text: doc.getText('text').toString(),
    map: Object.entries(doc.getMap('map').toJSON()).toSorted(),
    clocks,
    deletes,
  })
}
