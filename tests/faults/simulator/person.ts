// Somebody in a simulation: a real Y.Doc on a connection that comes and goes, speaking ligature.v1 as our client does or
// only what a stock y-websocket provider does. Keeps account of what it typed, what the relay called saved, and what it
// was shown.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readSyncMessage } from 'y-protocols/sync'
import * as Y from 'yjs'
import { meaningOf } from '../../../contracts/close-codes.ts'
import type { Address, Epoch } from '../../../contracts/ids.ts'
import { FRAME, type Frame, readFrame, type Refusal, write } from '../../../contracts/wire.ts'
import { integrateWaiting } from '../../../document/waiting-structs.ts'
import { Account } from './account.ts'
import { Line, type LineMood, SOUND } from './line.ts'
import { PresenceOfPerson } from './presence-of-person.ts'
import type { Connection } from './simulated-network.ts'
import type { Doors } from './simulated-relay.ts'
import type { VirtualClock } from './virtual-clock.ts'
import type { Witness } from './witness.ts'
import { type Edit, putIn, takeOut, watchWords, wordsOf } from './words.ts'

const TEND_PRESENCE_MS = 3_000

export interface PersonParts {
  readonly name: string
  readonly address: Address
  readonly extended: boolean
  readonly clock: VirtualClock
  readonly relay: Doors
  readonly witness: Witness
}

/** A document that was full is opened again after this. */
const REOPENS_AFTER_MS = 10_000

export class Person {
  readonly name: string
  readonly address: Address
  readonly extended: boolean
  readonly #parts: PersonParts
  doc!: Y.Doc
  presence!: PresenceOfPerson
  /** What it typed since its copy is this one. */
  typed: Edit[] = []
  /** How what it sends is treated on its way. */
  lineMood: LineMood = SOUND
  synced = false
  #connection: Connection | undefined
  #line: Line | undefined
  #account: Account | undefined
  #open = false
  #wanted = false
  #reading = true
  #words = 0
  #cursor: { readonly instance: string; readonly epoch: Epoch; seq: number | undefined } | undefined
  #copies = 0
  #client = 0

  constructor(parts: PersonParts) {
    this.#parts = parts
    this.name = parts.name
    this.address = parts.address
    this.extended = parts.extended
    this.#begin(undefined)
    parts.clock.every(TEND_PRESENCE_MS, () => this.presence.tend())
  }

  get online(): boolean {
    return this.#open
  }

  /** Update frames of this connection, and how many of them are called saved. */
  get sent(): number {
    return this.#account?.sent ?? 0
  }

  get saved(): number {
    return this.#account?.saved ?? 0
  }

  /** Since when the relay holds its presence to be this connection's, which has been whole all the time. */
  get presentSince(): number {
    return this.#connection?.whole === true ? this.presence.since : Infinity
  }

  get words(): readonly string[] {
    return wordsOf(this.doc)
  }

  type(): void {
    const word = `${this.name}.${this.#copies}.${this.#words++}`
    const { clock, witness } = this.#parts
    witness.typed(word, Y.createID(this.doc.clientID, Y.getState(this.doc.store, this.doc.clientID)))
    putIn(this.doc, word, 'abcdefgh'.slice(0, clock.whole(1, 8)), clock)
  }

