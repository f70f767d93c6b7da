// One client on one document: reads its frames, passes updates to the room and acknowledges what is on disk, answers
// SyncStep1, hands on what others wrote. Made by reception.ts for each accepted socket.
import { type CloseCode } from '../../contracts/close-codes.ts'
import {
  type Frame,
  type Hello,
  MalformedFrame,
  readFrame,
  type Refusal,
  type Role,
  write,
} from '../../contracts/wire.ts'
import { permits, type Principal } from '../access/access.ts'
import type { Clock } from '../clock.ts'
import { assertNever } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Presence } from '../presence/presence.ts'
import type { Commit, Member } from '../room/member.ts'
import type { Room } from '../room/room.ts'
import { readStateVector } from '../room/update.ts'
import type { Cursor, JoinSources } from './join.ts'
import { HeldPresence } from './held-presence.ts'
import { Intake, type IntakeLimits } from './intake.ts'
import { Listener } from './listener.ts'
import { closeCodeOf, limitReason, type RefusalDetails } from './refusal-code.ts'
import type { Socket, SocketListener } from './socket.ts'
import { Unsaved } from './unsaved.ts'

/** Everything a session works with. */
export interface SessionParts extends JoinSources {
  readonly socket: Socket
  readonly room: Room
  readonly presence: Presence
  readonly principal: Principal
  readonly role: Role
  /** Said first to a `ligature.v1` client; undefined for a stock one, which hears only frames 0-3. */
  readonly hello: Hello | undefined
  readonly limits: SessionLimits
  readonly clock: Clock
  readonly log: Log
  /** Id of the request that the socket came with, for the log. */
  readonly request: string
  /** From which network address it comes, for the log. */
  readonly from: string
  readonly refused: (reason: Refusal) => void
  /** Told when it is read again that was not for so many milliseconds, because of its rate (L2). */
  readonly throttled: (ms: number) => void
  readonly ended: (session: Session) => void
}

export interface SessionLimits extends IntakeLimits {
  readonly maxFrameBytes: number
  readonly maxPresenceBytes: number
  /** Whoever has said nothing for so long is let go; undefined: nobody is. */
  readonly firstFrameSeconds: number | undefined
}

