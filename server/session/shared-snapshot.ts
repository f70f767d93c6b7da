// The snapshot of one room as the frames that joiners are sent: read and encoded once, and the same bytes for all who need
// them, however many wait with them in their sockets (R4). One per room; made by reception.ts.
import { write } from '../../contracts/wire.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Room } from '../room/room.ts'
import type { Snapshot } from '../store/store.ts'

/** A snapshot on its way to joiners. Whoever sends it holds on to it until it has handed over the last frame. */
export interface SnapshotFrames {
  readonly seq: number
  readonly frames: readonly Uint8Array[]
}

/** Makes `update` frames of an update, which it may keep. Fulfilled by jobs/framer.ts. */
export interface MakesFrames {
  framesOf(update: Uint8Array): Promise<readonly Uint8Array[]>
}

export interface SharedSnapshotParts {
  readonly room: Room
  readonly framer: MakesFrames
  readonly log: Log
  readonly read: () => Promise<Snapshot | undefined>
}

interface Reading {
  /** The room's snapshot when it was asked for. */
  readonly seq: number
  readonly frames: Promise<SnapshotFrames | undefined>
}

export class SharedSnapshot {
  readonly #parts: SharedSnapshotParts
  #reading: Reading | undefined
  #used = false
  /** What nobody has asked for in a while, if a joiner has still to send it. */
  #last: { readonly seq: number; readonly frames: WeakRef<SnapshotFrames> } | undefined

  constructor(parts: SharedSnapshotParts) {
    this.#parts = parts
  }

  /** Undefined when there is none. Rejects when the store cannot answer. */
  async get(): Promise<SnapshotFrames | undefined> {
    const { snapshotSeq } = this.#parts.room
    this.#used = true
    if (this.#reading?.seq !== snapshotSeq) {
      const inUse = this.#last?.seq === snapshotSeq ? this.#last.frames.deref() : undefined
      const reading: Reading = {
        seq: snapshotSeq,
        frames: inUse === undefined ? this.#read() : Promise.resolve(inUse),
      }
      this.#reading = reading
      reading.frames.then(
        (frames) => {
          if (this.#reading === reading && frames !== undefined)
            this.#last = { seq: snapshotSeq, frames: new WeakRef(frames) }
        },
        () => {
          // Whoever asked is told; the next one tries again.
          if (this.#reading === reading) this.#reading = undefined
        },
      )
    }
    return await this.#reading.frames
  }

  /** Lets go of it when nobody has asked since the last sweep. Called every few seconds. */
  sweep(): void {
    if (!this.#used) this.#reading = undefined
    this.#used = false
  }

  async #read(): Promise<SnapshotFrames | undefined> {
    const { framer, read, room, log } = this.#parts
    const snapshot = await read()
    if (snapshot === undefined) return undefined
    try {
      return { seq: snapshot.seq, frames: await framer.framesOf(snapshot.bytes) }
    } catch (error) {
      log.warn({ ...room.address, problem: messageOf(error) }, 'a snapshot could not be divided; it is sent in one')
      // Its bytes are gone with the try.
      const again = await read()
      return again && { seq: again.seq, frames: [write.update(again.bytes)] }
    }
  }
}
