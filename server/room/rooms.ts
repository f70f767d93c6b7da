// The open documents of this relay, each at most once. Opening reads the document's index from snapshot and log, in
// slices, so that a large one does not hold up the others; a room nobody is in is dropped after a while (R12).
import type { CloseCode } from '../../contracts/close-codes.ts'
import { type Address, type DocumentId, PARTS } from '../../contracts/ids.ts'
import type { Bus, Hint } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Head, LogStore } from '../store/store.ts'
import { type Committed, Committer, type Failure } from './committer.ts'
import { readHeld } from './held.ts'
import { type OpenFailure, OpenFailures } from './open-failures.ts'
import { Room } from './room.ts'

/** A commit whose outcome nobody knows reaches the disk within this, or never. */
const DOUBT_MS = 30_000
/** A read of the log takes about so long. */
const SETTLES_IN_MS = 5
/** Kept of what is heard while a document is opened. */
const MOST_HINTS = 64

export interface RoomsParts {
  readonly store: LogStore
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  /** Largest document; Infinity: any. */
  readonly maxDocumentBytes: number
  /** Told after each commit of a room, when a full one has refused something, and when one has opened that is healed. */
  readonly grew: (room: Room) => void
  /** Told when a room has opened of a document that nobody has written in: that may have created it. */
  readonly perhapsNew?: (() => void) | undefined
  readonly committed: Committed
  /** Told of each try to open a document that failed. */
  readonly failedToOpen: (reason: OpenFailure) => void
}

/** A read of heads that has not begun, so that others may still join it. */
interface Asking {
  readonly rooms: Set<Room>
  /** And the room's own when the store was asked. */
  readonly heads: Promise<ReadonlyMap<Room, { readonly head: Head | undefined; readonly asked: number }>>
}

export class Rooms {
  readonly #store: LogStore
  readonly #bus: Bus
  readonly #clock: Clock
  readonly #log: Log
  readonly #committer: Committer
  readonly #openFailures: OpenFailures
  readonly #maxDocumentBytes: number
  readonly #grew: (room: Room) => void
  readonly #perhapsNew: RoomsParts['perhapsNew']
  readonly #rooms = new Map<string, Promise<Room | 'gone'>>()
  readonly #open = new Map<string, Room>()
  /** Documents whose room broke, and until when what it was committing may still reach the disk. */
  readonly #doubtful = new Map<string, number>()
  readonly #unsubscribe = new Map<Room, () => Promise<void>>()
  #asking: Asking | undefined
  #comparing = false
  #compareAgain = false
  #seconds = 0
  /** Rooms that were idle at the last sweep: idle again, and they go. */
  #idle = new Set<Room>()

  constructor({ store, bus, clock, log, maxDocumentBytes, grew, perhapsNew, committed, failedToOpen }: RoomsParts) {
    this.#store = store
    this.#bus = bus
    this.#clock = clock
    this.#log = log
    this.#maxDocumentBytes = maxDocumentBytes
    this.#grew = grew
    this.#perhapsNew = perhapsNew
    this.#committer = new Committer(store, clock, log, committed)
    this.#openFailures = new OpenFailures({ clock, log, failed: failedToOpen })
  }

  /** The room of a document; opened once however many ask. `gone` for one deleted for ever. Rejects when it cannot be opened,
   * which the log has been told then. */
  get(address: Address): Promise<Room | 'gone'> {
    const key = keyOf(address)
    const known = this.#rooms.get(key)
    if (known !== undefined) return known
    const opening = this.#openRoom(address)
    this.#rooms.set(key, opening)
    opening.then(
      (room) => {
        this.#openFailures.opened(address)
        if (room === 'gone') this.#rooms.delete(key)
      },
      (error: unknown) => {
        this.#rooms.delete(key)
        this.#openFailures.add(address, error)
      },
    )
    return opening
  }

  /** Ends everybody's session on a document, also of those who are just opening it. */
  end(document: DocumentId, code: CloseCode): void {
    for (const part of PARTS) this.#end({ document, part }, code)
  }

  /** What was stored of it has changed: it is read anew by the next who asks, and who is in it comes back (R7). */
  renew(address: Address): void {
    this.#end(address, 4500)
  }

  /** The rooms open now. */
  get open(): Iterable<Room> {
    return this.#open.values()
  }

  /** The room of a document, if it is open. */
  find(address: Address): Room | undefined {
    return this.#open.get(keyOf(address))
  }

  /** Drops the rooms that have been idle since the last sweep, and says which documents still cannot be opened. Called every few seconds. */
  sweep(): void {
    const idle = [...this.open].filter((room) => room.idle)
    for (const room of idle)
      if (this.#idle.has(room)) {
        this.#drop(room)
        this.#log.debug({ ...room.address }, 'room dropped')
      }
    this.#openFailures.sweep()
    this.#idle = new Set(idle.filter((room) => this.#open.has(keyOf(room.address))))
  }

