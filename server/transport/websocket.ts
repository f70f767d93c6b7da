// The WebSocket entrance: checks who knocks before anything is upgraded, turns each accepted socket into a session's
// Socket, and finds out by pings when the other side is gone (R8).
import type { IncomingMessage, Server } from 'node:http'
import type { Socket as NetSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ServerOptions, WebSocket, WebSocketServer } from 'ws'
import { CLOSE, type CloseCode } from '../../contracts/close-codes.ts'
import { type Problem, PROBLEMS } from '../../contracts/errors.ts'
import { CHALLENGE, problem } from '../../contracts/problem.ts'
import { PING_EVERY_MS } from '../../contracts/limits.ts'
import { SUBPROTOCOL, SYNC_PATH, write } from '../../contracts/wire.ts'
import { messageOf } from '../errors.ts'
import { forLog } from '../log.ts'
import type { Socket, SocketListener } from '../session/socket.ts'
import type { Unfinished } from '../unfinished.ts'
import { sourceOf } from './addresses.ts'
import { HalfMessage } from './half-message.ts'
import { packed } from './pack.ts'
import { epochIn, type TransportParts } from './parts.ts'
import { SignsOfLife } from './signs-of-life.ts'

/** How long a closing relay, or one that has turned somebody away, waits for the other side to say goodbye too. */
const GOODBYE_MS = 2_000

/** How long a socket that was closed holds its place when the other side does not say goodbye. */
const CLOSING_MS = 5_000

/** While a frame is coming its client hears so this often; it takes CLIENT_SILENCE_MS for a doubt. */
const COMES_EVERY_S = 1
const STILL_COMES = write.pong(0)

export interface WebSocketParts extends TransportParts {
  readonly newRequestId: () => string
  /** Undefined: come in. Checked before the upgrade, so a foreign page learns nothing. */
  readonly refusal: (request: IncomingMessage) => Problem | undefined
  readonly maxFrameBytes: number
  readonly unfinished: Unfinished
}

/** The types of ws lag behind it, and do not know this option. */
interface ServerOptionsOfWs extends ServerOptions<typeof WebSocket> {
  /** Milliseconds. */
  readonly closeTimeout: number
}

/** A message over the limit ends with our code for it, which stops the client, not with ws' 1009, which it would repeat. */
const webSocketThatReads = (maxFrameBytes: number): typeof WebSocket =>
  class extends WebSocket {
    override close(code?: number, reason?: string | Buffer): void {
      if (code === 1009)
        super.close(4413, `the frame is larger than the ${maxFrameBytes} bytes that this relay accepts`)
      else super.close(code, reason)
    }
  }

export class WebSocketTransport {
  readonly #parts: WebSocketParts
  readonly #server: WebSocketServer
  readonly #corked = new Set<Duplex>()
  #closing = false

