// Bugs that relays have had, put into the real code for as long as a simulation runs. Each must be found: a simulator that
// finds nothing proves nothing. Patched in from outside, so that the product carries no seam for them.
import * as Y from 'yjs'
import { EMPTY_UPDATE } from '../../../contracts/empty-update.ts'
import { FRAME, readFrame, SYNC, write } from '../../../contracts/wire.ts'
import { Fold } from '../../../server/jobs/fold.ts'
import { Presence } from '../../../server/presence/presence.ts'
import { DocumentIndex, type Novelty } from '../../../server/room/document-index.ts'
import type { Member, Submission } from '../../../server/room/member.ts'
import { Room } from '../../../server/room/room.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import type { Range } from '../../../server/room/ranges.ts'
import { cut } from '../../../server/room/update.ts'
import { Waiting } from '../../../server/room/waiting.ts'
import { Session } from '../../../server/session/session.ts'
import { Unsaved } from '../../../server/session/unsaved.ts'
import { LogTable } from '../../../server/store/sqlite/log-table.ts'
import { BUGS_OF_SEVERAL_RELAYS } from './bugs-of-several-relays.ts'
import { type PlantedBug, replace, replaceSocket } from './planting.ts'

const saysUpdate = (frame: Uint8Array): boolean => frame[0] === FRAME.sync && frame[1] === SYNC.update

