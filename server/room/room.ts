// An open document on this relay: takes updates from sessions, cuts them to what is new, has them committed, and only
// then hands them to the others (R1, R2). It holds an index of the document, never the document (R3).
import { createHash } from 'node:crypto'
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Address, Epoch } from '../../contracts/ids.ts'
import { write } from '../../contracts/wire.ts'
import type { Hint } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import { assertNever } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AppendGroup, AppendOutcome, Head, LogEntry, NewSnapshot, SetAsideBytes } from '../store/store.ts'
import type { Committer, Committing } from './committer.ts'
import { DocumentIndex } from './document-index.ts'
import { MAX_PARTS, MAX_RANGES, SHARE_FOR_DELETES, waitsTooMuch } from './capacity.ts'
import { isLarge } from './pieces.ts'
import { type Claims, readNewUpdate } from './update.ts'

/** What a room needs of a session. */
export interface Member {
  /** New updates, all of them committed. */
  deliver(commit: Commit): void
  /** To read what it submitted has cost so much. */
  costs(parts: number): void
  /** The next `count` frames that this member submitted are on disk. */
  durable(count: number): void
  /** It takes what it is sent too slowly to hear commits, and reads the log meanwhile (R6). */
  readonly behind: boolean
  /** The room cannot go on for this member. */
  end(code: CloseCode): void
}

/** What one transaction added to this document. */
export interface Commit {
  readonly fromSeq: number
  readonly toSeq: number
  /** One wire frame for each seq, encoded once for everybody. */
  readonly frames: readonly Uint8Array[]
  /** The same with the `head` behind them, for whoever speaks `ligature.v1`. */
  readonly framesAndHead: readonly Uint8Array[]
  /** One of them is to be sent in pieces, as the log is read: to whoever has not written it. */
  readonly large: boolean
  /** Who wrote each of the frames; they do not hear their own. */
  readonly writers: readonly (Member | null)[]
}

/**
 * `saved`: held and committed already. `queued`: `durable` will be called. `queued-above-gap`: the same, and something
 * that it hangs on is missing, which its writer should be asked for. `gap`: the same, and the document would have too many such
 * holes. `too-large`: it has more parts, or speaks of more ranges, than any person's edit. `quota`: the document has no
 * room left for it. `malformed`: not an update.
 */
export type Submission = 'saved' | 'queued' | 'queued-above-gap' | 'gap' | 'too-large' | 'quota' | 'malformed'

interface News {
  /** What the store is sent, and no more: to copy it for another thread is most of what a small commit costs. */
  readonly entry: LogEntry
  readonly claims: Claims
}

interface Queued {
  /** Absent for a frame that brought nothing new but waits for what is queued before it. */
  readonly news: News | undefined
  readonly member: Member
}

export interface RoomOptions {
  readonly address: Address
  readonly head: Head
  readonly index: DocumentIndex
  /** What is in the snapshot, as DocumentIndex tells it. */
  readonly snapshotClocks: Clocks | undefined
  /** Rows and bytes of the log after the snapshot. */
  readonly tail: Tail
  /** Something in snapshot or log came before what it hangs on. */
  readonly outOfOrder: boolean
  readonly setAside: SetAsideBytes
  readonly committer: Committer
  readonly clock: Clock
  readonly log: Log
  /** Snapshot and tail together may have so much (L4). */
  readonly maxBytes: number
  /** Told after each commit, when `tail` has grown, and when something was refused because the document is full. */
  readonly grew: (room: Room) => void
  /** It takes nothing more, and must be opened anew from the store. */
  readonly broke: (room: Room) => void
  readonly publish: (hint: Hint) => void
}

/** Per Yjs client, how far its structs reach. Undefined: not known, or they do not tell all. */
type Clocks = ReturnType<DocumentIndex['clocks']>

export interface Tail {
  readonly rows: number
  readonly bytes: number
}

/** The most updates of one room in one transaction. */
const MAX_BATCH = 5_000

export class Room implements Committing {
  readonly address: Address
  readonly epoch: Epoch
  /** A fold of its log waits or runs. Set by compaction. */
  toBeFolded = false
  readonly #options: RoomOptions
  readonly #members = new Set<Member>()
  /** On disk, and nothing else. Only this may drop a frame as known, acknowledge it, or stand in SyncStep1. */
  readonly #committed: DocumentIndex
  /** On disk or on its way there: what the next update is compared with. */
  readonly #expected: DocumentIndex
  #queue: Queued[] = []
  #committing: Queued[] = []
  #head: number
  #snapshotSeq: number
  #snapshotBytes: number
  #snapshotClocks: Clocks
  #tail: Tail
  /** On its way to the disk. */
  #queuedBytes = 0
  #full = false
  #outOfOrder: boolean
  #broken = false

