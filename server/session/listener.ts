// Brings one client to the end of the log and keeps it there (R4, R6). It *reads* the log until it has caught up, and in
// the same turn of the event loop goes *live*, where it hears each commit; when its outbox is full, or a commit is too large
// for one frame, it goes back to reading. A cursor, not a queue: what the client has not been sent yet is on disk and costs
// no memory. One per session.
import { EMPTY_UPDATE } from '../../contracts/empty-update.ts'
import { write } from '../../contracts/wire.ts'
import { isLarge } from '../room/pieces.ts'
import type { Commit, Member } from '../room/member.ts'
import { type Cursor, type JoinSources, planJoin, type StateVector } from './join.ts'
import type { Socket } from './socket.ts'

export interface ListenerParts extends JoinSources {
  readonly socket: Pick<Socket, 'send' | 'bufferedBytes'>
  /** Whose own updates are left out. */
  readonly member: Member
  /** Whether `head` frames follow the data. */
  readonly extended: boolean
  /** Unsent bytes above which it stops hearing commits. */
  readonly outboxBytes: number
  /** It has caught up. */
  readonly wentLive: () => void
  /** The log could not be read. */
  readonly failed: (error: unknown) => void
}

/** `silent`: the client has not asked for anything yet. */
type State =
  | { readonly kind: 'silent' }
  | { readonly kind: 'reading'; readonly wakes: (() => void)[] }
  | { readonly kind: 'live' }
  | { readonly kind: 'closed' }

/** A client's SyncStep1, and the cursor it named before it. */
interface Question {
  readonly stateVector: StateVector
  readonly cursor: Cursor | undefined
}

export class Listener {
  readonly #parts: ListenerParts
  #state: State = { kind: 'silent' }
  /** Everything up to this seq was sent. */
  #position = 0
  /** Asked while another answer was being given: the last one asked is answered next. */
  #next: Question | undefined

  constructor(parts: ListenerParts) {
    this.#parts = parts
  }

  get live(): boolean {
    return this.#state.kind === 'live'
  }

  /** It waits until the client has taken what it was sent. */
  get behind(): boolean {
    return this.#state.kind === 'reading' && this.#state.wakes.length > 0
  }

  /** Answers a SyncStep1. The encoded state vector must be the listener's to keep. */
  answer(question: Question): void {
    this.#next = question
    if (this.#state.kind === 'silent' || this.#state.kind === 'live') this.#startReading()
  }

  deliver(commit: Commit): void {
    const { socket, member, extended, outboxBytes } = this.#parts
    if (this.#state.kind !== 'live') return
    // The head has no writer. Whoever wrote nothing is sent the very array of everybody, which a transport knows again.
    const all = extended ? commit.framesAndHead : commit.frames
    const frames = commit.writers.includes(member) ? all.filter((_, at) => commit.writers[at] !== member) : all
    // From here on it reads the log, where that comes in pieces, and what comes after it behind it.
    if (commit.large && frames.some(isLarge)) return this.#startReading()
    this.#position = commit.toSeq
    if (frames.length > 0) socket.send(frames)
    if (socket.bufferedBytes > outboxBytes) this.#startReading()
  }

  /** The socket has taken what was sent. */
  drained(): void {
    if (this.#state.kind !== 'reading') return
    for (const wake of this.#state.wakes.splice(0)) wake()
  }

  close(): void {
    this.drained()
    this.#state = { kind: 'closed' }
  }

  #startReading(): void {
    this.#state = { kind: 'reading', wakes: [] }
    this.#read().catch((error: unknown) => this.#parts.failed(error))
  }

  async #read(): Promise<void> {
    const { socket } = this.#parts
    while (this.#reading) {
      const question = this.#next
      this.#next = undefined
      let last: Uint8Array[] = []
      if (question !== undefined) {
        const plan = await planJoin(this.#parts, question.stateVector, question.cursor)
        if (!this.#reading) return
        if (!(await this.#sendAll(plan.first))) return
        this.#position = plan.after
        last = [write.step2(plan.last ?? EMPTY_UPDATE)]
      }
      await this.#catchUp()
      if (!this.#reading) return
      socket.send(this.#parts.extended ? [...last, write.head(this.#position)] : last)
      if (this.#next !== undefined) continue
      this.#state = { kind: 'live' }
      this.#parts.wentLive()
    }
  }

  /** Sends the log from the position on. When it returns, nothing more is there: go live before anything is awaited. */
  async #catchUp(): Promise<void> {
    const { room, socket } = this.#parts
    for (;;) {
      await this.#roomToSend()
      if (!this.#reading || this.#position >= room.head) return
      const page = await this.#parts.readLog(this.#position)
      if (!this.#reading) return
      if (page === undefined) {
        await this.#sendSnapshot()
        continue
      }
      if (!page.large) socket.send(page.frames)
      else if (!(await this.#sendAll(page.frames))) return
      this.#position = page.to
    }
  }

  /** It was behind for so long that the log has been folded away under it: the snapshot says the same, and more. */
  async #sendSnapshot(): Promise<void> {
    const { room } = this.#parts
    const snapshot = await this.#parts.readSnapshot()
    if (!this.#reading) return
    if (snapshot === undefined || snapshot.seq <= this.#position)
      throw new Error(
        `the log of ${room.address.document} has no row after ${this.#position}, though its head is ${room.head}`,
      )
    if (await this.#sendAll(snapshot.frames)) this.#position = snapshot.seq
  }

  /** A piece at a time, as the client takes them. False when it is over before. */
  async #sendAll(frames: readonly Uint8Array[]): Promise<boolean> {
    for (const frame of frames) {
      await this.#roomToSend()
      if (!this.#reading) return false
      this.#parts.socket.send([frame])
    }
    return this.#reading
  }

  get #reading(): boolean {
    return this.#state.kind === 'reading'
  }

  /** Resolves when the outbox is below its cap, or this is over. */
  async #roomToSend(): Promise<void> {
    const { socket, outboxBytes } = this.#parts
    while (this.#state.kind === 'reading' && socket.bufferedBytes > outboxBytes) {
      const { wakes } = this.#state
      await new Promise<void>((resolve) => wakes.push(resolve))
    }
  }
}
