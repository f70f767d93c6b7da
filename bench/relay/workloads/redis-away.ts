// Redis goes away while somebody types on one instance and somebody reads on another; the typing stops, and Redis comes back: what
// the reader lacks 3 s later, with nobody typing, how long what was typed meanwhile took, and who was thrown out.
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster } from '../cluster.ts'
import { historyOf } from '../histories.ts'
import { Known } from '../known.ts'
import { Participant } from '../participant.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { CLUSTERS, togetherAtMost, type Workload } from '../workload.ts'

const EDITS_PER_SECOND = 50
const TYPED_BEFORE_S = 6
const TYPED_WHILE_AWAY_S = 4
const SECONDS_BEFORE_AND_AWAY = TYPED_BEFORE_S + TYPED_WHILE_AWAY_S
/** Not less in the short form: it takes so long until the others give up what they have kept for Redis. */
const AWAY_S = 20
const BACK_S = 3
const SETTLE_MS = 10_000

export const redisAway: Workload = {
  name: 'redis-away',
  title: `2 instances, ${EDITS_PER_SECOND} edits/s; Redis is away for ${AWAY_S} s, ${TYPED_WHILE_AWAY_S} s later nobody types any more`,
  contestants: CLUSTERS,
  measures: [
    {
      key: 'missing',
      title: `edits missing on the other instance ${BACK_S} s after its return, of ${EDITS_PER_SECOND * SECONDS_BEFORE_AND_AWAY}`,
      digits: 0,
      target: togetherAtMost(0),
    },
    { key: 'arrived', title: 'of those typed without Redis, % that arrived without it', digits: 0 },
    {
      key: 'p99',
      title: 'p99 to the other instance meanwhile, of those that arrived, ms',
      digits: 0,
      target: togetherAtMost(2_500),
    },
    {
      key: 'closed',
      title: 'sessions closed',
      digits: 0,
      target: togetherAtMost(0),
    },
  ],
  run: async ({ contestant }) =>
    await Cluster.run(contestant, 2, async (cluster) => {
      let closed = 0
      const place = { dialect: contestant.dialect, document: 'away', closed: () => closed++ }
      const history = historyOf(1, 2_000)
      const [known, tally] = [new Known(), new Tally()]
      const listen = tally.listener(undefined)
      const heard = (message: Uint8Array, from: number): void => {
        known.hear(message, from)
        listen(message, from)
      }
      await Participant.join({ ...place, port: cluster.relay(1).port, heard })
      const typist = new Typist(await Participant.join({ ...place, port: cluster.relay(0).port }), history, tally)
      const missing = (): number => {
        const typed = new Known()
        for (const update of history.updates.slice(0, typist.typed)) typed.hear(update, 0)
        return typed.missingIn(known)
      }

      await typeFor(TYPED_BEFORE_S, EDITS_PER_SECOND, [typist])
      if (!(await holds(() => missing() === 0, SETTLE_MS))) throw new Error(`${missing()} edits were missing before`)
      tally.latencies.clear()
      await cluster.killRedis()
      const killed = performance.now()
      const typed = await typeFor(TYPED_WHILE_AWAY_S, EDITS_PER_SECOND, [typist])
      await sleep(AWAY_S * 1_000 - (performance.now() - killed))
      const arrived = typed - missing()
      const p99 = tally.latencies.percentile(99)
      await cluster.redis.startAgain()
      await sleep(BACK_S * 1_000)
      return { missing: missing(), arrived: (100 * arrived) / typed, p99, closed }
    }),
}