  constructor(options: RoomOptions) {
    this.#options = options
    this.address = options.address
    this.epoch = options.head.epoch
    this.#committed = options.index
    this.#expected = options.index.copy()
    this.#head = options.head.head
    this.#snapshotSeq = options.head.snapshotSeq
    this.#snapshotBytes = options.head.snapshotBytes
    this.#snapshotClocks = options.snapshotClocks
    this.#tail = options.tail
    this.#outOfOrder = options.outOfOrder
  }

  /** Seq of the last committed update. */
  get head(): number {
    return this.#head
  }

  get snapshotSeq(): number {
    return this.#snapshotSeq
  }

  get snapshotBytes(): number {
    return this.#snapshotBytes
  }

  get tail(): Tail {
    return this.#tail
  }

  /** Whether somebody with this state vector surely lacks no struct of the snapshot. */
  snapshotCoveredBy(stateVector: ReadonlyMap<number, number>): boolean {
    if (this.#snapshotClocks === undefined) return false
    for (const [client, end] of this.#snapshotClocks) if (end > (stateVector.get(client) ?? 0)) return false
    return true
  }

  /** Snapshot and log may have so much together (L4). */
  get maxBytes(): number {
    return this.#options.maxBytes
  }

  /** It refused something for want of room, and has not been folded since. */
  get full(): boolean {
    return this.#full
  }

  /** Nothing waits any more, but whoever hears the log as it came may go on waiting (document/waiting-structs.ts). */
  get healed(): boolean {
    return this.#outOfOrder && this.#committed.waiting === 0
  }

  get committed(): Pick<DocumentIndex, 'encodeStateVector' | 'encodeDeletes' | 'coveredBy'> {
    return this.#committed
  }

  /** Nobody here and nothing under way: it may be dropped from memory (R12). */
  get idle(): boolean {
    return (
      this.#members.size === 0 &&
      this.#queue.length === 0 &&
      this.#committing.length === 0 &&
      // Else the snapshot would be made for a room that is gone, and the next would not know of it.
      !this.toBeFolded
    )
  }

  /** It has ended, and another one may be open. */
  get broken(): boolean {
    return this.#broken
  }

  /** Something is on its way to the disk. */
  get committing(): boolean {
    return this.#committing.length > 0
  }

  /** Somebody is behind. */
  get someoneBehind(): boolean {
    for (const { behind } of this.#members) if (behind) return true
    return false
  }

  get members(): Iterable<Member> {
    return this.#members
  }

  enter(member: Member): void {
    if (this.#broken) member.end(4500)
    else this.#members.add(member)
  }

  leave(member: Member): void {
    this.#members.delete(member)
  }

  /**
   * Takes one update frame of a member. Frames of one member become durable in the order they were submitted. `live`: it is
   * no step2.
   */
  submit(member: Member, bytes: Uint8Array, author: string, live: boolean): Submission {
    const read = readNewUpdate(bytes, MAX_PARTS)
    if (read === undefined) return 'malformed'
    member.costs(read === 'too-large' ? MAX_PARTS : read.parts)
    if (read === 'too-large' || read.claims.ranges > MAX_RANGES) return 'too-large'
    const novelty = this.#expected.novelty(read, bytes, live)
    if (novelty.kind === 'news' && this.#wasSetAside(novelty.update)) return 'malformed'
    if (novelty.kind === 'news' && waitsTooMuch(this.#expected, novelty)) return 'gap'
    if (novelty.kind === 'news' && !this.#hasRoomFor(novelty.update, novelty.claims)) {
      this.#full = true
      // Folded, it may be smaller.
      this.#options.grew(this)
      return 'quota'
    }
    const quiet = this.#queue.length === 0 && this.#committing.length === 0
    let waits = false
    if (novelty.kind === 'nothing') {
      if (quiet) return 'saved'
      this.#queue.push({ news: undefined, member })
    } else {
      waits = this.#expected.add(novelty.claims)
      // A copy: what came from a socket is a view into its read buffer, and would be posted to the store with all of it.
      const update = novelty.update === bytes ? bytes.slice() : novelty.update
      this.#queuedBytes += update.byteLength
      const entry = { update, author, at: this.#options.clock.now() }
      this.#queue.push({ news: { entry, claims: novelty.claims }, member })
    }
    this.#options.committer.request(this)
    return waits ? 'queued-above-gap' : 'queued'
  }

  takeQueued(): AppendGroup | undefined {
    if (this.#broken || this.#queue.length === 0) return undefined
    this.#committing = this.#queue.splice(0, MAX_BATCH)
    const entries = this.#committing.flatMap(({ news }) => news?.entry ?? [])
    return { address: this.address, epoch: this.epoch, entries }
  }

  settle(outcome: AppendOutcome): void {
    switch (outcome.kind) {
      case 'appended':
        return this.#appended(outcome.firstSeq, outcome.head)
      case 'gone':
        return this.end(4410)
      case 'epoch':
        return this.end(4409)
      case 'failed':
        this.#options.log.error(
          { ...this.address, problem: outcome.message },
          'commit failed; the room starts anew from the store',
        )
        return this.end(4500)
      default:
        assertNever(outcome)
    }
  }

  /** This snapshot now covers the log up to its seq; so much of the tail went into it. */
  folded({ seq, index }: Pick<NewSnapshot, 'seq' | 'index'>, snapshotBytes: number, folded: Pick<Tail, 'bytes'>): void {
    this.#snapshotSeq = seq
    this.#snapshotBytes = snapshotBytes
    this.#snapshotClocks = index && DocumentIndex.clocksIn(index)
    this.#full = false
    this.#outOfOrder = this.#committed.waiting > 0
    // More may have gone into the fold than stood in the tail: the snapshot before was damaged.
    this.#tail = { rows: this.#head - seq, bytes: Math.max(0, this.#tail.bytes - folded.bytes) }
  }

  /** Ends everybody's session and takes nothing more. What was not acknowledged, the clients still have. */
  end(code: CloseCode): void {
    if (this.#broken) return
    this.#broken = true
    this.#queue = []
    this.#committing = []
    this.#options.broke(this)
    for (const member of [...this.#members]) member.end(code)
    this.#members.clear()
  }

  /** Whoever has it would send it again each time it was set aside. */
  #wasSetAside(update: Uint8Array): boolean {
    const { sha256 } = this.#options.setAside
    return sha256.size > 0 && sha256.has(createHash('sha256').update(update).digest('hex'))
  }

  #hasRoomFor(update: Uint8Array, { shrinks }: Claims): boolean {
    const { maxBytes, setAside } = this.#options
    const most = shrinks ? maxBytes * (1 + SHARE_FOR_DELETES) : maxBytes
    const stored = this.#snapshotBytes + this.#tail.bytes + setAside.bytes
    return stored + this.#queuedBytes + update.byteLength <= most
  }

  #appended(firstSeq: number, head: number): void {
    const settled = this.#committing
    this.#committing = []
    if (this.#broken) return
    const written = settled.filter(({ news }) => news !== undefined)
    if (head !== firstSeq + written.length - 1 || firstSeq !== this.#head + 1) {
      this.#options.log.error(
        { ...this.address, firstSeq, head, expected: this.#head + 1 },
        'the log grew from elsewhere',
      )
      return this.end(4500)
    }
    let bytes = 0
    for (const { news } of written) {
      if (this.#committed.add(news!.claims)) this.#outOfOrder = true
      bytes += news!.entry.update.byteLength
    }
    this.#head = head
    this.#queuedBytes -= bytes
    this.#tail = { rows: this.#tail.rows + written.length, bytes: this.#tail.bytes + bytes }
    this.#deliver(firstSeq, head, written)
    for (const [member, count] of counted(settled)) member.durable(count)
    if (this.#queue.length > 0) this.#options.committer.request(this)
    if (written.length === 0) return
    this.#options.publish({ address: this.address, epoch: this.epoch, fromSeq: firstSeq, toSeq: head })
    this.#options.grew(this)
  }

  #deliver(fromSeq: number, toSeq: number, written: readonly Queued[]): void {
    if (written.length === 0) return
    const frames = written.map(({ news }) => write.update(news!.entry.update))
    const commit: Commit = {
      fromSeq,
      toSeq,
      frames,
      framesAndHead: [...frames, write.head(toSeq)],
      large: frames.some(isLarge),
      writers: written.map(({ member }) => member),
    }
    for (const member of this.#members) member.deliver(commit)
  }
}

function counted(settled: readonly Queued[]): Map<Member, number> {
  const counts = new Map<Member, number>()
  for (const { member } of settled) counts.set(member, (counts.get(member) ?? 0) + 1)
  return counts
}