  erase(): void {
    takeOut(this.doc, this.#parts.clock)
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
    this.#client = this.doc.clientID
    this.presence = new PresenceOfPerson({
      name: this.name,
      client: this.#client,
      clock,
      send: (update) => {
        if (this.#open) this.#send(write.awareness(update))
      },
      sawForged: (forged) => this.#parts.witness.sawForged(this, forged),
    })
    const edited = new WeakMap<Y.Transaction, readonly Edit[]>()
    watchWords(this.doc, (edits, transaction) => edited.set(transaction, edits))
    this.doc.on('update', (update: Uint8Array, origin: unknown, _: unknown, transaction: Y.Transaction) => {
      if (origin === 'copy') return
      const edits = edited.get(transaction) ?? []
      if (origin === this) return this.#parts.witness.shown(this, edits)
      this.typed.push(...edits)
      this.#sendDocument({ bytes: write.update(update), edits, step2: false })
    })
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
    const account = new Account({
      violated: (what) => this.#parts.witness.violated(`${this.name}: ${what}`),
      acknowledged: (edits) => this.#parts.witness.acknowledged(this, edits),
    })
    this.#account = account
    this.#line = new Line(this.#parts.clock, connection, () => this.lineMood, account)
    if (!this.#reading) connection.stopReading()
  }

  #greet(): void {
    const cursor = this.#cursor
    if (cursor?.seq !== undefined) this.#send(write.cursor(cursor.epoch, cursor.seq))
    this.#parts.witness.asked(this)
    this.#askForMissing()
    this.presence.greet(this.extended)
  }

  #askForMissing(): void {
    this.#account!.asked()
    this.#send(write.step1(Y.encodeStateVector(this.doc)))
  }

  #closed(code: number): void {
    // A stock client hears in no other way that the document is full (F5). Its person opens it again some time.
    const full = code === 4413 && !this.extended && this.#parts.relay.mayBeFull
    if (full) {
      this.#wanted = false
      this.#parts.clock.after(REOPENS_AFTER_MS, () => this.goOnline())
    } else if (meaningOf(code).then === 'stop') this.#parts.witness.violated(`${this.name} was closed with ${code}`)
    this.#lost()
    this.#parts.clock.after(this.#parts.clock.between(10, 2_500), () => this.#connect())
  }

  #lost(): void {
    this.#connection = undefined
    this.#open = false
    this.#line = undefined
    this.#account = undefined
    this.synced = false
    this.presence.lost()
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
        return this.#parts.witness.heardHead(this, frame.seq)
      case 'saved':
        return this.#account!.hearSaved(frame.count)
      case 'refused':
        return this.#refused(frame.nth, frame.reason)
      case 'goaway':
        return this.#askedToGo(frame.afterMs)
      case 'awareness':
        return this.presence.hear(frame.update)
      case 'step1':
        this.#account!.hearQuestion()
        return this.#sync(frame, bytes)
      case 'update':
        return this.#sync(frame, bytes)
      default:
        return
    }
  }

  /** By y-protocols itself, as every provider does. */
  #sync(frame: Frame, bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes)
    decoding.readVarUint(decoder)
    const answer = encoding.createEncoder()
    encoding.writeVarUint(answer, FRAME.sync)
    readSyncMessage(decoder, answer, this.doc, this, (error) => {
      this.#parts.witness.violated(`${this.name} could not take in what it was sent: ${error.message}`)
    })
    // As our client does.
    if (this.extended) integrateWaiting(this.doc, this)
    // Yjs takes a new id when somebody else has written under its own.
    if (this.doc.clientID !== this.#client)
      this.#parts.witness.violated(`R3: somebody else writes under the client id of ${this.name}`)
    if (frame.kind === 'update' && frame.step2 && !this.synced) {
      this.synced = true
      this.#parts.witness.synced(this)
    }
    // A step2 carries whatever the relay said it lacks, so when it is saved, everything here is.
    if (encoding.length(answer) > 1)
      this.#sendDocument({ bytes: encoding.toUint8Array(answer), edits: this.#everything(), step2: true })
  }

  #everything(): Edit[] {
    return [...this.words.map((word): Edit => `+${word}`), ...this.typed.filter((edit) => edit.startsWith('-'))]
  }

  #sendDocument(frame: Parameters<Line['sendDocument']>[0]): void {
    if (this.#open) this.#line?.sendDocument(frame)
  }

  /** As our client does: it compares anew, or breaks off and comes back, and until then goes on typing. */
  #refused(nth: number, reason: Refusal): void {
    const { clock, relay, witness } = this.#parts
    this.#account!.hearRefused(nth, reason)
    if (reason === 'diverged') return
    const expected = reason === 'quota' ? relay.mayBeFull : reason === 'gap' && relay.mayHaveHoles
    if (!expected) witness.violated(`frame ${nth} of ${this.name} was refused: ${reason}`)
    const connection = this.#connection
    clock.after(clock.between(100, 6_000), () => {
      if (this.#connection !== connection) return
      if (clock.chance(0.3)) return connection!.cut()
      this.#askForMissing()
    })
  }

  /** It goes at once, or waits to be closed. */
  #askedToGo(afterMs: number): void {
    if (this.#parts.clock.chance(0.5)) return
    const connection = this.#connection
    this.#lost()
    connection?.hangUp()
    this.#parts.clock.after(afterMs, () => this.#connect())
  }

  #send(frame: Uint8Array): void {
    this.#line?.send(frame)
  }
}