  constructor(http: Server, parts: WebSocketParts) {
    this.#parts = parts
    const options: ServerOptionsOfWs = {
      noServer: true,
      clientTracking: true,
      perMessageDeflate: false,
      closeTimeout: CLOSING_MS,
      // Room for the frame's own header above the largest update, so that an update at the limit is refused in words.
      maxPayload: parts.maxFrameBytes + 1_024,
      WebSocket: webSocketThatReads(parts.maxFrameBytes),
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    }
    this.#server = new WebSocketServer(options)
    http.on('upgrade', (request, socket, head) => {
      socket.on('error', destroyThis)
      const id = parts.newRequestId()
      this.#upgrade(id, request, socket, head).catch((error: unknown) => {
        parts.log.error({ request: id, path: forLog(pathOf(request)), err: error }, 'could not accept a socket')
        answer(socket, problem('unavailable'))
      })
    })
  }

  /** Takes no more sockets. The ones there are stay. */
  stopAccepting(): void {
    this.#closing = true
  }

  /** Ends the sockets there are, too. */
  async close(): Promise<void> {
    this.stopAccepting()
    for (const socket of this.#server.clients) {
      socket.close(4503, CLOSE[4503].reason)
      // Else the other side's goodbye would not be heard.
      socket.resume()
    }
    // A peer that is dead never says goodbye; the relay does not wait for it.
    const cutOff = setTimeout(() => {
      for (const socket of this.#server.clients) socket.terminate()
    }, GOODBYE_MS)
    await new Promise((resolve) => this.#server.close(resolve))
    clearTimeout(cutOff)
  }

  async #upgrade(id: string, request: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> {
    const refusal = this.#parts.refusal(request)
    if (refusal !== undefined) return answer(raw, refusal)
    const path = pathOf(request)
    if (this.#closing) return answer(raw, shuttingDown())
    if (!path.startsWith(SYNC_PATH)) return answer(raw, problem('not-found'))
    // Before anything is opened: a join creates the document it names.
    if (!isWebSocketHandshake(request)) return answer(raw, problem('upgrade-required'))
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    const from = sourceOf(request, this.#parts.trustProxy)
    const giveBack = this.#parts.places.take(from)
    if (giveBack === undefined)
      this.#parts.log.warn(
        { request: id, path: forLog(path), from },
        'an address has all its sessions; see LIGATURE_MAX_SESSIONS_PER_ADDRESS',
      )
    else raw.once('close', giveBack)
    const extended = offered.includes(SUBPROTOCOL)
    const admitted =
      giveBack === undefined
        ? 4530
        : await this.#parts.admit({
            path: path.slice(SYNC_PATH.length),
            epoch: epochIn(request.url?.split('?', 2)[1]),
            extended,
            request: id,
            from,
          })
    if (this.#closing) return answer(raw, shuttingDown())
    // A document that cannot be opened is no relay that cannot be reached, and whoever has a word for it is told so. A stock
    // client would come back at once; it waits longer after an upgrade that was refused.
    if (admitted === 4500 && !extended) return answer(raw, problem('unavailable'))
    this.#server.handleUpgrade(request, raw, head, (socket) => {
      if (typeof admitted === 'number') this.#turnAway(socket, admitted)
      else this.#attend(socket, admitted, extended, { request: id, path: forLog(path), from })
    })
  }

  /** Upgraded all the same: a browser tells its page nothing of a refused upgrade, and everything of a close. */
  #turnAway(socket: WebSocket, code: CloseCode): void {
    socket.on('error', () => socket.terminate())
    this.#parts.closed(code)
    socket.close(code, CLOSE[code].reason)
    const cutOff = setTimeout(() => socket.terminate(), GOODBYE_MS)
    socket.once('close', () => clearTimeout(cutOff))
  }

  /**
   * One write for all that this turn of the event loop has for a socket, say a commit and the acknowledgement of it: the
   * kernel, and the other side, wake once.
   */
  #writeOnce(raw: Duplex): void {
    if (this.#corked.has(raw)) return
    raw.cork()
    if (this.#corked.size === 0)
      process.nextTick(() => {
        for (const each of this.#corked) each.uncork()
        this.#corked.clear()
      })
    this.#corked.add(raw)
  }

  #attend(socket: WebSocket, makeSession: (socket: Socket) => SocketListener, extended: boolean, about: About): void {
    const { traffic, closed, log, unfinished, maxFrameBytes } = this.#parts
    const raw = rawSocketOf(socket)
    const half = raw && new HalfMessage(socket, raw, unfinished.share(about.from), maxFrameBytes)
    const life = new SignsOfLife(socket, raw)
    const session = makeSession({
      get bufferedBytes() {
        return socket.bufferedAmount
      },
      get silent() {
        return life.late
      },
      send: (frames) => {
        if (socket.readyState !== WebSocket.OPEN) return
        if (raw !== undefined) this.#writeOnce(raw)
        const pack = raw === undefined ? undefined : packed(frames)
        if (pack !== undefined) raw?.write(pack)
        else for (const frame of frames) socket.send(frame)
        for (const { byteLength } of frames) traffic.bytesSent += byteLength
        traffic.framesSent += frames.length
      },
      pause: () => socket.pause(),
      resume: () => {
        life.seen()
        socket.resume()
      },
      close: (code, reason = CLOSE[code].reason) => {
        closed(code)
        socket.close(code, reason)
        // Else the other side's goodbye would not be heard, and it would wait for the end.
        socket.resume()
      },
    })
    let silent = false
    const stopPinging = this.#parts.every(PING_EVERY_MS / 1_000, () => {
      if (!life.beforePing()) {
        silent = true
        // One who takes nothing, and may yet wake up, is told why.
        return socket.isPaused ? session.stalled() : socket.terminate()
      }
      if (socket.readyState !== WebSocket.OPEN) return
      if (raw !== undefined) this.#writeOnce(raw)
      socket.ping()
    })
    // A client on a slow line cannot be answered until its frame is here, and does not see our pings (F7).
    const stopReassuring = this.#parts.every(COMES_EVERY_S, () => {
      if (half?.overdue(!socket.isPaused)) return session.end(4508)
      if (life.comes() && extended && socket.readyState === WebSocket.OPEN) socket.send(STILL_COMES)
    })
    const control = (data: Buffer): void => {
      life.seen()
      session.receiveControl(data.byteLength)
    }
    // Behind ws, which has told by then what is whole.
    raw?.on('data', () => {
      if (half?.read() !== false || socket.readyState !== WebSocket.OPEN) return
      log.warn(about, 'an address sends more at once that it does not finish than it may')
      session.end(4530, TOO_MUCH)
      // Nor does it get to send the rest.
      socket.pause()
    })
    raw?.on('drain', () => session.drained())
    socket.on('pong', control)
    socket.on('ping', control)
    socket.on('message', (data, isBinary) => {
      life.seen()
      half?.whole()
      if (!isBinary) return session.receiveText()
      const message = bytesOf(data)
      traffic.framesReceived++
      traffic.bytesReceived += message.byteLength
      session.receive(message)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // ws has closed it by itself, with 4413.
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') closed(4413)
      log.debug({ ...about, problem: messageOf(error) }, 'socket failed')
    })
    socket.on('close', (code) => {
      stopPinging()
      stopReassuring()
      half?.close()
      // 1006: no goodbye was heard. After so long a silence there is no return to wait for, so that R8's 40 s are kept.
      session.closed(silent || code !== 1006)
    })
  }
}

