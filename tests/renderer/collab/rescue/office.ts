// People who write into one text over a relay of which only the order of its log matters: each sends and hears when the
// story says so. Their editors' bindings are y-tiptap's own; no view, no network.
import { type Attrs, Node } from '@tiptap/pm/model'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { documentFromFragment } from '../../../../document/fragment.ts'
import type { NodeJson } from '../../../../document/json.ts'
import { documentSchema } from '../../../../document/schema.ts'
import { TEXT_FIELD } from '../../../../document/text-field.ts'
import { insertIntoLine, readLine } from '../../../../document/textblock-line.ts'
import { textblocksIn } from '../../../../document/where-it-went.ts'
import { Rescuer } from '../../../../renderer/collab/rescue/rescuer.ts'

const SCHEMA = documentSchema()
const RELAY = 'relay'

export const text = (words: string): NodeJson[] => (words === '' ? [] : [{ type: 'text', text: words }])
export const block = (type: string, words: string, attrs?: Attrs): NodeJson => ({
  type,
  ...(attrs && { attrs }),
  content: text(words),
})
export const p = (words: string): NodeJson => block('paragraph', words)
export const inside = (type: string, ...content: NodeJson[]): NodeJson => ({ type, content })

export class Office {
  readonly log: { readonly update: Uint8Array; readonly from: Writer }[] = []
  readonly writers: Writer[] = []

  /** Everybody begins with the same text. */
  arrive(...content: NodeJson[]): Writer {
    const writer = new Writer(this)
    const first = this.writers[0]
    if (first === undefined) {
      writer.writes(...content)
      writer.sends()
    }
    this.writers.push(writer)
    writer.hears()
    return writer
  }

  /** Everybody sends and hears until nothing is left to say. */
  settles(): void {
    for (let quiet = false; !quiet;) {
      quiet = true
      for (const writer of this.writers) if (writer.sends() + writer.hears() > 0) quiet = false
    }
  }
}

export class Writer {
  readonly doc = new Y.Doc()
  readonly rescuer: Rescuer
  /** What it hears is sent in the moment it is made. */
  synced = true
  readonly #office: Office
  readonly #unsent: Uint8Array[] = []
  #heard = 0

  constructor(office: Office, rescues = true) {
    this.#office = office
    this.rescuer = new Rescuer({
      doc: this.doc,
      text: this.fragment,
      mayWrite: () => rescues,
      synced: () => this.synced,
      owes: () => this.#unsent.length > 0,
      patienceMs: 1_000_000,
    })
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== RELAY) this.#unsent.push(update)
    })
  }

  get fragment(): Y.XmlFragment {
    return this.doc.getXmlFragment(TEXT_FIELD)
  }

  /** Each block's kinds from the outside in, and its words: `paragraph: words`. */
  get page(): string[] {
    const path = (block: Y.XmlElement): string => {
      const parent = block.parent
      return parent instanceof Y.XmlElement ? `${path(parent)}>${block.nodeName}` : block.nodeName
    }
    return textblocksIn(this.fragment).map((one) => `${path(one)}: ${this.#words(one)}`)
  }

  get words(): string {
    return textblocksIn(this.fragment)
      .map((one) => this.#words(one))
      .join('\n')
  }

  get content(): readonly NodeJson[] {
    return documentFromFragment(this.fragment).content ?? []
  }

  sends(most = Infinity): number {
    const sent = this.#unsent.splice(0, most)
    for (const update of sent) this.#office.log.push({ update, from: this })
    return sent.length
  }

  hears(most = Infinity): number {
    let heard = 0
    for (; heard < most && this.#heard < this.#office.log.length; this.#heard++) {
      const { update, from } = this.#office.log[this.#heard]!
      if (from === this) continue
      this.#takesIn(update)
      heard++
    }
    return heard
  }

  /** One update for all of the log: what it lacks of it, or a snapshot that knows nothing of it. */
  hearsAtOnce(of: 'what is missing' | 'everything'): void {
    const whole = new Y.Doc()
    for (const { update } of this.#office.log) Y.applyUpdate(whole, update)
    this.#heard = this.#office.log.length
    this.#takesIn(Y.encodeStateAsUpdate(whole, of === 'everything' ? undefined : Y.encodeStateVector(this.doc)))
  }

  #takesIn(update: Uint8Array): void {
    this.rescuer.receive(update, () => Y.applyUpdate(this.doc, update, RELAY))
  }

  /** The whole text becomes this, as y-tiptap writes it after a command. */
  writes(...content: NodeJson[]): void {
    const node = Node.fromJSON(SCHEMA, { type: 'doc', content })
    const { mapping } = initProseMirrorDoc(this.fragment, SCHEMA)
    this.doc.transact(() => updateYFragment(this.doc, this.fragment, node, { mapping, isOMark: new Map() }))
  }

  /** Where `|` stands in the text of the nth block, or at its end. */
  types(words: string, nth = 0, offset = Infinity, attributes: Attrs = {}): void {
    const one = textblocksIn(this.fragment)[nth]!
    const at = Math.min(offset, this.#words(one).length)
    this.doc.transact(() => insertIntoLine(one, at, [{ text: words, attributes }]))
  }

  /** Takes out one letter, wherever it stands. */
  erases(letter: string): void {
    for (const one of textblocksIn(this.fragment)) {
      for (const child of one.toArray()) {
        const at =
          child instanceof Y.XmlText
            ? child
                .toJSON()
                .replaceAll(/<[^>]*>/g, '')
                .indexOf(letter)
            : -1
        if (at >= 0) return (child as Y.XmlText).delete(at, letter.length)
      }
    }
  }

  #words(one: Y.XmlElement): string {
    return readLine(one)
      .filter(({ deleted }) => !deleted)
      .map(({ text: unit }) => unit)
      .join('')
  }
}
