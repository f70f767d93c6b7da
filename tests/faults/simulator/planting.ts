// How planted-bugs.ts gets into the real code: replaces parts of classes from outside, for as long as a simulation runs.
import type { Socket } from '../../../server/session/socket.ts'
import { Connection } from './simulated-network.ts'

export interface PlantedBug {
  readonly name: string
  /** Of a world in which it has shown: tried before all others. */
  readonly seed?: number
  /** What a violation that it causes looks like. */
  readonly shows: RegExp
  /** Answers how to take it out again. */
  plant(): () => void
}

/** Replaces one method or getter of a class; answers how to put the old one back. */
export function replace<Class extends object>(
  prototype: Class,
  name: keyof Class & string,
  change: (old: PropertyDescriptor) => PropertyDescriptor,
): () => void {
  const old = Object.getOwnPropertyDescriptor(prototype, name)!
  Object.defineProperty(prototype, name, { ...old, ...change(old) })
  return () => void Object.defineProperty(prototype, name, old)
}

/** Replaces the relay's end of each connection, or some of it. */
export function replaceSocket(change: (socket: Socket) => Partial<Socket>): () => void {
  return replace(Connection.prototype, 'accept', ({ value }) => ({
    value: function (this: Connection, makeSession: Parameters<Connection['accept']>[0]) {
      ;(value as Connection['accept']).call(this, (socket) => {
        const changed = change(socket)
        return makeSession({
          get bufferedBytes() {
            return changed.bufferedBytes ?? socket.bufferedBytes
          },
          get silent() {
            return socket.silent
          },
          send: changed.send ?? ((frames) => socket.send(frames)),
          pause: () => socket.pause(),
          resume: () => socket.resume(),
          close: (code) => socket.close(code),
        })
      })
    },
  }))
}
