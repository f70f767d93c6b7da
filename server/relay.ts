// The relay put together: HTTP and both transports in front, sync.ts behind them, store and bus as given. Started
// by main.ts; knows no product behind its ports.
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { DocumentId } from '../contracts/ids.ts'
import { MAX_PRESENCE_BYTES } from '../contracts/limits.ts'
import type { PersonPresent } from '../contracts/people.ts'
import type { Thread } from '../document/comments.ts'
import type { Access, Principal } from './access/access.ts'
import { Entrance } from './access/entrance.ts'
import { Tokens } from './access/tokens.ts'
import type { Bus } from './bus/bus.ts'
import type { Cache } from './cache/cache.ts'
import { CachedDocuments } from './cache/cached-documents.ts'
import { machineClock } from './clock.ts'
import type { Config } from './config.ts'
import { CannotStart, messageOf } from './errors.ts'
import { Documents } from './documents.ts'
import { Folders } from './folders.ts'
import { EventLog } from './events/event-log.ts'
import { BEAT_EVERY_S, EventStreams } from './events/event-streams.ts'
import { WatchStreams } from './events/watch-streams.ts'
import { createHttp, refusalOfUpgrade } from './http/http.ts'
import { newRequestId } from './http/request-log.ts'
import { createCommentCounter } from './jobs/comment-counter.ts'
import { foldThread } from './jobs/fold-thread.ts'
import { Imports } from './jobs/imports.ts'
import { createProjector } from './jobs/projector.ts'
import type { Upkeep } from './jobs/upkeep.ts'
import { Versions } from './jobs/versions.ts'
import type { Log } from './log.ts'
import { Metrics } from './observe/metrics.ts'
import type { AttachmentStore, Store } from './store/store.ts'
import type { WorkspaceStore } from './store/workspace.ts'
import { Sync } from './sync.ts'
import { Places, sourceOf } from './transport/addresses.ts'
import { HttpTransport } from './transport/http.ts'
import type { TransportParts } from './transport/parts.ts'
import { Unfinished } from './unfinished.ts'
import { WebSocketTransport } from './transport/websocket.ts'

export interface RelayParts {
  readonly config: Config
  /** Names this start of the relay. */
  readonly instance: string
  readonly store: Store & WorkspaceStore
  readonly attachments: AttachmentStore
  readonly bus: Bus
  /** Undefined: metadata is always read from the store. */
  readonly cache?: Cache | undefined
  readonly access: Access
  readonly log: Log
  /** Built or source file of jobs/fold-worker.ts. */
  readonly foldWorker: URL
  /** Built or source file of jobs/projection-worker.ts. */
  readonly projectionWorker: URL
  /** Folder of the built editor. */
  readonly editor: string
}

/** Unsent bytes above which a session is behind, and unsaved ones above which its socket is not read (R6). */
const OUTBOX_BYTES = 4_000_000
const UNSAVED_BYTES = 8_000_000
/** Of whole workspaces, by one token or from one address at once: each takes the store's time from whoever opens a document. */
const MOST_EXPORTS = 4

export class Relay {
  readonly #parts: RelayParts
  readonly #metrics = new Metrics()
  readonly #sync: Sync
  readonly #eventLog: EventLog
  readonly #events: EventStreams
  readonly #documents: Documents
  readonly #folders: Folders
  readonly #people: WatchStreams<readonly PersonPresent[]>
  readonly #openComments: WatchStreams<readonly Thread[]>
  readonly #projector: Upkeep
  readonly #commentCounter: Upkeep
  readonly #imports: Imports
  #http: FastifyInstance | undefined
  #sockets: WebSocketTransport | undefined
  readonly #lines: HttpTransport
  readonly #transport: TransportParts
  #draining = false

