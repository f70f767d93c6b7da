// y-websocket's server as a contestant: `node y-websocket.mjs [folder]`; in memory without one, else with its LevelDB.
// Prints its port when it listens.
import http from 'node:http'
import process from 'node:process'
import { WebSocketServer } from 'ws'

const [folder] = process.argv.slice(2)
// Read by the package when it is imported.
if (folder !== undefined) process.env.YPERSISTENCE = folder
const { setupWSConnection } = await import('@y/websocket-server/utils')

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 1024 * 1024 * 1024 })
sockets.on('connection', setupWSConnection)
const server = http.createServer()
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request)),
)
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`))
process.on('SIGTERM', () => process.exit(0))
