// Redis stopped under load: how long a word takes from its typist on one relay to a reader on another meanwhile, and whether all
// are there in the end. `node tests/faults/without-redis.ts 30` leaves Redis stopped for so many seconds, and with `frozen` behind it
// Redis stays where it is and does not answer.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { quantile } from '../../bench/figures.ts'
import { FrameClient } from '../support/frame-client.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRedis } from '../support/redis.ts'
import { TestRelay } from '../support/relay.ts'
import { until } from '../support/until.ts'

const RELAYS = 3
const TYPES_EVERY_MS = 25
/** Nobody waits longer than that for a word (R10), */
export const LONGEST_P99_MS = 2_500
/** and so long after Redis is back everybody has all. */
export const COMPLETE_WITHIN_MS = 3_000
const COMPLETE_AT_LAST_MS = 20_000
const NANOSECONDS_PER_MS = 1e6

/** Words that were typed while Redis was away, and how long they took to each reader on another relay, in milliseconds. */
export interface Delays {
  readonly words: number
  readonly p50: number
  readonly p99: number
  readonly longest: number
}

export interface WithoutRedis {
  /** Of documents in which one types, and everybody else only reads: no commit of a reader's relay brings anything along. */
  readonly oneTypes: Delays
  /** Of documents in which somebody types on every relay. */
  readonly allType: Delays
  /** Readers that were shown something typed while Redis was away, before it was back. */
  readonly shownMeanwhile: number
  readonly readers: number
  readonly closed: readonly number[]
  /** Words that a reader lacks in the end. Nobody has typed since Redis came back. */
  readonly missed: number
  /** From Redis' return until nobody lacks anything. */
  readonly completeMs: number
  /** So late was this process at worst, which measures: by as much the figures may be too high. */
  readonly lateMs: number
}

class Reader {
  readonly client: FrameClient
  readonly arrived = new Map<string, number>()

  constructor(client: FrameClient) {
    this.client = client
    client.doc.getText('text').observe(({ delta }) => {
      const now = performance.now()
      for (const { insert } of delta)
        if (typeof insert === 'string')
          for (const word of insert.split(' ')) if (word !== '') this.arrived.set(word, now)
    })
  }
}

/** A document, whoever types in it, and a reader on every relay. */
class Scene {
  readonly typists: readonly FrameClient[]
  readonly readers: readonly Reader[]
  /** When each word was typed, and by the how manyth typist. */
  readonly typed = new Map<string, { readonly at: number; readonly by: number }>()

  private constructor(typists: readonly FrameClient[], readers: readonly FrameClient[]) {
    this.typists = typists
    this.readers = readers.map((client) => new Reader(client))
  }

  static async open(document: string, relays: readonly TestRelay[], typists: number): Promise<Scene> {
    const join = (relay: TestRelay): Promise<FrameClient> => FrameClient.join(relay, document)
    return new Scene(await Promise.all(relays.slice(0, typists).map(join)), await Promise.all(relays.map(join)))
  }

  type(): void {
    for (const [by, typist] of this.typists.entries()) {
      const word = `${by}.${this.typed.size}`
      this.typed.set(word, { at: performance.now(), by })
      typist.type(`${word} `)
    }
  }

  get missed(): number {
    return this.readers.reduce((sum, { arrived }) => sum + this.typed.size - arrived.size, 0)
  }

  /** To readers on other relays, of words typed in this time. */
  delays(from: number, to: number): number[] {
    return [...this.typed].flatMap(([word, { at, by }]) =>
      at < from || at > to
        ? []
        : this.readers.flatMap(({ arrived }, nth) => (nth === by ? [] : (arrived.get(word) ?? Infinity) - at)),
    )
  }

  get clients(): readonly FrameClient[] {
    return [...this.typists, ...this.readers.map(({ client }) => client)]
  }
}

/** How it is away. */
export type Away = 'stopped' | 'frozen'

export async function withoutRedis(seconds: number, away: Away): Promise<WithoutRedis> {
  const [postgres, redis] = await Promise.all([TestPostgres.start(), TestRedis.start()])
  const env = { DATABASE_URL: await postgres.database('without'), REDIS_URL: redis.url }
  const relays = await Promise.all(Array.from({ length: RELAYS }, () => TestRelay.start({ env })))
  try {
    const [one, all] = [await Scene.open('one', relays, 1), await Scene.open('all', relays, RELAYS)]
    const readers = [...one.readers, ...all.readers]
    const clients = [...one.clients, ...all.clients]
    const typing = setInterval(() => [one, all].forEach((scene) => scene.type()), TYPES_EVERY_MS)
    await until('typing to be under way', () => readers.every(({ arrived }) => arrived.size > 40))
    if (away === 'stopped') await redis.stop()
    else redis.signal('SIGSTOP')
    const stopped = performance.now()
    const late = monitorEventLoopDelay({ resolution: 10 })
    late.enable()
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
    clearInterval(typing)
    const shown = readers.filter(({ arrived }) => [...arrived.values()].some((at) => at > stopped + 1_000))
    const typedUntil = performance.now()
    if (away === 'stopped') await redis.startAgain()
    else redis.signal('SIGCONT')
    const back = performance.now()
    const completeMs = await until('all to have all', () => one.missed + all.missed === 0, COMPLETE_AT_LAST_MS).then(
      () => Math.round(performance.now() - back),
      () => Infinity,
    )
    const closed = clients.flatMap(({ closeCode }) => closeCode ?? [])
    const missed = one.missed + all.missed
    for (const client of clients) client.leave()
    return {
      oneTypes: summed(one.delays(stopped, typedUntil)),
      allType: summed(all.delays(stopped, typedUntil)),
      shownMeanwhile: shown.length,
      readers: readers.length,
      closed,
      missed,
      completeMs,
      lateMs: Math.round(late.max / NANOSECONDS_PER_MS),
    }
  } finally {
    await Promise.all(relays.map((relay) => relay.dispose()))
    await redis.stop()
    await postgres.stop()
  }
}

const summed = (delays: readonly number[]): Delays => ({
  words: delays.length,
  p50: Math.round(quantile(delays, 0.5)),
  p99: Math.round(quantile(delays, 0.99)),
  longest: Math.round(Math.max(...delays)),
})

export function sentence(seconds: number, away: Away, outcome: WithoutRedis): string {
  const { oneTypes, allType, closed, missed, completeMs, lateMs } = outcome
  const said = ({ words, p50, p99, longest }: Delays): string =>
    `${words} words, p50 ${p50} ms, p99 ${p99} ms, the longest ${longest} ms`
  return `Redis ${away} for ${seconds} s under load: one types: ${said(oneTypes)}; all type: ${said(allType)}; closed: ${closed.length}; missed: ${missed}; all have all ${completeMs} ms after its return; measured up to ${lateMs} ms late`
}

if (import.meta.main) {
  const seconds = Number(process.argv[2] ?? 30)
  const away = process.argv[3] === 'frozen' ? 'frozen' : 'stopped'
  const outcome = await withoutRedis(seconds, away)
  console.info(sentence(seconds, away, outcome))
  const { oneTypes, allType, closed, missed, completeMs } = outcome
  const inTime = Math.max(oneTypes.p99, allType.p99) <= LONGEST_P99_MS && completeMs <= COMPLETE_WITHIN_MS
  process.exit(inTime && closed.length + missed === 0 ? 0 : 1)
}