  constructor(parts: RelayParts) {
    this.#parts = parts
    const { config, store, bus, access, log } = parts
    this.#eventLog = new EventLog({ store, bus, clock: machineClock, log })
    const startProjection = foldThread(parts.projectionWorker, log)
    this.#projector = createProjector({ store, start: startProjection, clock: machineClock, log })
    const startFold = foldThread(parts.foldWorker, log)
    this.#commentCounter = createCommentCounter({ store, start: startFold, clock: machineClock, log })
    this.#sync = new Sync({
      store,
      bus,
      access,
      clock: machineClock,
      log,
      startFold,
      relayName: config.relayName,
      instance: parts.instance,
      limits: {
        maxFrameBytes: config.maxFrameBytes,
        maxPresenceBytes: MAX_PRESENCE_BYTES,
        outboxBytes: OUTBOX_BYTES,
        unsavedBytes: UNSAVED_BYTES,
        framesPerSecond: config.rateFrames,
        bytesPerSecond: config.rateBytes,
        firstFrameSeconds: config.firstFrameSeconds,
      },
      maxDocumentBytes: config.maxDocumentBytes,
      perhapsNew: this.#eventLog.look,
      witness: this.#metrics,
      alone: (name, work) => store.alone(name, work),
      edited: (address) => {
        this.#projector.edited(address)
        this.#commentCounter.edited(address)
      },
    })
    this.#transport = {
      admit: (request) => this.#sync.reception.admit(request),
      every: (seconds, wake) => this.#sync.wheel.every(seconds, wake),
      places: new Places(config.maxSessionsPerAddress),
      trustProxy: config.trustProxy,
      traffic: this.#metrics.traffic,
      closed: this.#metrics.closed,
      log,
    }
    this.#lines = new HttpTransport(this.#transport, config.maxSessionsPerAddress)
    const { counts, wheel } = this.#sync
    bus.announced = (instance, news) => {
      if (news.kind === 'grew') this.#eventLog.hear(news.upTo)
      else counts.hear(instance, news)
    }
    const streamPlaces = new Places(config.maxSessionsPerAddress)
    const takePlace = (request: IncomingMessage): (() => void) | undefined =>
      streamPlaces.take(sourceOf(request, config.trustProxy))
    this.#events = new EventStreams({
      log: this.#eventLog,
      counts,
      access,
      takePlace,
      sent: this.#metrics.eventSent,
    })
    const { cache } = parts
    const cached = cache && new CachedDocuments({ store, cache, looked: this.#metrics.cacheRead })
    const metadata = cached ?? store
    const wrote = this.#eventLog.look
    this.#folders = new Folders({ store: metadata, access, wrote })
    this.#documents = new Documents({
      store: metadata,
      access,
      wrote,
      deleted: (id) => this.#sync.reception.dismiss(id),
      people: (ids) => this.#sync.reception.people(ids),
      openComments: (ids) => store.readOpenComments(ids),
    })
    const mayRead = (principal: Principal, id: DocumentId): Promise<unknown> => this.#documents.get(principal, id)
    const watching = { mayRead, clock: machineClock, takePlace }
    this.#people = new WatchStreams({
      ...watching,
      together: true,
      look: async (ids) => (await this.#documents.people(ids)).map((news) => ({ news })),
      follow: (changed) => counts.follow(changed),
    })
    const { commentWatch } = this.#sync
    this.#openComments = new WatchStreams({
      ...watching,
      together: false,
      look: (ids) =>
        Promise.all(
          ids.map((id) =>
            commentWatch.read(id).then(
              (news) => ({ news }),
              (refused: unknown) => ({ refused }),
            ),
          ),
        ),
      follow: commentWatch.follow,
    })
    this.#imports = new Imports({
      store,
      attachments: parts.attachments,
      startFold,
      clock: machineClock,
      log,
      maxAttachmentBytes: config.maxAttachmentBytes,
      maxDocumentBytes: config.maxDocumentBytes,
      maxFrameBytes: config.maxFrameBytes,
      told: (author, job) => this.#events.tellJob(author, job),
      imported: async () => {
        await cached?.listsChanged()
        this.#eventLog.look()
        this.#projector.manyCame()
        this.#commentCounter.manyCame()
      },
    })
    wheel.every(1, () => {
      this.#eventLog.tick()
      this.#people.tick()
      this.#openComments.tick()
      this.#events.check()
    })
    wheel.every(BEAT_EVERY_S, () => {
      this.#events.beat()
      this.#people.beat()
      this.#openComments.beat()
    })
  }

  /** Listens. Answers the URL people open and the address it listens on, which differ behind a proxy. Throws CannotStart
   * when the port is not to be had. */
  async start(): Promise<{ readonly url: string; readonly address: string }> {
    const { config, store, attachments, bus, access, log, editor } = this.#parts
    const entrance = new Entrance(config)
    const tokens = new Tokens({ store, clock: machineClock, log })
    const exports = new Places(MOST_EXPORTS)
    const unfinished = new Unfinished(config.maxFrameBytes)
    const http = await createHttp({
      entrance,
      store,
      documents: this.#documents,
      folders: this.#folders,
      people: this.#people,
      openComments: this.#openComments,
      graphqlIntrospection: config.graphqlIntrospection,
      attachments,
      maxAttachmentBytes: config.maxAttachmentBytes,
      imports: this.#imports,
      // Everybody without a token is the same guest.
      takeExport: ({ kind, id }, request) => exports.take(kind === 'guest' ? sourceOf(request, config.trustProxy) : id),
      access,
      tokens,
      authorNames: () => tokens.names(),
      content: this.#sync.content,
      versions: new Versions({ store, content: this.#sync.content, clock: machineClock }),
      comments: this.#sync.comments,
      now: () => machineClock.now(),
      log,
      editor,
      lines: this.#lines,
      unfinished: (request) => unfinished.share(sourceOf(request, config.trustProxy)),
      maxFrameBytes: config.maxFrameBytes,
      firstFrameSeconds: config.firstFrameSeconds,
      events: this.#events,
      saveFailure: () => this.#sync.failure,
      draining: () => this.#draining,
      metrics: () =>
        this.#metrics.text({
          ...this.#sync.reception.attendance,
          overHttp: this.#lines.sessions,
          eventStreams: this.#events.size,
          peopleStreams: this.#people.size,
          commentStreams: this.#openComments.size,
          bus: bus.figures,
        }),
    })
    this.#http = http
    this.#sockets = new WebSocketTransport(http.server, {
      ...this.#transport,
      newRequestId,
      refusal: (request) => refusalOfUpgrade(entrance, request),
      maxFrameBytes: config.maxFrameBytes,
      unfinished,
    })
    await this.#eventLog.start()
    try {
      await http.listen({ host: config.host, port: config.port })
    } catch (error) {
      throw new CannotStart(sentence(error, config))
    }
    this.#imports.clearLeft()
    const { port } = http.server.address() as AddressInfo
    const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
    return { url: config.publicUrl ?? address, address }
  }

  /** Drains (R11): is not ready any more, takes nobody more, says goodbye, commits what is queued, and lets go of everything. */
  async close(): Promise<void> {
    const { config, store, bus, cache } = this.#parts
    this.#draining = true
    // Whoever asks at `/readyz` sends people elsewhere before anybody here is sent away, who would come back to this relay.
    if (config.drainSeconds > 0)
      await new Promise<void>((resolve) => machineClock.after(config.drainSeconds * 1_000, resolve))
    this.#sockets?.stopAccepting()
    this.#lines.stopAccepting()
    this.#events.close()
    this.#people.close()
    this.#openComments.close()
    // When all are told nothing more is taken, so that saving what is queued comes to an end.
    await this.#sync.reception.sayGoaway()
    await this.#sync.flush()
    await Promise.all([this.#sockets?.close(), this.#lines.close()])
    // Everybody has been sent elsewhere. What is still to be saved may take its time.
    await bus.goodbye()
    await this.#sync.flush()
    // Whoever sends a workspace is hung up on by the one, and what has come of it cleared away by the other.
    await Promise.all([this.#http?.close(), this.#imports.close()])
    await this.#sync.close()
    await Promise.all([this.#projector.close(), this.#commentCounter.close()])
    cache?.close()
    await bus.close()
    await store.close()
    this.#metrics.close()
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
