// How this program is connected to Redis, which may be away, slow or emptied at any time. Used by the adapters on ioredis:
// bus/redis.ts and cache/redis.ts.
import { Redis } from 'ioredis'
import type { Clock } from './clock.ts'

const LONGEST_WAIT_MS = 2_000
/** An answer that takes longer does not come: the way to Redis may have gone without a word. */
const LONGEST_ANSWER_MS = 8_000

/** Connects by itself, now and whenever it has to. What is asked of it while it is away is refused at once. */
export function connectToRedis(url: string, clock: Clock): Redis {
  const connection = new Redis(url, {
    connectionName: 'ligature',
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    // The bus does so itself, for also those that could not be subscribed to while it was away.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    socketTimeout: LONGEST_ANSWER_MS,
    retryStrategy: (times) => Math.min(50 * 2 ** times, LONGEST_WAIT_MS) * (0.5 + clock.random()),
  })
  // Without this ioredis writes each try to the console.
  connection.on('error', () => undefined)
  return connection
}

/** What comes of it, or undefined when that is a failure or takes longer. */
export async function within<Value>(clock: Clock, ms: number, done: Promise<Value>): Promise<Value | undefined> {
  let callOff = (): void => undefined
  const late = new Promise<undefined>((resolve) => {
    // An answer that lies there while the relay was busy is not late: timers come first, so it is looked at before.
    callOff = clock.after(ms, () => clock.soon(() => resolve(undefined)))
  })
  const value = await Promise.race([done.catch(() => undefined), late])
  callOff()
  return value
}
