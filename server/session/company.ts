// Who is in one open document: its sessions, their presence and that of those who are connected to other instances, and what they
// share of snapshot and log. Made and forgotten by reception.ts.
import type { PersonPresent } from '../../contracts/people.ts'
import { PresenceUserSchema } from '../../contracts/presence.ts'
import { PRESENCE_GRACE_MS } from '../../contracts/limits.ts'
import { write } from '../../contracts/wire.ts'
import type { Bus, NewsOfOne } from '../bus/bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { AfterText } from '../presence/after-text.ts'
import type { Told } from '../presence/awareness.ts'
import { Presence } from '../presence/presence.ts'
import type { Room } from '../room/room.ts'
import type { LogStore } from '../store/store.ts'
import type { Session } from './session.ts'
import { SharedLog } from './shared-log.ts'
import { type MakesFrames, SharedSnapshot } from './shared-snapshot.ts'

export interface CompanyParts {
  readonly room: Room
  /** Tells this company from those of rooms that the document had before on this instance. */
  readonly number: number
  readonly store: LogStore
  readonly bus: Bus
  readonly framer: MakesFrames
  readonly clock: Clock
  readonly log: Log
  /** Whoever is connected here is somebody else now, or nobody. */
  readonly changed: () => void
}

export class Company {
  readonly sessions = new Set<Session>()
  readonly presence: Presence
  readonly snapshot: SharedSnapshot
  readonly log: SharedLog
  readonly #parts: CompanyParts
  readonly #afterText: AfterText
  readonly #unattend: () => void

  constructor(parts: CompanyParts) {
    this.#parts = parts
    const { room, framer, log, clock, store, bus, changed } = parts
    this.presence = new Presence({
      graceMs: PRESENCE_GRACE_MS,
      clock,
      broadcast: (update, except) => this.#spread(update, except),
      say: (people, all) => this.#say(people, false, all),
      changed,
    })
    this.snapshot = new SharedSnapshot({ room, framer, log, read: () => store.readSnapshot(room.address) })
    this.log = new SharedLog({ room, framer, log, read: (range) => store.readLog(room.address, range) })
    this.#afterText = new AfterText({
      room,
      hear: (news) => this.presence.hear(news),
      dropped: () => this.ask(),
      log,
    })
    this.#unattend = bus.attend(room.address, (news) => this.#afterText.take(news))
    this.ask()
  }

  get room(): Room {
    return this.#parts.room
  }

  /** Has the other instances say who is with them, and says who is here. */
  ask(): void {
    this.#say(this.presence.own, true, true)
  }

  /** Of all instances, or of those who are connected to this one. */
  people(which: 'all' | 'own'): readonly PersonPresent[] {
    return this.presence[which === 'all' ? 'everybody' : 'own'].map(personIn)
  }

  /** An instance is no more. */
  lost(instance: string): void {
    this.#afterText.lost(instance)
    this.presence.lost(instance)
  }

  /** Nobody is here, and nobody who broke off is seen any more. */
  get isEmpty(): boolean {
    return this.sessions.size === 0 && this.presence.own.length === 0
  }

  sweep(): void {
    this.presence.sweep()
    this.snapshot.sweep()
    this.log.sweep()
  }

  close(): void {
    this.presence.close()
    this.#unattend()
  }

  #say(people: readonly NewsOfOne[], asks: boolean, all: boolean): void {
    const { bus, room, number } = this.#parts
    bus.say({ address: room.address, epoch: room.epoch, room: number, head: room.head, asks, all, people })
  }

  #spread(update: Uint8Array, except: object | undefined): void {
    const frame = write.awareness(update)
    for (const session of this.sessions) if (session !== except) session.hearPresence(frame)
  }
}

function personIn({ client, state }: Told): PersonPresent {
  const { user } = JSON.parse(state) as { readonly user?: unknown }
  return { client, user: PresenceUserSchema.safeParse(user).data ?? null }
}
