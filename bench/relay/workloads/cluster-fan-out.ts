// Several instances, a writer on the first of them and a reader on each: how long an edit takes to a reader elsewhere, what a
// delivery costs instances and Redis together, and how often Redis hears of an edit.
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster } from '../cluster.ts'
import { historyOf } from '../histories.ts'
import { Latencies } from '../latencies.ts'
import { Participant } from '../participant.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { CLUSTERS, type Measure, togetherAtMost, type Workload } from '../workload.ts'

const EDITS_PER_SECOND = 100
const MANY_EDITS_PER_SECOND = 2_000
/** Joins under way at once while the stage is set. */
const AT_ONCE = 20
const WARM_UP_S = 5
const QUIET_S = 4
const SETTLE_MS = 30_000

interface Shape {
  readonly instances: number
  /** Each with a writer on the first instance and a reader on every one. */
  readonly documents: number
  /** In all documents together. */
  readonly editsPerSecond: number
}

/** A delivery: one edit that has come to one reader. The writer's own echo is none. */
const fanOut = (name: string, title: string, shape: Shape, measures: readonly Measure[]): Workload => ({
  name,
  title,
  contestants: CLUSTERS,
  measures,
  run: async ({ contestant, short }) =>
    await Cluster.run(contestant, shape.instances, async (cluster) => {
      const [near, far] = [new Latencies(), new Latencies()]
      const history = historyOf(1, 5_000)
      const tallies: Tally[] = []
      const typists: Typist[] = []
      const set = async (n: number): Promise<void> => {
        const tally = new Tally(far)
        const place = { dialect: contestant.dialect, document: `shared-${n}` }
        const join = (instance: number, own?: number, latencies?: Latencies): Promise<Participant> =>
          Participant.join({
            ...place,
            port: cluster.relay(instance).port,
            heard: tally.listener(own, latencies),
          })
        typists.push(new Typist(await join(0, history.client), history, tally))
        for (let instance = 0; instance < shape.instances; instance++)
          await join(instance, undefined, instance === 0 ? near : far)
        tallies.push(tally)
      }
      for (let from = 0; from < shape.documents; from += AT_ONCE)
        await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, shape.documents - from) }, async (_, n) => await set(from + n)),
        )
      const due = (): number => typists.reduce((sum, { typed }) => sum + typed, 0) * shape.instances
      const type = async (seconds: number): Promise<void> => {
        await typeFor(seconds, shape.editsPerSecond, typists)
        const delivered = (): number => tallies.reduce((sum, tally) => sum + tally.delivered, 0)
        if (!(await holds(() => delivered() >= due(), SETTLE_MS)))
          throw new Error(`${delivered()} of ${due()} edits were delivered`)
      }
      await type(WARM_UP_S)
      // Instances also say that they are alive, whatever is typed.
      const quiet = await cluster.spentBy(() => sleep(QUIET_S * 1_000))
      near.clear()
      far.clear()
      const before = due()
      const from = performance.now()
      const spent = await cluster.spentBy(() => type(short ? 4 : 15))
      const quietPublishes = (quiet.publishes * (performance.now() - from)) / 1_000 / QUIET_S
      const deliveries = due() - before
      const edits = deliveries / shape.instances
      return {
        p50: far.percentile(50),
        p99: far.percentile(99),
        near: near.percentile(50),
        cpu: ((spent.relays + spent.redis) * 100_000) / deliveries,
        redis: (spent.redis * 100_000) / deliveries,
        postgres: (spent.postgres * 100_000) / deliveries,
        first: (spent.first * 1e6) / edits,
        others: ((spent.relays - spent.first) * 1e6) / edits,
        redisEach: (spent.redis * 1e6) / edits,
        postgresEach: (spent.postgres * 1e6) / edits,
        publishes: (spent.publishes - quietPublishes) / edits,
        redisBytes: spent.redisBytes / edits,
        wal: spent.walBytes / edits,
      }
    }),
})

const LATENCY: Measure = { key: 'p50', title: 'p50 to a reader on another instance, ms', digits: 1 }
const P50: Measure = { ...LATENCY, target: togetherAtMost(4) }
const P99: Measure = {
  key: 'p99',
  title: 'p99, ms',
  digits: 1,
  target: togetherAtMost(12),
}
const NEAR: Measure = { key: 'near', title: "p50 to a reader on the writer's, ms", digits: 1 }
const CPU_OF_EIGHT: Measure = {
  key: 'cpu',
  title: 'CPU s per 100k deliveries, instances + Redis',
  digits: 1,
  against: 'hocuspocus-redis',
}
const CPU: Measure = {
  ...CPU_OF_EIGHT,
  target: {
    says: '≤ 0.25 × hocuspocus',
    met: (of) => of('ligature-cluster') <= 0.25 * of('hocuspocus-redis'),
  },
}
const REDIS: Measure = { key: 'redis', title: 'of it Redis', digits: 1 }
const POSTGRES: Measure = { key: 'postgres', title: "beside it PostgreSQL's", digits: 1 }
const PUBLISHES: Measure = {
  key: 'publishes',
  title: 'PUBLISHes per edit, less those of as much silence',
  digits: 2,
  target: togetherAtMost(1),
}
const REDIS_BYTES: Measure = { key: 'redisBytes', title: 'bytes that Redis sends per edit', digits: 0 }
const WAL: Measure = { key: 'wal', title: "bytes of PostgreSQL's log per edit", digits: 0 }

const ALL = [P50, P99, NEAR, CPU, REDIS, POSTGRES, PUBLISHES, REDIS_BYTES, WAL]

export const twoInstances = fanOut(
  'two-instances',
  `2 instances, 1 document, a writer on the first, a reader on each, ${EDITS_PER_SECOND} edits/s`,
  { instances: 2, documents: 1, editsPerSecond: EDITS_PER_SECOND },
  ALL,
)

export const twentyDocuments = fanOut(
  'two-instances-20',
  'the same in 20 documents together',
  { instances: 2, documents: 20, editsPerSecond: EDITS_PER_SECOND },
  ALL,
)

/** What docs/scaling.md counts with: relays that have something to do. */
export const manyDocumentsOnTwo = fanOut(
  'two-instances-500',
  `the same in 500 documents, ${MANY_EDITS_PER_SECOND.toLocaleString('en')} edits/s`,
  { instances: 2, documents: 500, editsPerSecond: MANY_EDITS_PER_SECOND },
  [
    LATENCY,
    { key: 'first', title: "µs of CPU per edit on the writer's instance", digits: 0, against: 'hocuspocus-redis' },
    { key: 'others', title: 'on the other', digits: 0, against: 'hocuspocus-redis' },
    { key: 'redisEach', title: 'of Redis', digits: 0 },
    { key: 'postgresEach', title: 'of PostgreSQL', digits: 0 },
    PUBLISHES,
    REDIS_BYTES,
    WAL,
  ],
)

export const eightInstances = fanOut(
  'eight-instances',
  'the same on 8 instances, 1 document',
  { instances: 8, documents: 1, editsPerSecond: EDITS_PER_SECOND },
  [P50, P99, CPU_OF_EIGHT, REDIS, POSTGRES, PUBLISHES, REDIS_BYTES, WAL],
)
