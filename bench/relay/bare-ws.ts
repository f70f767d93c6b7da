// The ceiling: a broadcaster on `ws` that knows no CRDT, keeps nothing on disk and looks at two bytes of a message. Run
// in a process of its own by server-process.ts, like every other contestant. Prints its port when it listens.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'

/** Messages from here on are taken for the document itself and replayed to whoever joins. */
const DOCUMENT_BYTES = 64 * 1024
const MAX_PAYLOAD_BYTES = 1024 * 1024 * 1024
const NOTHING = Buffer.from([0, 1, 2, 0, 0])

interface Room {
  readonly sockets: Set<WebSocket>
  document: Buffer | undefined
}

const rooms = new Map<string, Room>()
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_PAYLOAD_BYTES })
const server = createServer()

server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (accepted) => attend(accepted, request.url ?? '')),
)

function attend(socket: WebSocket, name: string): void {
  const room = rooms.get(name) ?? { sockets: new Set(), document: undefined }
  rooms.set(name, room)
  room.sockets.add(socket)
  socket.on('message', (data: RawData) => receive(room, socket, data as Buffer))
  socket.on('close', () => {
    room.sockets.delete(socket)
    if (room.sockets.size === 0 && room.document === undefined) rooms.delete(name)
  })
  socket.on('error', () => undefined)
}

function receive(room: Room, from: WebSocket, message: Buffer): void {
  // A SyncStep1: what is kept, as it came, and the end of the answer.
  if (message[0] === 0 && message[1] === 0) {
    if (room.document !== undefined) from.send(room.document)
    from.send(NOTHING)
    return
  }
  if (message.byteLength >= DOCUMENT_BYTES) room.document = message
  for (const socket of room.sockets) if (socket !== from) socket.send(message, { binary: true })
}

server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
)
process.on('SIGTERM', () => process.exit(0))