type Submit = (this: Room, member: Member, bytes: Uint8Array, author: string) => Submission
type Compare = (this: DocumentIndex, ...given: Parameters<DocumentIndex['novelty']>) => Novelty

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'an edit is shown to others before it is committed',
    shows: /R2: was shown/,
    plant: () =>
      replace(Room.prototype, 'submit', ({ value }) => ({
        value: function (this: Room, member: Member, bytes: Uint8Array, author: string) {
          const submission = (value as Submit).call(this, member, bytes, author)
          for (const other of this.members)
            if (other !== member)
              other.deliver({
                fromSeq: this.head,
                toSeq: this.head,
                frames: [write.update(bytes)],
                framesAndHead: [write.update(bytes), write.head(this.head)],
                large: false,
                writers: [member],
              })
          return submission
        },
      })),
  },
  {
    name: 'an edit is acknowledged when it is queued',
    shows: /R1: was told/,
    plant: () =>
      replace(Unsaved.prototype, 'saved', () => ({
        get(this: Unsaved) {
          return this.received
        },
      })),
  },
  {
    name: 'what is nothing new is acknowledged while it is only queued',
    seed: 25,
    shows: /R1: was told/,
    plant: () => {
      let nothing = false
      const watched = replace(DocumentIndex.prototype, 'novelty', ({ value }) => ({
        value: function (this: DocumentIndex, ...given: Parameters<DocumentIndex['novelty']>) {
          const novelty = (value as Compare).apply(this, given)
          nothing = novelty.kind === 'nothing'
          return novelty
        },
      }))
      const hasty = replace(Room.prototype, 'submit', ({ value }) => ({
        value: function (this: Room, ...given: Parameters<Submit>) {
          const submission = (value as Submit).apply(this, given)
          return nothing && submission === 'queued' ? 'saved' : submission
        },
      }))
      return () => {
        hasty()
        watched()
      }
    },
  },
  {
    name: 'trimming takes deletes along that are new',
    shows: /R1: was told|has not converged|still there|R5/,
    plant: () =>
      replace(DocumentIndex.prototype, 'novelty', ({ value }) => ({
        value: function (this: DocumentIndex, ...given: Parameters<DocumentIndex['novelty']>) {
          const novelty = (value as Compare).apply(this, given)
          if (novelty.kind === 'nothing' || novelty.claims.structs.size === 0) return novelty
          return { ...novelty, update: cut(given[0].structs, novelty.claims.structs, new Map()) }
        },
      })),
  },
  {
    name: 'the cursor moves before the data that it covers',
    shows: /F6: .* hears that it has all/,
    plant: () => {
      const isHead = (frame: Uint8Array): boolean => frame[0] === FRAME.head
      // Between the two a connection may be cut.
      return replaceSocket((socket) => ({
        send: (frames) => socket.send(frames.toSorted((a, b) => Number(isHead(b)) - Number(isHead(a)))),
      }))
    },
  },
  {
    name: 'a joiner is called synced before it has heard the log',
    shows: /R4: .* is told it is synced/,
    plant: () =>
      replaceSocket((socket) => {
        let said = false
        return {
          send: (frames) => {
            const early = !said && frames.some(saysUpdate)
            said ||= early
            socket.send(early ? [write.step2(EMPTY_UPDATE), ...frames] : frames)
          },
        }
      }),
  },
  {
    name: 'who lacks something is taken for one who lacks nothing',
    shows: /R4: .* is told it is synced/,
    plant: () => replace(DocumentIndex.prototype, 'coveredBy', () => ({ value: () => true })),
  },
  {
    name: 'the outbox has no cap',
    shows: /R6: a session with/,
    plant: () => replaceSocket(() => ({ bufferedBytes: 0 })),
  },
  {
    name: 'the log is deleted up to the new snapshot',
    shows: /R5: the log/,
    plant: () =>
      replace(LogTable.prototype, 'trimLog', ({ value }) => ({
        value: function (this: LogTable, ...[address, , maxRows]: Parameters<LogTable['trimLog']>) {
          const head = this.open(address)
          return (value as LogTable['trimLog']).call(this, address, head === 'gone' ? 0 : head.snapshotSeq, maxRows)
        },
      })),
  },
  {
    name: 'a snapshot forgets what was deleted',
    seed: 28,
    shows: /R5|has not converged|R3: a row|R4: .* which was erased/,
    plant: () =>
      replace(Fold.prototype, 'snapshot', () => ({
        value: function (this: Fold) {
          // Without its check, and without the deletes.
          const { structs } = Y.decodeUpdate(this.diff(new Uint8Array([0])))
          const held = new Map<number, Range[]>()
          for (const { id, length } of structs)
            held.set(id.client, [...(held.get(id.client) ?? []), [id.clock, id.clock + length]])
          return { update: cut(structs, held, new Map()), index: undefined }
        },
      })),
  },
  {
    name: 'a room is dropped while its log is folded',
    seed: 9,
    shows: /R5: a room did not know/,
    plant: () =>
      replace(Room.prototype, 'idle', ({ get }) => ({
        get(this: Room) {
          const { toBeFolded } = this
          this.toBeFolded = false
          const idle = get!.call(this) as boolean
          this.toBeFolded = toBeFolded
          return idle
        },
      })),
  },
  {
    name: 'a snapshot is made for a room that has ended',
    seed: 7,
    shows: /R5: a room did not know/,
    plant: () => replace(Room.prototype, 'broken', () => ({ get: () => false })),
  },
  {
    name: 'rooms are kept for ever',
    shows: /R12: \d+ rooms/,
    plant: () => replace(Rooms.prototype, 'sweep', () => ({ value: () => undefined })),
  },
  {
    name: 'who breaks off stays for ever',
    seed: 8,
    shows: /R13/,
    plant: () =>
      replace(Presence.prototype, 'leave', ({ value }) => ({
        value: function (this: Presence, owner: object, clean: boolean) {
          if (clean) (value as Presence['leave']).call(this, owner, clean)
        },
      })),
  },
  {
    name: 'an owner that answers pings is taken for silent',
    seed: 18,
    shows: /R13: .* what somebody else has said/,
    plant: () => replace(Session.prototype, 'silent', () => ({ get: () => true })),
  },
  {
    name: 'bytes that are no frame end the relay',
    seed: 7,
    shows: /F1: a frame of|a frame could not be handled/,
    plant: () =>
      replace(Session.prototype, 'end', ({ value }) => ({
        value: function (this: Session, code: Parameters<Session['end']>[0]) {
          if (code === 4400) throw new Error('nobody catches this')
          ;(value as Session['end']).call(this, code)
        },
      })),
  },
  {
    name: 'what does not decode is stored',
    seed: 7,
    shows: /R3: a row was stored that Yjs cannot take in/,
    plant: () => {
      const spoilt = new WeakMap<Room, Uint8Array>()
      const taken = replace(Room.prototype, 'submit', ({ value }) => ({
        value: function (this: Room, ...given: Parameters<Submit>) {
          const submission = (value as Submit).apply(this, given)
          if (submission === 'malformed') spoilt.set(this, given[1].slice())
          return submission
        },
      }))
      const stored = replace(Room.prototype, 'takeQueued', ({ value }) => ({
        value: function (this: Room) {
          const group = (value as Room['takeQueued']).call(this)
          const update = spoilt.get(this)
          return group && update ? { ...group, entries: [...group.entries, { update, author: '', at: 0 }] } : group
        },
      }))
      return () => {
        stored()
        taken()
      }
    },
  },
  {
    name: 'what comes twice is stored twice',
    seed: 8,
    // Of several relays, which may store what another stores, some never come to an end with it.
    shows: /R3: a row of \d+ bytes was stored that says nothing new|F4: .* heard that|has not converged/,
    plant: () =>
      replace(DocumentIndex.prototype, 'novelty', () => ({
        value: (...[{ claims }, update]: Parameters<DocumentIndex['novelty']>) => ({
          kind: 'news',
          update,
          claims,
          holes: 0,
        }),
      })),
  },
  {
    name: 'what waits for something that is missing counts as held',
    shows: /R1: was told|has not converged/,
    plant: () =>
      replace(Waiting.prototype, 'add', () => ({
        value: (...[client, runs, , reached]: Parameters<Waiting['add']>) => {
          reached(client, runs.at(-1)!.end)
          return true
        },
      })),
  },
  {
    name: 'what a lost frame had is not asked for',
    seed: 7,
    shows: /R3: .* the relay has not asked for/,
    plant: () =>
      replace(Room.prototype, 'submit', ({ value }) => ({
        value: function (this: Room, ...given: Parameters<Submit>) {
          const submission = (value as Submit).apply(this, given)
          return submission === 'queued-above-gap' ? 'queued' : submission
        },
      })),
  },
  {
    name: 'a full document takes more',
    seed: 14,
    shows: /L4/,
    plant: () =>
      replace(LogTable.prototype, 'readSetAside', ({ value }) => ({
        value: function (this: LogTable, ...given: Parameters<LogTable['readSetAside']>) {
          return { ...(value as LogTable['readSetAside']).apply(this, given), bytes: -Infinity }
        },
      })),
  },
  {
    name: 'what was refused is called saved without a word',
    seed: 10,
    shows: /R1: was told|F5/,
    plant: () =>
      replaceSocket((socket) => ({
        send: (frames) => socket.send(frames.filter(([type]) => type !== FRAME.refused)),
      })),
  },
  {
    name: 'what hangs on a refused edit is taken',
    seed: 10,
    shows: /F5: .* hangs on a refused one/,
    plant: () =>
      replaceSocket((socket) => ({
        send: (frames) =>
          socket.send(
            frames.filter((bytes) => {
              const frame = readFrame(bytes)
              return frame.kind !== 'refused' || frame.reason !== 'diverged'
            }),
          ),
      })),
  },
  {
    name: 'the relay shuts down without saving what it took',
    seed: 28,
    shows: /R11/,
    plant: () => replace(Rooms.prototype, 'flush', () => ({ value: () => Promise.resolve() })),
  },
  ...BUGS_OF_SEVERAL_RELAYS,
]