  /**
   * Compares open documents with the store: all of them where other instances write them too, for a hint may have been lost, and
   * the last one leaves no gap to notice (R10). Where nobody else does, those whose room broke a while ago: a commit without an
   * outcome may have landed after the room was opened anew. Called every second; `now`, because hints were missed.
   */
  async compare(now = false): Promise<void> {
    if (this.#comparing) {
      // What it has read by now may be from before.
      this.#compareAgain ||= now
      return
    }
    const rooms = this.#toCompare(now).filter((room) => !room.broken)
    if (rooms.length === 0) return
    this.#comparing = true
    try {
      const asked = rooms.map(({ head }) => head)
      const heads = await this.#store.readHeads(rooms.map(({ address }) => address))
      for (const [at, room] of rooms.entries()) room.headIs(heads[at], asked[at]!)
    } catch (error) {
      this.#log.warn({ problem: messageOf(error) }, 'the heads of open documents cannot be read just now')
    } finally {
      this.#comparing = false
    }
    if (!this.#compareAgain) return
    this.#compareAgain = false
    await this.compare(true)
  }

  /**
   * Resolves when the room has all that was committed before the call, by whichever instance (R4). Those who ask at once share a
   * read of the heads. Rejects when they cannot be read.
   */
  async upToDate(room: Room): Promise<void> {
    if (this.#bus.compareEverySeconds === undefined) return await room.caughtUp()
    this.#asking ??= this.#askSoon()
    const { rooms, heads } = this.#asking
    rooms.add(room)
    const { head, asked } = (await heads).get(room)!
    await room.caughtUpWith(head, asked)
  }

  #askSoon(): Asking {
    const rooms = new Set<Room>()
    const ask = async (): Asking['heads'] => {
      await new Promise<void>((resolve) => this.#clock.soon(resolve))
      this.#asking = undefined
      const those = [...rooms].map((each) => ({ room: each, asked: each.head }))
      const heads = await this.#store.readHeads(those.map((each) => each.room.address))
      return new Map(those.map((each, at) => [each.room, { head: heads[at], asked: each.asked }]))
    }
    return { rooms, heads: ask() }
  }

  #toCompare(now: boolean): Room[] {
    const { compareEverySeconds } = this.#bus
    this.#seconds++
    if (compareEverySeconds !== undefined) {
      this.#doubtful.clear()
      return now || this.#seconds % compareEverySeconds === 0 ? [...this.#open.values()] : []
    }
    const elapsed = this.#clock.elapsed()
    const doubtful: Room[] = []
    for (const [key, until] of this.#doubtful) {
      if (until < elapsed) this.#doubtful.delete(key)
      const room = this.#open.get(key)
      if (room !== undefined) doubtful.push(room)
    }
    return doubtful
  }

  /** Why the last edits could not be saved; undefined when they were. */
  get failure(): Failure | undefined {
    return this.#committer.failure
  }

  /** Commits what is queued. A room that first reads what others have written commits after that. */
  async flush(): Promise<void> {
    for (;;) {
      await this.#committer.idle()
      if (![...this.open].some(({ unsettled }) => unsettled)) return
      await new Promise<void>((resolve) => this.#clock.after(SETTLES_IN_MS, resolve))
    }
  }

  #end(address: Address, code: CloseCode): void {
    void this.#rooms.get(keyOf(address))?.then(
      (room) => room !== 'gone' && room.end(code),
      // It did not open; whoever asked for it has been told.
      () => undefined,
    )
  }

  /** Subscribes first and reads then: what is committed between is heard, or read (R10). */
  async #openRoom(address: Address): Promise<Room | 'gone'> {
    const heard: Hint[] = []
    // A room that has missed some finds out at the next comparison.
    const listening = { hear: (hint: Hint): void => void (heard.length < MOST_HINTS && heard.push(hint)) }
    const unsubscribe = await this.#bus.subscribe(address, (hint) => listening.hear(hint))
    try {
      const room = await this.#readRoom(address)
      if (room === 'gone') {
        await unsubscribe()
        return 'gone'
      }
      this.#unsubscribe.set(room, unsubscribe)
      this.#open.set(keyOf(address), room)
      listening.hear = (hint) => room.hear(hint)
      for (const hint of heard) room.hear(hint)
      if (room.healed) this.#grew(room)
      return room
    } catch (error) {
      await unsubscribe()
      throw error
    }
  }

  async #readRoom(address: Address): Promise<Room | 'gone'> {
    const head = await this.#store.open(address)
    if (head === 'gone') return 'gone'
    if (head.head === 0) this.#perhapsNew?.()
    const { last, ...known } = await readHeld({ store: this.#store, log: this.#log }, address, head)
    const room: Room = new Room({
      address,
      // A commit whose outcome was unknown may have come between: what the index holds, the room must deliver.
      head: { ...head, head: Math.max(head.head, last) },
      ...known,
      setAside: await this.#store.readSetAside(address),
      committer: this.#committer,
      readLog: (...args) => this.#store.readLog(...args),
      clock: this.#clock,
      log: this.#log,
      maxBytes: this.#maxDocumentBytes,
      grew: () => this.#grew(room),
      broke: () => {
        this.#doubtful.set(keyOf(address), this.#clock.elapsed() + DOUBT_MS)
        this.#drop(room)
      },
      publish: (hint) => void this.#bus.publish([hint]),
    })
    return room
  }

  #drop(room: Room): void {
    void this.#unsubscribe.get(room)?.()
    this.#unsubscribe.delete(room)
    const key = keyOf(room.address)
    if (this.#open.get(key) !== room) return
    this.#open.delete(key)
    this.#rooms.delete(key)
  }
}

/** A key for a map in memory. Neither part can contain the slash. */
export const keyOf = ({ document, part }: Address): string => `${document}/${part}`
