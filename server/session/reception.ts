// Receives everyone who asks for a document: finds out whether they may, opens the room, and makes their session. Keeps
// the company of each room: its sessions and their presence.
import type { CloseCode } from '../../contracts/close-codes.ts'
import { beginningOf } from '../../contracts/epochs.ts'
import { type Address, type DocumentId, type Part, parseDocumentId } from '../../contracts/ids.ts'
import { SPEAK_EVERY_MS } from '../../contracts/limits.ts'
import { SCHEMA_VERSION } from '../../contracts/schema-version.ts'
import type { Hello, Refusal, Role } from '../../contracts/wire.ts'
import type { PersonPresent } from '../../contracts/people.ts'
import { type Access, permits } from '../access/access.ts'
import type { Bus } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { Rooms } from '../room/rooms.ts'
import type { LogStore } from '../store/store.ts'
import { Company } from './company.ts'
import { sayFarewell } from './farewell.ts'
import type { Differ } from './join.ts'
import { Session, type SessionLimits } from './session.ts'
import type { MakesFrames } from './shared-snapshot.ts'
import type { Socket } from './socket.ts'
import type { Wheel } from './wheel.ts'

export interface ReceptionParts {
  readonly rooms: Rooms
  readonly store: LogStore
  readonly bus: Bus
  readonly differ: Differ
  readonly framer: MakesFrames
  readonly access: Access
  readonly wheel: Wheel
  readonly clock: Clock
  readonly log: Log
  readonly counts: { note(document: DocumentId, count: number): void }
  readonly relayName: string
  /** Names this start of the relay: a cursor heard from another is no cursor (F6). */
  readonly instance: string
  readonly limits: SessionLimits
  /** Told of each update that was not taken. */
  readonly refused: (reason: Refusal) => void
  /** Told of each time that a session was not read because of its rate, in milliseconds. */
  readonly throttled: (ms: number) => void
}

/** How it is at this moment. */
export interface Attendance {
  readonly sessions: number
  readonly rooms: number
  /** Sessions that wait until their client has taken what it was sent. */
  readonly behind: number
  /** Sessions that are not read until what they have sent is paid for (L2). */
  readonly throttled: number
  /** Handed to all sockets and not taken by the network yet. */
  readonly outboxBytes: number
}

/** After a reconnect to Redis, say, with thousands of documents open. */
const ASK_AT_ONCE = 200
const ASK_EVERY_MS = 100

/** What somebody who wants in has said. */
export interface Asked {
  /** What stood behind `/sync/`. */
  readonly path: string
  /** Named in the address: that of the text which the client has, or is to have (E3). */
  readonly epoch: string | undefined
  /** It speaks `ligature.v1`, and looks at the epoch in `hello` before it says anything. */
  readonly extended: boolean
  /** Id of the request, for the log. */
  readonly request: string
  /** From which network address it comes, for the log. */
  readonly from: string
}

export class Reception {
  readonly #parts: ReceptionParts
  readonly #companies = new Map<Room, Company>()
  #companyNumber = 0
  #toAsk: Company[] = []
  /** There was reason to while a round was under way. */
  #askAgain = false
  #callOffAsking: (() => void) | undefined

  constructor(parts: ReceptionParts) {
    this.#parts = parts
  }

  /** Answers how to make the session, or the code that says why not. */
  async admit({ path, epoch, extended, request, from }: Asked): Promise<((socket: Socket) => Session) | CloseCode> {
    const address = parseAddress(path)
    if (address === undefined) return 4404
    const { access, rooms } = this.#parts
    const principal = access.identify()
    const role = await access.roleOf(principal, address.document)
    if (role === undefined || !permits(role, 'read')) return 4403
    const room = await rooms.get(address).catch(() => 'broken' as const) // The log has been told, and not by each client.
    if (room === 'broken') return 4500
    if (room === 'gone') return 4410
    if (epoch === undefined ? !extended && beginningOf(room.epoch) > 1 : epoch !== room.epoch) return 4409
    return (socket) => {
      const company = this.#companyOf(room)
      const { wheel, limits, clock, log, differ, framer, refused, throttled } = this.#parts
      const stopSpeaking = wheel.every(SPEAK_EVERY_MS / 1_000, () => session.speak())
      const stopListening =
        limits.firstFrameSeconds === undefined
          ? undefined
          : // One more: the wheel's first second may be nearly over.
            wheel.every(limits.firstFrameSeconds + 1, () => {
              stopListening?.()
              session.shouldHaveSpoken()
            })
      const session: Session = new Session({
        socket,
        room,
        presence: company.presence,
        principal,
        role,
        hello: extended ? this.#hello(room, role) : undefined,
        limits,
        clock,
        log,
        request,
        from,
        refused,
        throttled,
        differ,
        framer,
        upToDate: () => rooms.upToDate(room),
        readSnapshot: () => company.snapshot.get(),
        readLog: (after) => company.log.get(after),
        ended: () => {
          stopSpeaking()
          stopListening?.()
          company.sessions.delete(session)
        },
      })
      company.sessions.add(session)
      log.debug({ ...room.address, request }, 'joined')
      session.start()
      return session
    }
  }

