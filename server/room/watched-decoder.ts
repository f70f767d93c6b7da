// Reads the encoding of Yjs updates (v1) as Yjs does, for update.ts, and keeps watch: it says where it is, so that bytes
// behind the end are noticed, and counts the parts it has read, because two bytes on the wire become a hundred in memory.
import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

/** The update has more parts than `mostParts`. */
export class TooManyParts extends Error {}

/** lib0's marks for values that hold other values. */
const OBJECT = 118
const ARRAY = 117
/** Yjs' mark for a content of JSON texts, which only very old documents have. */
const JSON_CONTENT = 2
const CONTENT_BITS = 0x1f

/** A part is a struct, a text or value in one, a value in a value, or a delete. */
export class WatchedDecoder extends Y.UpdateDecoderV1 {
  /** Yjs makes the decoder and keeps it to itself. */
  static last: WatchedDecoder | undefined
  static mostParts = Infinity
  readonly #clients = new Set<number>()
  #parts = 0
  #textIsJson = false

  constructor(from: decoding.Decoder) {
    super(from)
    WatchedDecoder.last = this
  }

  /** Read so far. */
  get parts(): number {
    return this.#parts
  }

  /** Of an update in which a client comes twice Yjs keeps only what it says last, and no Yjs client writes one. */
  override readClient(): number {
    const client = super.readClient()
    if (this.#clients.has(client)) throw new Error(`client ${client} comes twice`)
    this.#clients.add(client)
    return client
  }

  override readInfo(): number {
    this.#count(1)
    const info = super.readInfo()
    this.#textIsJson = (info & CONTENT_BITS) === JSON_CONTENT
    return info
  }

  override readString(): string {
    const text = super.readString()
    this.#count(this.#textIsJson ? valuesIn(text) : 1)
    return text
  }

  override readJSON(): unknown {
    const text = super.readString()
    this.#count(valuesIn(text))
    return JSON.parse(text)
  }

  /** As lib0 does it, but for the count. */
  override readAny(): unknown {
    this.#count(1)
    const from = this.restDecoder
    const mark = from.arr[from.pos]
    if (mark !== OBJECT && mark !== ARRAY) return decoding.readAny(from)
    from.pos++
    const length = decoding.readVarUint(from)
    if (mark === ARRAY) {
      const list: unknown[] = []
      for (let at = 0; at < length; at++) list.push(this.readAny())
      return list
    }
    const object: Record<string, unknown> = {}
    for (let at = 0; at < length; at++) object[decoding.readVarString(from)] = this.readAny()
    return object
  }

  override readDsClock(): number {
    this.#count(1)
    return super.readDsClock()
  }

  #count(parts: number): void {
    this.#parts += parts
    if (this.#parts > WatchedDecoder.mostParts) throw new TooManyParts()
  }
}

/** At least as many as the values in this JSON text, by the marks before each but the first: it is not parsed for it. */
function valuesIn(json: string): number {
  let values = 1
  for (let at = 0; at < json.length; at++) if (',[{'.includes(json[at]!)) values++
  return values
}
