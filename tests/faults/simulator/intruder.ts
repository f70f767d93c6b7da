// Somebody in a simulation who means harm: sends noise, spoilt frames, updates and presence under other people's ids, lengths
// that cannot be, and clocks above gaps that are never filled. Comes back whenever it is thrown out. The others must not
// notice (R3, R13, F1, F5).
//
// Two things it does not do. It does not write the very next clocks of somebody else's Yjs client. Who has which client id is not bound
// to anybody by the relay, and to Yjs two structs with one id are the same struct, so that person's copy would differ from
// everybody's for ever, whatever the relay did. For the same reason it deletes no clocks that somebody is yet to write, and
// spoils no frame of somebody else, for a spoilt clock may be a next one. Nor does it put a letter between two that were
// never neighbours: Yjs gives that a place by what else has come before, so that copies with the same letters have them in
// another order, and without a Y.Doc nobody can tell.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Address, Epoch } from '../../../contracts/ids.ts'
import { FRAME, readFrame, SYNC, write } from '../../../contracts/wire.ts'
import { awarenessOf, deleteAt, frameOf, hangingOn, structAfter, structAt } from '../../support/hostile-bytes.ts'
import { forge, LYING_CLOCK } from './forged.ts'
import type { Connection } from './simulated-network.ts'
import type { Doors } from './simulated-relay.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { putIn } from './words.ts'

export interface IntruderParts {
  readonly address: Address
  readonly extended: boolean
  readonly clock: VirtualClock
  readonly relay: Doors
}

/** Further than anybody writes in one simulation. */
const NEVER = 1_000_000

export class Intruder {
  readonly #parts: IntruderParts
  /** What it has heard, and what it wrote itself. */
  #doc = new Y.Doc()
  #id: number
  #connection: Connection | undefined
  #open = false
  #wanted = false
  #epoch = 'none' as Epoch
  /** Something waits for it. */
  #word: Uint8Array | undefined

  constructor(parts: IntruderParts) {
    this.#parts = parts
    this.#id = parts.clock.whole(1, 2 ** 31)
    this.#doc.clientID = this.#id
  }

  get address(): Address {
    return this.#parts.address
  }

  come(): void {
    this.#wanted = true
    this.#connect()
  }

  leave(): void {
    this.#wanted = false
    this.#connection?.hangUp()
    this.#connection = undefined
    this.#open = false
  }

  /** One deed; answers its name. `victims` are the client ids of others. */
  doHarm(victims: readonly number[]): Harm {
    const kind = this.#parts.clock.one(HARMS)
    this.#send(this.#frame(kind, this.#parts.clock.one(victims)))
    return kind
  }

  #send(frame: Uint8Array): void {
    if (this.#open) this.#connection?.call(frame)
  }

