// A port that nobody listens on, for servers whose port must be known beforehand, or stay the same when they start again.
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below those that systems give to whoever connects somewhere: else such a connection may sit on the port of a server that is down
 * for a moment.
 */
const LEAST = 10_000
const MOST = 32_000

export async function freePort(): Promise<number> {
  for (;;) {
    const port = LEAST + Math.floor(Math.random() * (MOST - LEAST))
    const server = createServer()
    const listening = once(server.listen(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    )
    if (!(await listening)) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
