// The balancer of `npm run cluster`, alone: who is sent where, and that it stands between two sockets without being noticed.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Balancer } from '../../scripts/balancer.ts'
import { freePort } from '../../scripts/free-port.ts'
import { until } from '../support/until.ts'

let balancer: Balancer
let servers: Server[]
let sockets: Socket[]
beforeEach(async () => {
  balancer = await Balancer.listen(0)
  ;[servers, sockets] = [[], []]
})
afterEach(async () => {
  await balancer.close()
  for (const socket of sockets) socket.destroy()
  for (const server of servers) server.close()
})

async function backend(attend: (socket: Socket) => void, port = 0): Promise<{ host: string; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    attend(socket)
  }).listen(port, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}
const named = (name: string, port = 0) => backend((socket) => socket.end(name), port)
const nobody = async () => ({ host: '127.0.0.1', port: await freePort() })

function call(): Socket {
  const socket = connect({ port: balancer.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  sockets.push(socket)
  return socket
}
/** Whether by a goodbye or by a break. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

async function heardFrom(socket: Socket): Promise<string> {
  let said = ''
  socket.on('data', (bytes: Buffer) => (said += bytes.toString()))
  await closed(socket.once('end', () => socket.end()))
  return said
}
const answer = (): Promise<string> => heardFrom(call())

test('each connection goes to the next, and one that is down is passed over', async () => {
  balancer.backends = [await named('a'), await nobody(), await named('b')]
  const answers: string[] = []
  for (let n = 0; n < 6; n++) answers.push(await answer())
  expect(answers).toEqual(['a', 'b', 'b', 'a', 'b', 'b'])
})

test('when all are down a connection is broken off, and the next goes to who is up again', async () => {
  balancer.backends = [await nobody(), await nobody()]
  expect(await answer()).toBe('')
  await named('back', balancer.backends[1]!.port)
  expect([await answer(), await answer()]).toEqual(['back', 'back'])
  balancer.backends = []
  expect(await answer()).toBe('')
})

test('who has said all still hears the answer, on either side', async () => {
  balancer.backends = [
    await backend((socket) => {
      let asked = ''
      socket.on('data', (bytes: Buffer) => (asked += bytes.toString()))
      socket.on('end', () => socket.end(`you said ${asked}`))
    }),
  ]
  const client = call()
  client.end('all of it')
  expect(await heardFrom(client)).toBe('you said all of it')

  let heard = ''
  balancer.backends = [
    await backend((socket) => {
      socket.end('nothing more from here')
      socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
    }),
  ]
  const talker = call().resume()
  await once(talker, 'end')
  talker.end('x'.repeat(1_000_000))
  await until('all to arrive', () => heard.length === 1_000_000)
})

test('one side breaks: the other side is told, by a reset and not by a goodbye', async () => {
  const attended: Socket[] = []
  balancer.backends = [await backend((socket) => void attended.push(socket.resume()))]
  const codes: unknown[] = []
  const client = call().resume()
  client.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code))
  await until('it to be attended', () => attended[0])
  attended[0]!.resetAndDestroy()
  await closed(client)

  const other = call().resume()
  await until('it to be attended', () => attended[1])
  attended[1]!.on('error', (error: NodeJS.ErrnoException) => codes.push(error.code))
  other.resetAndDestroy()
  await until('both to be told', () => codes.length === 2)
  expect(codes).toEqual(['ECONNRESET', 'ECONNRESET'])
})

test('who does not read is waited for: little is held between them, and nothing is lost', async () => {
  const piece = Buffer.alloc(65_536, 'some of it')
  const PIECES = 3_200
  let given = 0
  balancer.backends = [
    await backend((socket) => {
      const more = (): void => {
        while (given < PIECES) {
          given++
          if (!socket.write(piece)) return
        }
        socket.end()
      }
      socket.on('drain', more)
      more()
    }),
  ]
  const client = call()
  await until('something to be there', () => client.readableLength > 0)
  // What the kernel keeps for sockets on both sides is some megabytes; of the 200 MB nearly all have to wait.
  let [before, looks] = [-1, 0]
  await until('the sender to stand still', () => {
    looks = given === before ? looks + 1 : 0
    before = given
    return looks > 30
  })
  expect(given * piece.length).toBeLessThan(40_000_000)
  const hash = createHash('sha256')
  for await (const bytes of client) hash.update(bytes as Buffer)
  const expected = createHash('sha256')
  for (let n = 0; n < PIECES; n++) expected.update(piece)
  expect(hash.digest('hex')).toBe(expected.digest('hex'))
})
