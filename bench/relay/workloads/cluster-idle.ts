// Documents that are open on one of two instances, with people who only sit there: what each document and each session costs in
// memory and in CPU, with Redis and without. The constants of docs/scaling.md that no typing is in.
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster } from '../cluster.ts'
import { Participant } from '../participant.ts'
import { CLUSTERS, type Workload } from '../workload.ts'

const DOCUMENTS = 4_000
/** Joins under way at once while the stage is set. */
const AT_ONCE = 5
const CALM_MS = 5_000
/** Heads are compared anew, and everybody has been pinged, more than once. */
const WATCHED_S = 30

export const clusterIdle: Workload = {
  name: 'cluster-idle',
  title: `${DOCUMENTS.toLocaleString('en')} documents open on one of 2 instances, 2 idle sessions each`,
  contestants: CLUSTERS,
  measures: [
    { key: 'session', title: 'KB of an instance per session', digits: 1, against: 'hocuspocus-redis' },
    { key: 'document', title: 'KB of an instance per document', digits: 1, against: 'hocuspocus-redis' },
    { key: 'channel', title: 'bytes of Redis per document', digits: 0 },
    { key: 'relays', title: 'CPU of the instances, %', digits: 2 },
    { key: 'redis', title: 'of Redis, %', digits: 2 },
    { key: 'postgres', title: 'of PostgreSQL, %', digits: 2 },
    { key: 'relaysAway', title: 'without Redis: of the instances, %', digits: 2 },
    { key: 'postgresAway', title: 'without Redis: of PostgreSQL, %', digits: 2 },
  ],
  run: async ({ contestant, short }) =>
    await Cluster.run(contestant, 2, async (cluster) => {
      const join = async (document: string): Promise<void> => {
        await Participant.join({ port: cluster.relay(0).port, dialect: contestant.dialect, document })
      }
      const joinAll = async (): Promise<void> => {
        for (let from = 0; from < DOCUMENTS; from += AT_ONCE)
          await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => join(`idle-${from + n}`)))
        await sleep(CALM_MS)
      }
      const kilobytes = (): number => cluster.relay(0).usage.rssBytes / 1024
      // What is compiled and allocated once is no cost of the two thousandth.
      await join('warm-up')
      await sleep(CALM_MS)
      const [before, redisBefore] = [kilobytes(), await cluster.redisFigure('memory', 'used_memory')]
      await joinAll()
      const [opened, redisOpened] = [kilobytes(), await cluster.redisFigure('memory', 'used_memory')]
      await joinAll()
      const session = (kilobytes() - opened) / DOCUMENTS

      const seconds = short ? 10 : WATCHED_S
      const percent = (cpuSeconds: number): number => (100 * cpuSeconds) / seconds
      const calm = await cluster.spentBy(() => sleep(seconds * 1_000))
      await cluster.killRedis()
      await sleep(CALM_MS)
      const used = cluster.cpu
      await sleep(seconds * 1_000)
      const away = cluster.cpu
      return {
        session,
        document: (opened - before) / DOCUMENTS - session,
        channel: (redisOpened - redisBefore) / DOCUMENTS,
        relays: percent(calm.relays),
        redis: percent(calm.redis),
        postgres: percent(calm.postgres),
        relaysAway: percent(away.relays - used.relays),
        postgresAway: percent(away.postgres - used.postgres),
      }
    }),
}