  #connect(): void {
    if (!this.#wanted || this.#connection !== undefined) return
    const { clock, relay, address, extended } = this.#parts
    const connection = relay.connect(address, extended, {
      opened: () => {
        this.#open = true
        this.#send(write.step1(Y.encodeStateVector(this.#doc)))
      },
      hear: (frame) => this.#hear(frame),
      closed: () => {
        if (this.#connection !== connection) return
        this.#connection = undefined
        this.#open = false
        clock.after(clock.between(50, 2_000), () => this.#connect())
      },
    })
    this.#connection = connection
  }

  #hear(bytes: Uint8Array): void {
    const frame = readFrame(bytes)
    if (frame.kind === 'hello') this.#epoch = frame.hello.epoch
    if (frame.kind !== 'update') return
    try {
      Y.applyUpdate(this.#doc, frame.update)
    } catch {
      // Its own copy is as spoilt as what it sends.
      this.#doc = new Y.Doc()
    }
    // Yjs rolls dice of its own when it reads something of this id that it has not written.
    if (this.#doc.clientID !== this.#id) {
      this.#id = this.#parts.clock.whole(1, 2 ** 31)
      this.#doc.clientID = this.#id
    }
  }

  #frame(kind: Harm, victim: number): Uint8Array {
    const { clock } = this.#parts
    const stranger = clock.whole(1, 2 ** 31)
    switch (kind) {
      case 'noise':
        return this.#noise(60)
      case 'a frame that only the relay sends':
        return clock.one([write.saved(1), write.head(1), write.goaway(1, 'go'), write.refused(1, 'quota')])
      case 'a spoilt update':
        return write.update(this.#spoiltEdit(stranger))
      case 'a spoilt frame':
        return this.#spoilt(write.update(structAt(stranger, 0, '~~~')))
      case 'a spoilt question':
        return write.step1(this.#spoilt(Y.encodeStateVector(this.#doc)))
      case 'honest words':
        return write.update(editOf(this.#doc, clock))
      case 'a past that was not':
        return write.update(this.#otherPast(victim))
      case 'clocks above a gap':
        return write.update(structAt(clock.one([victim, stranger]), NEVER + clock.whole(0, 1_000), 'gap'))
      case 'holes without end':
        return write.update(holes(stranger, clock.chance(0.2) ? 999 : 40))
      case 'what hangs on what is yet to come':
        return write.update(this.#tooSoon(stranger))
      case 'what hangs on nothing':
        return write.update(
          clock.one([
            structAfter(stranger, stranger + 1, 'late'),
            hangingOn(stranger, 0, { origin: [victim, NEVER] }, 'late'),
            hangingOn(stranger, 0, { right: [victim, NEVER] }, 'late'),
            deleteAt(stranger, clock.whole(0, 9), clock.whole(1, NEVER)),
          ]),
        )
      case 'presence of somebody else':
        return write.awareness(forge(victim, this.#presenceClock(), clock.at))
      case 'departure of somebody else':
        return write.awareness(awarenessOf([victim, this.#presenceClock(), 'null']))
      case 'spoilt presence':
        return write.awareness(this.#spoilt(awarenessOf([stranger, 1, '{"name":"nobody"}'])))
      case 'a huge length':
        return this.#hugeLength(stranger)
      case 'a cursor from nowhere':
        return write.cursor(clock.one([this.#epoch, 'e'.repeat(2_000) as Epoch]), clock.whole(0, 2 ** 40))
      default:
        return kind satisfies never
    }
  }

  /** Under a new client id: its own copy stays what others have. */
  #spoiltEdit(stranger: number): Uint8Array {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#doc))
    copy.clientID = stranger
    const edit = editOf(copy, this.#parts.clock)
    for (;;) {
      const spoilt = this.#spoilt(edit)
      if (!misplaces(spoilt, edit)) return spoilt
    }
  }

  /** Other content for clocks that everybody has had for long. */
  #otherPast(victim: number): Uint8Array {
    const { clock } = this.#parts
    const end = Y.getState(this.#doc.store, victim)
    if (end === 0) return structAt(victim, NEVER, 'gap')
    const from = clock.whole(0, end - 1)
    return structAt(victim, from, '~'.repeat(clock.whole(1, end - from)))
  }

  /** First what stands behind a word, and the next time the word. */
  #tooSoon(stranger: number): Uint8Array {
    const word = this.#word
    if (word === undefined) {
      this.#word = structAt(stranger + 1, 0, '~')
      return structAfter(stranger, stranger + 1, '~~')
    }
    this.#word = undefined
    return word
  }

  /** Just below the relay's limit it would make its victim invisible until that one opens the document again. */
  #presenceClock(): number {
    const { clock } = this.#parts
    return clock.one([clock.whole(0, 1), clock.whole(LYING_CLOCK, 2 * LYING_CLOCK), 2 ** 39, Number.MAX_SAFE_INTEGER])
  }

  #hugeLength(stranger: number): Uint8Array {
    const { clock } = this.#parts
    const huge = clock.one([2 ** 31, 2 ** 32 + 1, 2 ** 40, Number.MAX_SAFE_INTEGER])
    const numbers = (...of: readonly number[]): Uint8Array =>
      encoding.encode((to) => {
        for (const number of of) encoding.writeVarUint(to, number)
      })
    return clock.one([
      numbers(FRAME.sync, SYNC.update, huge),
      numbers(FRAME.sync, SYNC.step1, huge),
      numbers(FRAME.awareness, huge),
      numbers(FRAME.cursor, huge),
      write.update(numbers(huge)),
      write.update(numbers(1, huge, stranger, 0)),
      write.update(numbers(0, huge)),
      write.update(numbers(0, 1, stranger, huge)),
      // Erased structs cost nothing, however many: these are told to be gone.
      write.update(numbers(1, 1, stranger, 0, 0, huge, 0)),
      write.update(structAt(stranger, huge, 'far')),
      write.step1(numbers(huge)),
      write.awareness(numbers(huge)),
      frameOf(huge),
    ])
  }

  #noise(most: number): Uint8Array {
    const { clock } = this.#parts
    return Uint8Array.from({ length: clock.whole(0, most) }, () => clock.whole(0, 255))
  }

  #spoilt(bytes: Uint8Array): Uint8Array {
    const { clock } = this.#parts
    const how = clock.random()
    if (how < 0.15) return bytes.slice(0, clock.whole(0, bytes.length))
    if (how < 0.25) return new Uint8Array([...bytes, ...this.#noise(20)])
    const copy = bytes.slice()
    for (let flips = clock.whole(1, 4); flips > 0 && copy.length > 0; flips--)
      copy[clock.whole(0, copy.length - 1)] = clock.one([0, 127, 128, 255, clock.whole(0, 255)])
    return copy
  }
}

/** Without deletes, which might name what others are yet to write. */
function editOf(doc: Y.Doc, clock: VirtualClock): Uint8Array {
  let update = new Uint8Array()
  doc.once('update', (made: Uint8Array) => {
    update = made.slice()
  })
  putIn(doc, '~'.repeat(clock.whole(1, 4)), '~'.repeat(clock.whole(1, 4)), clock)
  return update
}

/** Whether it puts something between other neighbours than the edit did, and than nothing. */
function misplaces(spoilt: Uint8Array, edit: Uint8Array): boolean {
  const places = (update: Uint8Array): string[] =>
    Y.decodeUpdate(update).structs.map((struct) =>
      struct instanceof Y.Item ? JSON.stringify([struct.origin, struct.rightOrigin]) : 'nowhere',
    )
  const allowed = new Set([...places(edit), 'nowhere', '[null,null]'])
  try {
    return places(spoilt).some((place) => !allowed.has(place))
  } catch {
    // It does not decode, so it puts nothing anywhere.
    return false
  }
}

/** So many letters of one client, each of which waits for the one before it. */
const holes = (client: number, count: number): Uint8Array =>
  Y.mergeUpdates(Array.from({ length: count }, (_, n) => structAt(client, 1 + 2 * n, '~')))

const HARMS = [
  'noise',
  'a frame that only the relay sends',
  'a spoilt update',
  'a spoilt frame',
  'a spoilt question',
  'honest words',
  'a past that was not',
  'clocks above a gap',
  'holes without end',
  'what hangs on what is yet to come',
  'what hangs on nothing',
  'presence of somebody else',
  'departure of somebody else',
  'spoilt presence',
  'a huge length',
  'a cursor from nowhere',
] as const
type Harm = (typeof HARMS)[number]
