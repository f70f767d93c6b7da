// Somebody in a simulation: a real Y.Doc on a connection that comes and goes, speaking ligature.v1 as our client does or
// only what a stock y-websocket provider does. Keeps account of what it typed, what the relay called saved, and what it
// was shown.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'
import { readSyncMessage } from 'y-protocols/sync'
import * as Y from 'yjs'
import { meaningOf } from '../../../contracts/close-codes.ts'
import type { Address, Epoch } from '../../../contracts/ids.ts'
import { FRAME, type Frame, readFrame, write } from '../../../contracts/wire.ts'
import type { Connection } from './simulated-network.ts'
import type { SimulatedRelay } from './simulated-relay.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { type Edit, watchWords, WORDS } from './words.ts'

const RENEW_PRESENCE_MS = 15_000
const FORGET_PRESENCE_MS = 30_000

export interface Witness {
  /** A word was put in, as the struct with this id. */
  typed(word: string, id: Y.ID): void
  /** The relay said that these are on disk. */
  acknowledged(person: Person, edits: readonly Edit[]): void
  /** The relay has shown somebody these. */
  shown(person: Person, edits: readonly Edit[]): void
  violated(what: string): void
}

export interface PersonParts {
  readonly name: string
  readonly address: Address
  readonly extended: boolean
  readonly clock: VirtualClock
  readonly relay: SimulatedRelay
  readonly witness: Witness
}

export class Person {
  readonly name: string
  readonly address: Address
  readonly extended: boolean
  readonly #parts: PersonParts
  doc!: Y.Doc
  awareness!: Awareness
  /** What it typed since its copy is this one. */
  typed: Edit[] = []
  sent = 0
  saved = 0
  synced = false
  #connection: Connection | undefined
  #open = false
  #wanted = false
  #reading = true
  #carets = 0
  #words = 0
  /** The n-th update frame carried these. */
  #inFrame: (readonly Edit[])[] = []
  #cursor: { readonly instance: string; readonly epoch: Epoch; seq: number | undefined } | undefined
  #heardAt = new Map<number, number>()
  #copies = 0

