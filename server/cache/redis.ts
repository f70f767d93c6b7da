// The cache that relays of one database share, in Redis. A read waits for it next to nothing and then does without; a change that
// it cannot be told of waits until all that it may keep is over.
import type { Redis } from 'ioredis'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { connectToRedis, within } from '../redis-connection.ts'
import { type Cache, type Found, KEPT_MS } from './cache.ts'

/** A read waits no longer, */
const PATIENCE_MS = 50
/** and after one that has waited for nothing, Redis is not asked for so long. */
const REST_MS = 250
const TELL_MS = 300
const TELL_AGAIN_MS = 100
/** Redis looks at its clock for each command, and ours is another: they may differ by so much in the time in which a value is over. */
const CLOCKS_MS = 100
/** Commands that Redis has not answered yet. It is stuck then. */
const MOST_UNANSWERED = 10_000

/** One step for Redis, so that a lease is given to no two. */
const LOOK = `
local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`

/** The time that is left is that of the lease: a value is never older than what was read under it. */
const FILL = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1`

/** No value begins like this: values are JSON. */
const LEASE = 'lease '

export interface RedisCacheParts {
  /** As in `redis://user:password@host:6379/0`. */
  readonly url: string
  /** Names the database of which something is kept: others may keep theirs beside it. */
  readonly database: string
  /** Names this start of the relay: no other gives the same leases. */
  readonly instance: string
  readonly clock: Clock
  readonly log: Log
  /** How long a read waits at most. */
  readonly patienceMs?: number
}

const AWAY: Found = { kind: 'away' }

export class RedisCache implements Cache {
  readonly #parts: RedisCacheParts
  /** Its own: no hint of 64 KB stands before a read that waits for so short a time. */
  readonly #connection: Redis
  #leases = 0
  #unanswered = 0
  /** Reads do without until then. */
  #restsUntil = 0
  /** The last read that was asked for has had no answer. */
  #slow = false
  /** The last change could not be told. */
  #untold = false

  constructor(parts: RedisCacheParts) {
    this.#parts = parts
    this.#connection = connectToRedis(parts.url, parts.clock)
  }

  async look(key: string): Promise<Found> {
    const { clock, instance, log, patienceMs = PATIENCE_MS } = this.#parts
    const now = clock.elapsed()
    if (now < this.#restsUntil || this.#connection.status !== 'ready') return AWAY
    // One finds out whether it is well again; the others do not wait with it.
    if (this.#slow) this.#restsUntil = now + REST_MS
    const lease = `${LEASE}${instance} ${++this.#leases}`
    const found = await this.#within(patienceMs, () =>
      this.#connection.eval(LOOK, 1, this.#named(key), lease, String(KEPT_MS)),
    )
    if (typeof found !== 'string') {
      // How often, the metrics say: it comes and goes with the load.
      if (!this.#slow) log.debug({}, 'Redis does not answer in time; metadata is read from the database')
      this.#slow = true
      this.#restsUntil = clock.elapsed() + REST_MS
      return AWAY
    }
    this.#slow = false
    this.#restsUntil = 0
    return found.startsWith(LEASE)
      ? { kind: 'lease', lease: found, mine: found === lease }
      : { kind: 'kept', value: found }
  }

  async fill(key: string, lease: string, value: string): Promise<void> {
    await this.#within(TELL_MS, () => this.#connection.eval(FILL, 1, this.#named(key), lease, value))
  }

  async invalidate(keys: readonly string[]): Promise<void> {
    const { clock, log } = this.#parts
    const named = keys.map((key) => this.#named(key))
    // Another relay may reach Redis while this one does not, and what it finds there was read before this moment.
    const over = clock.elapsed() + KEPT_MS + CLOCKS_MS
    for (;;) {
      if ((await this.#within(TELL_MS, () => this.#connection.del(...named))) !== undefined) {
        if (this.#untold) log.info({}, 'Redis can be told of changes again')
        this.#untold = false
        return
      }
      const left = over - clock.elapsed()
      if (left <= 0) break
      await new Promise<void>((resolve) => void clock.after(Math.min(TELL_AGAIN_MS, left), resolve))
    }
    // Said once, whatever comes of those that follow.
    if (!this.#untold)
      log.warn({}, 'Redis cannot be told of changes to titles and the trash; each is answered two seconds later')
    this.#untold = true
  }

  close(): void {
    this.#connection.disconnect()
  }

  /** Undefined when Redis does not do it in time, or cannot; it may do it later all the same. */
  async #within<Answer>(ms: number, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.#unanswered >= MOST_UNANSWERED || this.#connection.status !== 'ready') return undefined
    this.#unanswered++
    const answer = ask().finally(() => this.#unanswered--)
    return await within(this.#parts.clock, ms, answer)
  }

  /** Neither holds a colon. */
  #named(key: string): string {
    return `ligature:cache:${this.#parts.database}:${key}`
  }
}