export class Session implements Member, SocketListener {
  readonly #parts: SessionParts
  readonly #socket: Socket
  readonly #room: Room
  readonly #listener: Listener
  /** What every line of the log about this session carries. */
  readonly #about: object
  readonly #intake: Intake
  #closed = false
  #heard = false
  /** The relay is going: nothing more is taken of this client (R11). */
  #leaving = false
  /** Named by the client for its next SyncStep1. */
  #cursor: Cursor | undefined
  readonly #unsaved = new Unsaved()
  /** Presence of others was left out because this session was behind. */
  #missedPresence = false
  /** After a refusal: `refusing` until the client asks anew, `asked` until its step2 closes the gap (F5). */
  #diverged: 'no' | 'refusing' | 'asked' = 'no'
  /** It was asked for what its updates hang on, and has not answered yet: an answer may be the whole document. */
  #askedAboveGap = false
  #nextWarningAt = -Infinity
  #warnedOfRate = false
  readonly #heldPresence = new HeldPresence()

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#socket = parts.socket
    this.#room = parts.room
    this.#about = { ...parts.room.address, request: parts.request }
    this.#intake = new Intake({
      socket: parts.socket,
      limits: parts.limits,
      clock: parts.clock,
      unsaved: this.#unsaved,
      rate: { exceeded: () => this.#warnOfRate(), over: parts.throttled },
      take: (message) => this.#take(message),
    })
    this.#listener = new Listener({
      room: parts.room,
      differ: parts.differ,
      framer: parts.framer,
      log: parts.log,
      upToDate: () => parts.upToDate(),
      readSnapshot: () => parts.readSnapshot(),
      readLog: (after) => parts.readLog(after),
      socket: parts.socket,
      member: this,
      extended: parts.hello !== undefined,
      outboxBytes: parts.limits.outboxBytes,
      wentLive: () => this.#sendPresence(),
      failed: (error) => {
        parts.log.error({ ...this.#about, err: error }, 'could not read the document for a client')
        this.end(4500)
      },
    })
  }

  /** The relay speaks first: who it is, and what it holds. */
  start(): void {
    if (this.#parts.hello !== undefined) this.#socket.send([write.hello(this.#parts.hello)])
    this.#askForMissing()
    this.#room.enter(this)
  }

  receive(message: Uint8Array): void {
    if (this.#closed || this.#leaving) return
    this.#heard = true
    this.#intake.receive(message)
  }

  receiveControl(bytes: number): void {
    if (!this.#closed) this.#intake.receiveControl(bytes)
  }

  /** For presence: somebody else may be the one who is there (R13). */
  get silent(): boolean {
    return this.#socket.silent
  }

  receiveText(): void {
    this.end(4400)
  }

  drained(): void {
    this.#listener.drained()
    if (this.#missedPresence && this.#listener.live) this.#sendPresence()
    this.#intake.regulate()
  }

  stalled(): void {
    this.end(4529)
  }

  closed(clean: boolean): void {
    if (this.#closed) return
    // Somebody types, and closes the window: a stock client has nobody else to send it.
    if (!this.#leaving) for (const message of this.#intake.close()) this.#take(message, 'update')
    this.#over(clean)
  }

  end(code: CloseCode, reason?: string): void {
    if (this.#closed) return
    this.#socket.close(code, reason)
    // After so long a silence there is no return to wait for, so that R8's 40 s are kept.
    this.#over(code < 4500 || code === 4529)
  }

  deliver(commit: Commit): void {
    this.#listener.deliver(commit)
  }

  costs(parts: number): void {
    this.#intake.costs(parts)
  }

  durable(count: number): void {
    this.#unsaved.settled(count)
    this.#sayWhatIsSaved()
    this.#intake.regulate()
    for (const update of this.#heldPresence.due(this.#unsaved.saved)) this.#announce(update)
  }

  /** Presence of others: may be dropped, never queued (R6). */
  hearPresence(frame: Uint8Array): void {
    if (!this.#listener.live || this.#intake.outboxFull) this.#missedPresence = true
    else this.#socket.send([frame])
  }

  /** With each ping: something to hear, for a stock client takes silence for death (R8). */
  speak(): void {
    if (this.#closed) return
    this.#reply(write.awareness(this.#parts.presence.echoTo(this)))
  }

  /** The time to the first frame is over. */
  shouldHaveSpoken(): void {
    if (!this.#heard) this.end(4508)
  }

  /** It has not been sent all that was written, because it takes it too slowly (R6). */
  get behind(): boolean {
    return this.#listener.behind
  }

  /** It is not read because it has sent more than it may (L2). */
  get throttled(): boolean {
    return this.#intake.throttled
  }

  get outboxBytes(): number {
    return this.#socket.bufferedBytes
  }

  /** Takes no frame from now on: a client that does not listen would keep the relay saving for ever (R11). */
  goaway(afterMs: number, reason: string): void {
    if (this.#closed) return
    this.#leaving = true
    if (this.extended) this.#socket.send([write.goaway(afterMs, reason)])
    this.#intake.stop()
  }

  #over(clean: boolean): void {
    if (this.#closed) return
    this.#closed = true
    this.#intake.close()
    this.#listener.close()
    this.#room.leave(this)
    this.#parts.presence.leave(this, clean)
    this.#parts.ended(this)
  }

  /** `only`: frames of this kind, and no other. */
  #take(message: Uint8Array, only?: Frame['kind']): void {
    if (this.#closed) return
    try {
      const frame = readFrame(message)
      if (only === undefined || frame.kind === only) this.#handle(frame)
    } catch (error) {
      const malformed = error instanceof MalformedFrame
      const fields = { ...this.#about, bytes: message.byteLength }
      if (malformed) this.#parts.log.warn(fields, 'malformed frame')
      // A mistake of ours ends this session, not the process.
      else this.#parts.log.error({ ...fields, err: error }, 'a frame could not be handled')
      this.end(malformed ? 4400 : 4500)
    }
  }

  /** What may be left out when the client does not take what it was sent. */
  #reply(frame: Uint8Array): void {
    if (!this.#intake.outboxFull) this.#socket.send([frame])
  }

  /** It speaks `ligature.v1`. */
  get extended(): boolean {
    return this.#parts.hello !== undefined
  }

  #handle(frame: Frame): void {
    switch (frame.kind) {
      case 'step1':
        return this.#join(frame.stateVector)
      case 'update':
        return this.#update(frame.update, frame.step2)
      case 'awareness':
        return this.#presence(frame.update)
      case 'queryAwareness':
        return this.#sendPresence()
      case 'cursor':
        // One of another epoch says nothing, and may be named at any length.
        this.#cursor = frame.epoch === this.#room.epoch ? { epoch: this.#room.epoch, seq: frame.seq } : undefined
        return
      case 'ping':
        return this.#reply(write.pong(frame.nonce))
      case 'pong':
      case 'auth':
        return
      case 'unknown':
        // Extensions of later versions are skipped (F2). Anything else is not this protocol.
        return frame.extension ? undefined : this.end(4400)
      case 'hello':
      case 'saved':
      case 'refused':
      case 'head':
      case 'role':
      case 'goaway':
        return this.end(4400)
      default:
        assertNever(frame)
    }
  }

  #update(update: Uint8Array, step2: boolean): void {
    const nth = this.#unsaved.receive()
    if (step2) this.#askedAboveGap = false
    if (this.#diverged === 'asked' && step2) this.#diverged = 'no'
    if (this.#diverged !== 'no') return this.#refuse(nth, 'diverged')
    if (!permits(this.#parts.role, 'write')) return this.#refuse(nth, 'read-only')
    const { maxFrameBytes } = this.#parts.limits
    if (update.byteLength > maxFrameBytes) return this.#refuse(nth, 'too-large', { limitBytes: maxFrameBytes })
    const submission = this.#room.submit(this, update, this.#parts.principal.id, !step2)
    switch (submission) {
      case 'quota':
        return this.#refuse(nth, submission, { limitBytes: this.#room.maxBytes })
      case 'malformed':
      case 'gap':
      // Of too many parts, which no number of bytes says.
      case 'too-large':
        return this.#refuse(nth, submission, { step2 })
      case 'saved':
        return this.#sayWhatIsSaved()
      case 'queued':
      case 'queued-above-gap':
        this.#unsaved.queued(update.byteLength)
        if (submission === 'queued-above-gap' && !this.#askedAboveGap) {
          this.#askedAboveGap = true
          this.#askForMissing()
        }
        return
      default:
        assertNever(submission)
    }
  }

  /** A stock client has no word for a refusal: its socket is closed with the code that says why (F5). */
  #refuse(nth: number, reason: Refusal, { step2 = false, limitBytes }: RefusalDetails = {}): void {
    this.#parts.refused(reason)
    this.#warnOfRefusal(reason, limitBytes)
    if (!this.extended) return this.end(closeCodeOf(reason, step2), limitReason(reason, limitBytes))
    // What is typed while the client recovers is refused too, and must not undo the recovery.
    if (reason !== 'diverged') this.#diverged = 'refusing'
    this.#socket.send([write.refused(nth, reason, limitBytes)])
    this.#sayWhatIsSaved()
  }

  /** Not of each: a client can cause a thousand in a second, and the metrics count them. */
  #warnOfRefusal(reason: Refusal, limitBytes: number | undefined): void {
    const now = this.#parts.clock.elapsed()
    if (reason === 'diverged' || now < this.#nextWarningAt) return
    this.#nextWarningAt = now + WARN_EVERY_MS
    this.#parts.log.warn({ ...this.#about, reason, limitBytes }, 'update refused')
  }

  /** Once: whoever is fast is so again and again, and the metrics count that. */
  #warnOfRate(): void {
    if (this.#warnedOfRate) return
    this.#warnedOfRate = true
    const { log, from } = this.#parts
    log.warn(
      { ...this.#about, from },
      'a session sends more than it may, and is read later; see LIGATURE_RATE_FRAMES and LIGATURE_RATE_BYTES',
    )
  }

  /** `saved n`: the first n update frames of this connection are on disk, or were refused by number. */
  #sayWhatIsSaved(): void {
    const { saved } = this.#unsaved
    if (this.extended && !this.#closed && saved > 0) this.#socket.send([write.saved(saved)])
  }

  #askForMissing(): void {
    this.#socket.send([write.step1(this.#room.committed.encodeStateVector())])
  }

  #join(stateVector: Uint8Array): void {
    const clocks = readStateVector(stateVector)
    if (clocks === undefined) return this.end(4400)
    this.costs(clocks.size)
    if (this.#diverged !== 'no') {
      this.#diverged = 'asked'
      this.#askForMissing()
    }
    // A copy: it is posted to a worker, and the view would take the whole read buffer along.
    this.#listener.answer({ stateVector: { encoded: stateVector.slice(), clocks }, cursor: this.#cursor })
    this.#cursor = undefined
  }

  #presence(update: Uint8Array): void {
    if (!permits(this.#parts.role, 'be-present') || update.byteLength > this.#parts.limits.maxPresenceBytes) return
    const after = this.#unsaved.received
    if (after <= this.#unsaved.saved) this.#announce(update)
    else this.#heldPresence.hold(after, update)
  }

  #announce(update: Uint8Array): void {
    if (this.#closed) return
    if (this.#parts.presence.announce(this, update) === 'malformed') this.end(4400)
  }

  #sendPresence(): void {
    const { presence } = this.#parts
    if (this.#intake.outboxFull) {
      this.#missedPresence = true
      return
    }
    const all = this.#missedPresence ? presence.catchUp() : presence.all()
    this.#missedPresence = false
    if (all !== undefined) this.#socket.send([write.awareness(all)])
  }
}

const WARN_EVERY_MS = 60_000
