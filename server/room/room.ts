// An open document on this relay: takes updates from sessions, cuts them to what is new, has them committed, and only
// then hands them to the others (R1, R2). It holds an index of the document, never the document (R3).
import type { CloseCode } from '../../contracts/close-codes.ts'
import type { Address, Epoch } from '../../contracts/ids.ts'
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import type { Hint } from '../bus/bus.ts'
import { assertNever, messageOf } from '../errors.ts'
import type { AppendGroup, AppendOutcome, Head, LogRow, NewSnapshot } from '../store/store.ts'
import type { Committing } from './committer.ts'
import { DocumentIndex } from './document-index.ts'
import { MAX_PARTS, MAX_RANGES, SHARE_FOR_DELETES, waitsTooMuch, wasSetAside } from './capacity.ts'
import { Follower } from './follower.ts'
import type { Commit, Member, Submission } from './member.ts'
import { commitOf, counted, type Queued } from './queued.ts'
import type { Clocks, RoomOptions, Tail } from './room-options.ts'
import { type Claims, readNewUpdate, readUpdate } from './update.ts'

/** Until a commit is tried again that somebody was in the way of. */
const TRY_AGAIN_MS = 100
/** The most updates of one room in one transaction. */
const MAX_BATCH = 5_000

export class Room implements Committing {
  readonly address: Address
  readonly epoch: Epoch
  /** A fold of its log waits or runs. Set by compaction. */
  toBeFolded = false
  /** It runs. */
  beingFolded = false
  readonly #options: RoomOptions
  readonly #follower: Follower
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
    const { readLog, clock, log } = options
    this.#follower = new Follower({
      room: this,
      readLog,
      takeIn: (rows) => this.#takeIn(rows),
      // What was queued meanwhile goes first, and its commit brings along what has come since.
      caughtUp: () => (this.#queue.length > 0 ? this.#requestCommit() : this.#follower.look()),
      clock,
      log,
    })
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
      this.#follower.catchingUp === undefined &&
      // Else the snapshot would be made for a room that is gone, and the next would not know of it.
      !this.toBeFolded
    )
  }

  /** It has ended, and another one may be open. */
  get broken(): boolean {
    return this.#broken
  }

  /** Somebody who has submitted something has not been told what came of it. */
  get unsettled(): boolean {
    return this.#queue.length > 0 || this.committing
  }

  /** Something is on its way to the disk. */
  get committing(): boolean {
    return this.#committing.length > 0
  }

  /** Another instance has committed. */
  hear(hint: Hint): void {
    if (!this.#broken) this.#follower.hear(hint)
  }

  /**
   * What the store says of it; undefined: it is not there any more. `asked`: this room's head when the store was asked. Everybody comes back to
   * what the store has by now when that is another document, has lost what it had, or a row, which this room counts as held, was set aside.
   */
  headIs(head: Head | undefined, asked: number): void {
    if (this.#broken) return
    if (head !== undefined && head.epoch !== this.epoch) return this.end(4409)
    if (head === undefined || head.head < asked || head.setAside !== this.#options.head.setAside) {
      this.#options.log.warn({ ...this.address, known: asked, head: head?.head }, 'the document is read anew')
      return this.end(4500)
    }
    // While it is folded here, that fold will find out.
    if (!this.beingFolded) this.#foldedElsewhere(head)
    this.#follower.headIs(head.head)
  }

  /** Resolves when it has taken in what it knows that others have committed. */
  async caughtUp(): Promise<void> {
    await this.#follower.catchingUp
  }

  /** Resolves when its head is at `seq`, or it has ended. */
  readonly reaches = (seq: number): Promise<void> => this.#follower.reached(seq)

  /** Resolves when it has what the store had then. */
  async caughtUpWith(head: Head | undefined, asked: number): Promise<void> {
    this.headIs(head, asked)
    if (head !== undefined) await this.#follower.reached(head.head)
  }

  /** A fold of it came too late: the snapshot is another one by now. */
  replaced(head: Head | undefined): void {
    if (head?.epoch !== this.epoch || !this.#foldedElsewhere(head)) this.end(4500)
  }

  /** Somebody is behind. */
  get someoneBehind(): boolean {
    for (const { behind } of this.#members) if (behind) return true
    return false
  }

  get members(): ReadonlySet<Member> {
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
    if (novelty.kind === 'news' && wasSetAside(novelty.update, this.#options.setAside)) return 'malformed'
    if (novelty.kind === 'news' && waitsTooMuch(this.#expected, novelty)) return 'gap'
    if (novelty.kind === 'news' && !this.#hasRoomFor(novelty.update, novelty.claims)) {
      this.#full = true
      // Folded, it may be smaller.
      this.#options.grew()
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
    // What is under way, or read, is settled first: it asks for the next commit itself.
    if (this.#broken || this.#queue.length === 0 || this.committing || this.#follower.catchingUp !== undefined)
      return undefined
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
      case 'later':
        return this.#putBack()
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
    this.#follower.close()
    this.#queue = []
    this.#committing = []
    this.#options.broke()
    for (const member of [...this.#members]) member.end(code)
    this.#members.clear()
  }

  #hasRoomFor(update: Uint8Array, { shrinks }: Claims): boolean {
    const { maxBytes, setAside } = this.#options
    const most = shrinks ? maxBytes * (1 + SHARE_FOR_DELETES) : maxBytes
    const stored = this.#snapshotBytes + this.#tail.bytes + setAside.bytes
    return stored + this.#queuedBytes + update.byteLength <= most
  }

  /** Another relay holds the document just now, and nothing was written. */
  #putBack(): void {
    this.#queue = [...this.#committing, ...this.#queue]
    this.#committing = []
    this.#options.clock.after(TRY_AGAIN_MS, () => this.#requestCommit())
  }

  #appended(firstSeq: number, head: number): void {
    if (this.#broken) return
    if (firstSeq === this.#head + 1) return this.#settleOwn(firstSeq, head)
    if (firstSeq <= this.#head) return this.#contradicted(firstSeq, head)
    // Others have committed before: what they wrote comes first, here as in the log.
    this.#follower
      .upTo(firstSeq - 1)
      .then(() => {
        if (!this.#broken) this.#settleOwn(firstSeq, head)
      })
      .catch((error: unknown) => {
        this.#options.log.error(
          { ...this.address, problem: messageOf(error) },
          'what others have written cannot be taken in; the room starts anew from the store',
        )
        this.end(4500)
      })
  }

  #contradicted(firstSeq: number, head: number): void {
    const about = { ...this.address, firstSeq, head, expected: this.#head + 1 }
    this.#options.log.error(about, 'the log is not what it was')
    this.end(4500)
  }

  #settleOwn(firstSeq: number, head: number): void {
    const settled = this.#committing
    this.#committing = []
    const written = settled.filter(({ news }) => news !== undefined)
    if (head !== firstSeq + written.length - 1) return this.#contradicted(firstSeq, head)
    let bytes = 0
    for (const { news } of written) {
      if (this.#committed.add(news!.claims)) this.#outOfOrder = true
      bytes += news!.entry.update.byteLength
    }
    this.#queuedBytes -= bytes
    const updates = written.map(({ news }) => news!.entry.update)
    this.#grow(
      updates,
      written.map(({ member }) => member),
    )
    for (const [member, count] of counted(settled)) member.durable(count)
    this.#follower.look()
    this.#requestCommit()
    if (written.length === 0) return
    this.#options.publish({ address: this.address, epoch: this.epoch, fromSeq: firstSeq, toSeq: head, updates })
    this.#options.grew()
  }

  /** Rows that others have committed. One that does not decode is set aside by whoever opens the document next. */
  #takeIn(rows: readonly LogRow[]): void {
    const updates = rows.map(({ update }) => {
      const read = readUpdate(update)
      if (read === undefined) return EMPTY_UPDATE
      if (this.#committed.add(read.claims)) this.#outOfOrder = true
      this.#expected.add(read.claims)
      return update
    })
    this.#grow(
      updates,
      updates.map(() => null),
    )
  }

  /**
   * Whether another instance has folded it. What its snapshot holds is not known here then, and how much of the tail went into it
   * only about. One that is ahead of this room is looked at again when that has caught up.
   */
  #foldedElsewhere({ snapshotSeq, snapshotBytes }: Head): boolean {
    if (snapshotSeq <= this.#snapshotSeq || snapshotSeq > this.#head) return false
    const rows = this.#head - snapshotSeq
    const bytes = this.#tail.rows === 0 ? 0 : Math.round((this.#tail.bytes * rows) / this.#tail.rows)
    this.#snapshotSeq = snapshotSeq
    this.#snapshotBytes = snapshotBytes
    this.#snapshotClocks = undefined
    this.#full = false
    this.#tail = { rows, bytes }
    return true
  }

  #requestCommit(): void {
    if (this.#queue.length > 0 && !this.#broken) this.#options.committer.request(this)
  }

  /** The log has these after its head, and those who are here hear of them. */
  #grow(updates: readonly Uint8Array[], writers: Commit['writers']): void {
    if (updates.length === 0) return
    const fromSeq = this.#head + 1
    this.#head += updates.length
    const bytes = updates.reduce((sum, { byteLength }) => sum + byteLength, this.#tail.bytes)
    this.#tail = { rows: this.#tail.rows + updates.length, bytes }
    const commit = commitOf(fromSeq, updates, writers)
    for (const member of this.#members) member.deliver(commit)
    this.#follower.grown()
  }
}
