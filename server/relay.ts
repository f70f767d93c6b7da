// The relay put together: HTTP and WebSocket in front, sessions and rooms behind them, store and bus as given. Started
// by main.ts; knows no product behind its ports.
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Access } from './access/access.ts'
import { Entrance } from './access/entrance.ts'
import type { Bus } from './bus/bus.ts'
import type { Config } from './config.ts'
import { CannotStart, messageOf } from './errors.ts'
import { createHttp, refusalOf } from './http/http.ts'
import { Compaction } from './jobs/compaction.ts'
import { Folder } from './jobs/folder.ts'
import type { Log } from './log.ts'
import { Rooms } from './room/rooms.ts'
import { Reception } from './session/reception.ts'
import { Wheel } from './session/wheel.ts'
import type { AttachmentStore, Store } from './store/store.ts'
import { WebSocketTransport } from './transport/websocket.ts'

export interface RelayParts {
  readonly config: Config
  readonly store: Store
  readonly attachments: AttachmentStore
  readonly bus: Bus
  readonly access: Access
  readonly log: Log
  /** Built or source file of jobs/fold-worker.ts. */
  readonly foldWorker: URL
  /** Folder of the built editor. */
  readonly editor: string
}

/** Idle rooms are looked for this often, and dropped the second time. */
const SWEEP_EVERY_S = 10

export class Relay {
  readonly #parts: RelayParts
  readonly #wheel: Wheel
  readonly #rooms: Rooms
  readonly #folder: Folder
  readonly #compaction: Compaction
  readonly #reception: Reception
  #http: FastifyInstance | undefined
  #sockets: WebSocketTransport | undefined

  constructor(parts: RelayParts) {
    this.#parts = parts
    const { config, store, bus, access, log } = parts
    this.#wheel = new Wheel((error) => log.error({ err: error }, 'a periodic task failed'))
    this.#folder = new Folder(store, parts.foldWorker, log)
    this.#compaction = new Compaction(store, this.#folder, log)
    this.#rooms = new Rooms(store, bus, log, (room) => this.#compaction.consider(room))
    this.#reception = new Reception({
      rooms: this.#rooms,
      store,
      differ: this.#folder,
      access,
      wheel: this.#wheel,
      log,
      relayName: config.relayName,
      maxFrameBytes: config.maxFrameBytes,
    })
    this.#wheel.every(SWEEP_EVERY_S, () => {
      this.#rooms.sweep()
      this.#reception.sweep()
    })
  }

  /** Listens. Answers the URL people open and the address it listens on, which differ behind a proxy. Throws CannotStart
   * when the port is not to be had. */
  async start(): Promise<{ readonly url: string; readonly address: string }> {
    const { config, store, attachments, access, log, editor } = this.#parts
    const entrance = new Entrance(config)
    const http = await createHttp({
      entrance,
      store,
      attachments,
      maxAttachmentBytes: config.maxAttachmentBytes,
      access,
      log,
      editor,
      deleted: (id) => this.#reception.dismiss(id),
      saveFailure: () => this.#rooms.failure,
    })
    this.#http = http
    this.#sockets = new WebSocketTransport(http.server, {
      refusal: (request) => refusalOf(entrance, request),
      admit: (request) => this.#reception.admit(request),
      every: (seconds, wake) => this.#wheel.every(seconds, wake),
      maxFrameBytes: config.maxFrameBytes,
      log,
    })
    try {
      await http.listen({ host: config.host, port: config.port })
    } catch (error) {
      throw new CannotStart(sentence(error, config))
    }
    const { port } = http.server.address() as AddressInfo
    const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
    return { url: config.publicUrl ?? address, address }
  }

  /** Drains (R11): takes nobody more, says goodbye, commits what is queued, and lets go of everything. */
  async close(): Promise<void> {
    const { store, bus } = this.#parts
    this.#reception.sayGoaway()
    await this.#rooms.flush()
    await this.#sockets?.close()
    await this.#rooms.flush()
    await this.#http?.close()
    await this.#compaction.close()
    await this.#folder.close()
    this.#wheel.close()
    this.#reception.close()
    await bus.close()
    await store.close()
  }
}

function sentence(error: unknown, { host, port }: Config): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use. Stop what listens there, or set LIGATURE_PORT to another (0 picks a free one).`
  if (code === 'EADDRNOTAVAIL') return `This machine has no address ${host}. Set LIGATURE_HOST to one it has.`
  if (code === 'EACCES')
    return `Port ${port} needs rights this process does not have. Set LIGATURE_PORT to one above 1023.`
  return `The relay cannot listen on ${host}:${port}: ${messageOf(error)}`
}
