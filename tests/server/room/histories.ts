// Random histories of a shared document for property tests: a few clients that insert, delete and hear of each other now
// and then. What they sent is the sequence of updates; the documents they end with are the oracle. Flat ones know plain
// text and a map; rich ones also formats, embeds, subdocuments, and types in types, as an editor makes them.
import fc from 'fast-check'
import * as Y from 'yjs'

const CLIENTS = 3

/** How many histories a property is tried with: so many in the suite, HISTORIES=5 five times as many. */
export const times = (runs: number): number => runs * Number(process.env['HISTORIES'] ?? 1)

const FLAT = ['insert', 'insert', 'insert', 'delete', 'map', 'undo', 'hear'] as const
const RICH = [...FLAT, 'format', 'embed', 'subdocument', 'paragraph', 'letters', 'attribute', 'erase', 'nest'] as const

interface Step {
  readonly kind: (typeof RICH)[number]
  readonly client: number
  readonly at: number
  readonly size: number
}

const stepOf = (kinds: readonly Step['kind'][]): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
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
const historyOf = (kinds: readonly Step['kind'][]): fc.Arbitrary<History> =>
  // Of its own accord fast-check makes no more than some ten.
  fc.array(stepOf(kinds), { minLength: 1, maxLength: 60, size: 'max' }).map(play)
export const history = historyOf(FLAT)
export const richHistory = historyOf(RICH)

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
  const undo = docs.map(
    (doc) => new Y.UndoManager([doc.getText('text'), doc.getXmlFragment('default')], { captureTimeout: 0 }),
  )
  for (const { kind, client, at, size } of steps) {
    const doc = docs[client]!
    const text = doc.getText('text')
    if (kind === 'insert') text.insert(at % (text.length + 1), 'abcdef'.slice(0, size))
    else if (kind === 'delete' && text.length > 0)
      text.delete(at % text.length, Math.min(size, text.length - (at % text.length)))
    else if (kind === 'map') doc.getMap('map').set(`k${at % 3}`, size)
    else if (kind === 'undo') undo[client]!.undo()
    else if (kind === 'hear') Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[at % CLIENTS]!), 'heard')
    else enrich(doc, kind, at, size)
  }
  const whole = new Y.Doc()
  for (const doc of docs) Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  // A document printed whole is thousands of lines; the updates are what it takes to play it again.
  return { updates, whole, [fc.toStringMethod]: () => fc.stringify(updates) }
}

function enrich(doc: Y.Doc, kind: Step['kind'], at: number, size: number): void {
  const text = doc.getText('text')
  const fragment = doc.getXmlFragment('default')
  const map = doc.getMap('map')
  const block = fragment.length === 0 ? undefined : fragment.get(at % fragment.length)
  const within = block instanceof Y.XmlElement ? block.get(0) : undefined
  if (kind === 'format' && text.length > 0)
    text.format(at % text.length, Math.min(size, text.length - (at % text.length)), {
      bold: size % 2 === 0 ? true : null,
    })
  else if (kind === 'embed') text.insertEmbed(at % (text.length + 1), { image: size })
  else if (kind === 'subdocument') map.set(`k${at % 3}`, new Y.Doc({ guid: `guid-${at}`, meta: { size } }))
  else if (kind === 'paragraph') {
    const paragraph = new Y.XmlElement('paragraph')
    // Letters of one UTF-16 unit: of one that is cut in two, which no editor does, Yjs makes other letters here than there.
    paragraph.insert(0, [new Y.XmlText('aßの'.slice(0, size))])
    fragment.insert(at % (fragment.length + 1), [paragraph])
  } else if (kind === 'letters' && within instanceof Y.XmlText)
    within.insert(at % (within.length + 1), 'xyz'.slice(0, size))
  else if (kind === 'attribute' && block instanceof Y.XmlElement) block.setAttribute('level', `${size}`)
  else if (kind === 'erase' && fragment.length > 0) fragment.delete(at % fragment.length, 1)
  else if (kind === 'nest') {
    const inner = map.get('list')
    if (inner instanceof Y.Array) inner.insert(at % (inner.length + 1), [size, new Y.Map([['size', size]])])
    else map.set('list', Y.Array.from([at]))
  }
}

/**
 * What Y.Doc can take in of these updates. It forgets some of what its pending structs wait for (of one client all but one
 * clock) and looks at them too late: so they are applied until nothing more comes of it.
 */
export function takenIn(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (let before = -1, now = 0; now > before;) {
    before = now
    for (const update of updates) Y.applyUpdate(doc, update)
    now = [...doc.store.clients.keys()].reduce((sum, client) => sum + Y.getState(doc.store, client), 0)
  }
  return doc
}

/** Equal for documents with equal content and equal history. */
export function fingerprint(doc: Y.Doc): string {
  const deletes = [...Y.createDeleteSetFromStructStore(doc.store).clients].toSorted(([a], [b]) => a - b)
  const clocks = [...doc.store.clients.keys()]
    .toSorted((a, b) => a - b)
    .map((client) => [client, Y.getState(doc.store, client)])
  return JSON.stringify({
    ...shown(doc),
    clocks,
    deletes,
  })
}

/** What can be seen of a document. A subdocument is its id. */
export function shown(doc: Y.Doc): object {
  const plain = (value: unknown): unknown =>
    value instanceof Y.Doc ? value.guid : value instanceof Y.AbstractType ? (value.toJSON() as unknown) : value
  return {
    text: (doc.getText('text').toDelta() as { insert: unknown }[]).map((part) => ({
      ...part,
      insert: plain(part.insert),
    })),
    map: [...doc.getMap('map').entries()].map(([key, value]) => [key, plain(value)] as const).toSorted(),
    blocks: doc.getXmlFragment('default').toJSON(),
  }
}