/** Of a socket, for the log. */
interface About {
  readonly request: string
  readonly path: string
  readonly from: string
}

const TOO_MUCH = 'too much that is not whole comes from this network address'

/** No closure: it would hold on to the request for as long as the socket lives. */
function destroyThis(this: Duplex): void {
  this.destroy()
}

/** Without the query, which may hold a key. */
const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0]!

const shuttingDown = (): Problem => problem('unavailable', 'the relay is shutting down')

/** What ws will insist on when it upgrades. */
const isWebSocketHandshake = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  headers.upgrade?.toLowerCase() === 'websocket' &&
  /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '') &&
  ['8', '13'].includes(headers['sec-websocket-version'] ?? '')

/** ws keeps the TCP socket private, but corking it is the only way to one write for many frames. */
const rawSocketOf = (socket: WebSocket): NetSocket | undefined => (socket as unknown as { _socket?: NetSocket })._socket

function bytesOf(data: Buffer | ArrayBuffer | Buffer[]): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}

/** An upgrade that is refused is answered like any other request, and the connection closed. */
function answer(socket: Duplex, body: Problem): void {
  if (!socket.writable) return void socket.destroy()
  const json = JSON.stringify(body)
  const status = PROBLEMS[body.code]
  const challenge = status === 401 ? `WWW-Authenticate: ${CHALLENGE}\r\n` : ''
  socket.end(
    `HTTP/1.1 ${status} ${body.title}\r\n${challenge}Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(json)}\r\nConnection: close\r\n\r\n${json}`,
    // Else a peer that never hangs up keeps the connection, and a closing relay waiting.
    () => socket.destroy(),
  )
}