  constructor(parts: PersonParts) {
    this.#parts = parts
    this.name = parts.name
    this.address = parts.address
    this.extended = parts.extended
    this.#begin(undefined)
    parts.clock.every(3_000, () => this.#tendPresence())
  }

  get online(): boolean {
    return this.#open
  }

  get words(): readonly string[] {
    return this.doc.getArray<string>(WORDS).toArray()
  }

  type(): void {
    const words = this.doc.getArray<string>(WORDS)
    const text = this.doc.getText('text')
    const word = `${this.name}.${this.#copies}.${this.#words++}`
    const { clock } = this.#parts
    this.#parts.witness.typed(word, Y.createID(this.doc.clientID, Y.getState(this.doc.store, this.doc.clientID)))
    this.doc.transact(() => {
      words.insert(clock.whole(0, words.length), [word])
      text.insert(clock.whole(0, text.length), 'abcdefgh'.slice(0, clock.whole(1, 8)))
    })
  }

  erase(): void {
    const words = this.doc.getArray<string>(WORDS)
    const text = this.doc.getText('text')
    const { clock } = this.#parts
    this.doc.transact(() => {
      if (words.length > 0) words.delete(clock.whole(0, words.length - 1), 1)
      if (text.length > 0) text.delete(clock.whole(0, text.length - 1), 1)
    })
  }

  moveCaret(): void {
    this.awareness.setLocalState({ name: this.name, caret: ++this.#carets })
  }

  goOnline(): void {
    this.#wanted = true
    this.#connect()
  }

  /** Closes its window's connection properly. */
  goOffline(): void {
    this.#wanted = false
    const connection = this.#connection
    this.#lost()
    connection?.hangUp()
  }

  cutOff(): void {
    if (this.#parts.clock.chance(0.6)) this.#connection?.cutInMidst()
    else this.#connection?.cut()
  }

  stopReading(): void {
    this.#reading = false
    this.#connection?.stopReading()
  }

  resumeReading(): void {
    this.#reading = true
    this.#connection?.resumeReading()
  }

  /** Its program is gone without a word, and starts again from what it kept: everything, an old copy, or nothing. */
  crash(kept: 'everything' | 'nothing' | Uint8Array): void {
    this.#connection?.cut()
    this.#lost()
    const typed = kept === 'everything' ? this.typed : []
    this.#begin(kept === 'nothing' ? undefined : kept === 'everything' ? Y.encodeStateAsUpdate(this.doc) : kept)
    this.typed = typed
    this.#connect()
  }

  #begin(copy: Uint8Array | undefined): void {
    const { clock } = this.#parts
    this.#copies++
    this.doc = new Y.Doc()
    // Yjs would roll dice of its own.
    this.doc.clientID = clock.whole(1, 2 ** 31)
    this.doc.gc = true
    if (copy !== undefined) Y.applyUpdate(this.doc, copy, 'copy')
    this.typed = []
    this.#cursor = undefined
    const presence = new Y.Doc()
    presence.clientID = this.doc.clientID
    this.awareness = new Awareness(presence)
    clearInterval((this.awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval)
    this.#heardAt.clear()
    const edited = new WeakMap<Y.Transaction, readonly Edit[]>()
    watchWords(this.doc, (edits, transaction) => edited.set(transaction, edits))
    this.doc.on('update', (update: Uint8Array, origin: unknown, _: unknown, transaction: Y.Transaction) => {
      if (origin === 'copy') return
      const edits = edited.get(transaction) ?? []
      if (origin === this) return this.#parts.witness.shown(this, edits)
      this.typed.push(...edits)
      this.#sendUpdate(write.update(update), edits)
    })
    this.awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      for (const id of [...added, ...updated]) this.#heardAt.set(id, clock.at)
      // As a provider does: whatever changed, it tells, also of others.
      const ids = [...added, ...updated, ...removed]
      if (this.#open) this.#send(write.awareness(encodeAwarenessUpdate(this.awareness, ids)))
    })
    this.awareness.setLocalState({ name: this.name, caret: ++this.#carets })
  }

  #connect(): void {
    if (!this.#wanted || this.#connection !== undefined) return
    const connection = this.#parts.relay.connect(this.address, this.extended, {
      opened: () => {
        if (this.#connection !== connection) return
        this.#open = true
        // Our client waits for `hello`, so that it knows whose cursor it holds.
        if (!this.extended) this.#greet()
      },
      hear: (frame) => {
        if (this.#connection === connection) this.#hear(frame)
      },
      closed: (code) => {
        if (this.#connection === connection) this.#closed(code)
      },
    })
    this.#connection = connection
    if (!this.#reading) connection.stopReading()
  }

  #greet(): void {
    const cursor = this.#cursor
    if (cursor?.seq !== undefined) this.#send(write.cursor(cursor.epoch, cursor.seq))
    this.#send(write.step1(Y.encodeStateVector(this.doc)))
    if (this.extended) this.awareness.setLocalState(this.awareness.getLocalState())
    else if (this.awareness.getLocalState() !== null)
      this.#send(write.awareness(encodeAwarenessUpdate(this.awareness, [this.doc.clientID])))
  }

  #closed(code: number): void {
    if (meaningOf(code).then === 'stop') this.#parts.witness.violated(`${this.name} was closed with ${code}`)
    this.#lost()
    this.#parts.clock.after(this.#parts.clock.between(10, 2_500), () => this.#connect())
  }

  #lost(): void {
    this.#connection = undefined
    this.#open = false
    this.synced = false
    this.sent = 0
    this.saved = 0
    this.#inFrame = []
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.doc.clientID)
    removeAwarenessStates(this.awareness, others, this)
  }

  #hear(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (!this.extended && frame.kind !== 'update' && frame.kind !== 'step1' && frame.kind !== 'awareness')
      return this.#parts.witness.violated(`a stock client was sent ${frame.kind}`)
    switch (frame.kind) {
      case 'hello': {
        const { epoch, relay } = frame.hello
        if (this.#cursor?.instance !== relay.instance)
          this.#cursor = { epoch, instance: relay.instance, seq: undefined }
        return this.#greet()
      }
      case 'head':
        this.#cursor!.seq = frame.seq
        return
      case 'saved':
        return this.#hearSaved(frame.count)
      case 'refused':
        return this.#parts.witness.violated(`frame ${frame.nth} of ${this.name} was refused: ${frame.reason}`)
      case 'awareness':
        return applyAwarenessUpdate(this.awareness, frame.update, this)
      case 'step1':
      case 'update':
        return this.#sync(frame, bytes)
      default:
        return
    }
  }

  /** By y-protocols itself, as every provider does. */
  #sync(frame: Frame, bytes: Uint8Array): void {
    if (frame.kind === 'update' && frame.step2) this.synced = true
    const decoder = decoding.createDecoder(bytes)
    decoding.readVarUint(decoder)
    const answer = encoding.createEncoder()
    encoding.writeVarUint(answer, FRAME.sync)
    readSyncMessage(decoder, answer, this.doc, this, (error) => {
      this.#parts.witness.violated(`${this.name} could not take in what it was sent: ${error.message}`)
    })
    // A step2 carries whatever the relay said it lacks, so when it is saved, everything here is.
    if (encoding.length(answer) > 1) this.#sendUpdate(encoding.toUint8Array(answer), this.#everything())
  }

  #everything(): Edit[] {
    return [...this.words.map((word): Edit => `+${word}`), ...this.typed.filter((edit) => edit.startsWith('-'))]
  }

  #sendUpdate(frame: Uint8Array, edits: readonly Edit[]): void {
    if (!this.#open) return
    this.sent++
    this.#inFrame.push(edits)
    this.#send(frame)
  }

  #hearSaved(count: number): void {
    if (count > this.sent) this.#parts.witness.violated(`${this.name} heard saved ${count} of ${this.sent} frames`)
    if (count < this.saved) this.#parts.witness.violated(`${this.name} heard saved ${count} after ${this.saved}`)
    for (const edits of this.#inFrame.slice(this.saved, count)) this.#parts.witness.acknowledged(this, edits)
    this.saved = count
  }

  #send(frame: Uint8Array): void {
    this.#connection?.call(frame)
  }

  /** What y-protocols does by the machine's clock: says again that it is here, forgets whom it has not heard of for long. */
  #tendPresence(): void {
    const { at } = this.#parts.clock
    const own = this.doc.clientID
    if (at - (this.#heardAt.get(own) ?? 0) >= RENEW_PRESENCE_MS)
      this.awareness.setLocalState(this.awareness.getLocalState())
    const silent = [...this.awareness.getStates().keys()].filter(
      (id) => id !== own && at - (this.#heardAt.get(id) ?? 0) > FORGET_PRESENCE_MS,
    )
    if (silent.length > 0) removeAwarenessStates(this.awareness, silent, 'timeout')
  }
}
