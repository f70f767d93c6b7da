// Hocuspocus as a contestant: `node hocuspocus.mjs [database file]`; in memory without one, and one of several with `REDIS_URL`.
// Prints its port when it listens.
import process from 'node:process'
import { Redis } from '@hocuspocus/extension-redis'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const [database] = process.argv.slice(2)
const redis = process.env.REDIS_URL === undefined ? undefined : new URL(process.env.REDIS_URL)
const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [
    ...(database === undefined ? [] : [new SQLite({ database })]),
    ...(redis === undefined
      ? []
      : [new Redis({ host: redis.hostname, port: Number(redis.port), options: { password: redis.password } })]),
  ],
  // As the others have it; its messages may be as large as theirs.
  websocketOptions: { perMessageDeflate: false, maxPayload: 1024 * 1024 * 1024 },
  // A first message may be a whole document here, and is queued until the authentication is through.
  maxUnauthenticatedQueueSize: 1024 * 1024 * 1024,
})
await server.listen()
process.stdout.write(`${JSON.stringify({ port: server.address.port })}\n`)