  /** The document is no more: everyone in it is told to stop. */
  dismiss(document: DocumentId): void {
    this.#parts.rooms.end(document, 4410)
  }

  /** Looks at every session: for whoever asks now and then. */
  get attendance(): Attendance {
    const sessions = [...this.#companies.values()].flatMap((company) => [...company.sessions])
    return {
      sessions: sessions.length,
      rooms: [...this.#parts.rooms.open].length,
      behind: sessions.filter((session) => session.behind).length,
      throttled: sessions.filter((session) => session.throttled).length,
      outboxBytes: sessions.reduce((sum, session) => sum + session.outboxBytes, 0),
    }
  }

  /** Forgets the company of rooms that were dropped, and in the others who left. Called every few seconds. */
  sweep(): void {
    const open = new Set(this.#parts.rooms.open)
    for (const [room, company] of this.#companies) {
      company.sweep()
      if (!open.has(room) && company.isEmpty) {
        company.close()
        this.#companies.delete(room)
      }
    }
  }

  /** The relay is going, and takes nobody more: everyone there is asked to come back a little later. Resolves when all are. */
  async sayGoaway(): Promise<void> {
    const sessions = [...this.#companies.values()].flatMap((company) => [...company.sessions])
    await sayFarewell(sessions, this.#parts.clock)
  }

  /** Who has these documents open, on any instance, in their order. */
  async people(documents: readonly DocumentId[]): Promise<readonly (readonly PersonPresent[])[]> {
    const here = new Map(documents.map((document) => [document, this.#companyIn(document)?.people('all')]))
    const others = documents.filter((document) => here.get(document) === undefined)
    const elsewhere = others.length === 0 ? [] : await this.#parts.bus.readPeople(others)
    return documents.map((document) => here.get(document) ?? elsewhere[others.indexOf(document)]!)
  }

  /** An instance is no more. */
  lost(instance: string): void {
    for (const company of this.#companies.values()) company.lost(instance)
  }

  /** Something of what others said may have been missed, or they may have missed something. A few at a time, for others do the same. */
  askAround(): void {
    if (this.#callOffAsking !== undefined) {
      this.#askAgain = true
      return
    }
    this.#toAsk = [...this.#companies.values()]
    this.#askSome()
  }

  close(): void {
    this.#callOffAsking?.()
    for (const company of this.#companies.values()) company.close()
    this.#companies.clear()
  }

  #askSome(): void {
    for (const company of this.#toAsk.splice(0, ASK_AT_ONCE)) company.ask()
    this.#callOffAsking = this.#parts.clock.after(ASK_EVERY_MS, () => {
      this.#callOffAsking = undefined
      if (this.#toAsk.length > 0) return this.#askSome()
      if (!this.#askAgain) return
      this.#askAgain = false
      this.askAround()
    })
  }

  #companyIn(document: DocumentId): Company | undefined {
    const room = this.#parts.rooms.find({ document, part: 'text' })
    return room && this.#companies.get(room)
  }

  #companyOf(room: Room): Company {
    const known = this.#companies.get(room)
    if (known !== undefined) return known
    const { clock, framer, log, store, bus, counts } = this.#parts
    const { document, part } = room.address
    const changed = (): void => {
      if (part !== 'text') return
      bus.notePeople(document, () => this.#companyIn(document)?.people('own') ?? [])
      counts.note(document, this.#companyIn(document)?.presence.own.length ?? 0)
    }
    const company = new Company({ room, number: ++this.#companyNumber, store, bus, framer, clock, log, changed })
    this.#companies.set(room, company)
    return company
  }

  #hello(room: Room, role: Role): Hello {
    return {
      document: room.address.document,
      epoch: room.epoch,
      head: room.head,
      role,
      schemaVersion: SCHEMA_VERSION,
      relay: { name: this.#parts.relayName, instance: this.#parts.instance },
      limits: { maxFrameBytes: this.#parts.limits.maxFrameBytes },
      serverTime: this.#parts.clock.now(),
    }
  }
}

/** `{documentId}` or `{documentId}/comments`. */
function parseAddress(path: string): Address | undefined {
  const [id = '', ...rest] = path.split('/')
  const document = parseDocumentId(id)
  const part: Part | undefined =
    rest.length === 0 ? 'text' : rest.length === 1 && rest[0] === 'comments' ? 'comments' : undefined
  return document === undefined || part === undefined ? undefined : { document, part }
}
