// Bugs that relays have had, put into the real code for as long as a simulation runs. Each must be found: a simulator that
// finds nothing proves nothing. Patched in from outside, so that the product carries no seam for them.
import * as Y from 'yjs'
import { FRAME, write } from '../../../contracts/wire.ts'
import { Fold } from '../../../server/jobs/fold.ts'
import { Presence } from '../../../server/presence/presence.ts'
import { DocumentIndex, type Novelty } from '../../../server/room/document-index.ts'
import { type Member, Room, type Submission } from '../../../server/room/room.ts'
import { Rooms } from '../../../server/room/rooms.ts'
import type { Range } from '../../../server/room/ranges.ts'
import { cut } from '../../../server/room/update.ts'
import { Unsaved } from '../../../server/session/unsaved.ts'
import { LogTable } from '../../../server/store/sqlite/log-table.ts'
import { Connection } from './simulated-network.ts'

export interface PlantedBug {
  readonly name: string
  /** What a violation that it causes looks like. */
  readonly shows: RegExp
  /** Answers how to take it out again. */
  plant(): () => void
}

/** Replaces one method or getter of a class; answers how to put the old one back. */
function replace<Class extends object>(
  prototype: Class,
  name: keyof Class & string,
  change: (old: PropertyDescriptor) => PropertyDescriptor,
): () => void {
  const old = Object.getOwnPropertyDescriptor(prototype, name)!
  Object.defineProperty(prototype, name, { ...old, ...change(old) })
  return () => void Object.defineProperty(prototype, name, old)
}

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
    shows: /has not converged/,
    plant: () =>
      replace(Connection.prototype, 'accept', ({ value }) => ({
        value: function (this: Connection, makeSession: Parameters<Connection['accept']>[0]) {
          const isHead = (frame: Uint8Array): boolean => frame[0] === FRAME.head
          ;(value as Connection['accept']).call(this, (socket) =>
            makeSession({
              get bufferedBytes() {
                return socket.bufferedBytes
              },
              get silent() {
                return socket.silent
              },
              // Between the two a connection may be cut.
              send: (frames) => socket.send(frames.toSorted((a, b) => Number(isHead(b)) - Number(isHead(a)))),
              pause: () => socket.pause(),
              resume: () => socket.resume(),
              close: (code) => socket.close(code),
            }),
          )
        },
      })),
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
    shows: /R5|has not converged/,
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
    shows: /R13/,
    plant: () =>
      replace(Presence.prototype, 'leave', ({ value }) => ({
        value: function (this: Presence, owner: object, clean: boolean) {
          if (clean) (value as Presence['leave']).call(this, owner, clean)
        },
      })),
  },
]
