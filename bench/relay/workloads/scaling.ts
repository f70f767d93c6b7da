// Many documents, each typed in as fast as it is acknowledged: how much one instance takes, and two. They share two cores with
// PostgreSQL, Redis and the load here, so that what grows with a machine is the CPU of each for an edit, not the rate.
import { setTimeout as sleep } from 'node:timers/promises'
import { Cluster } from '../cluster.ts'
import { historyOf } from '../histories.ts'
import { Participant } from '../participant.ts'
import { Typist } from '../typist.ts'
import { CLUSTERS, type Measure, type RunOptions, type Workload } from '../workload.ts'

const DOCUMENTS = 100
/** Edits of one typist that are under way. */
const WINDOW = 20
const WARM_UP_S = 3
const HISTORY_EDITS = 60_000

interface Throughput {
  /** Acknowledged edits. */
  readonly perSecond: number
  /** Microseconds of CPU for each. */
  readonly relays: number
  readonly redis: number
  readonly postgres: number
}

/** A writer of each document is on one instance, a reader of it on the next. */
async function throughput({ contestant, short }: RunOptions, instances: number): Promise<Throughput> {
  return await Cluster.run(contestant, instances, async (cluster) => {
    const history = historyOf(1, HISTORY_EDITS)
    const typists: Typist[] = []
    for (let n = 0; n < DOCUMENTS; n++) {
      const place = { dialect: contestant.dialect, document: `fast-${n}` }
      const participant = await Participant.join({ ...place, port: cluster.relay(n).port })
      await Participant.join({ ...place, port: cluster.relay(n + 1).port })
      const typist = new Typist(participant, history)
      typists.push(typist)
      participant.onAcknowledged = () => topUp(typist)
    }
    for (const typist of typists) topUp(typist)
    await sleep(WARM_UP_S * 1_000)
    const acknowledged = (): number => typists.reduce((sum, { participant }) => sum + participant.acknowledged, 0)
    const seconds = short ? 3 : 8
    let edits = 0
    let tookS = 0
    const spent = await cluster.spentBy(async () => {
      const [before, from] = [acknowledged(), performance.now()]
      await sleep(seconds * 1_000)
      edits = acknowledged() - before
      tookS = (performance.now() - from) / 1_000
    })
    const each = (cpuSeconds: number): number => (cpuSeconds * 1e6) / edits
    return {
      perSecond: edits / tookS,
      relays: each(spent.relays),
      redis: each(spent.redis),
      postgres: each(spent.postgres),
    }
  })
}

function topUp(typist: Typist): void {
  const { sent, acknowledged } = typist.participant
  const room = Math.min(WINDOW - (sent - acknowledged), typist.left)
  if (room > 0) typist.type(room)
}

const perEdit = (key: string, title: string): Measure => ({ key, title, digits: 0, against: 'hocuspocus-redis' })

export const scaling: Workload = {
  name: 'scaling',
  title: `${DOCUMENTS} documents, a writer and a reader on the next instance each, as fast as acknowledged`,
  contestants: CLUSTERS,
  measures: [
    { key: 'one', title: 'edits/s on 1 instance', digits: 0 },
    { key: 'two', title: 'edits/s on 2 instances', digits: 0 },
    { key: 'ratio', title: 'times', digits: 2 },
    perEdit('relayOne', 'µs of CPU per edit, 1 instance'),
    perEdit('relayTwo', '2 instances together'),
    { key: 'redisTwo', title: 'Redis, with 2 instances', digits: 0 },
    { key: 'postgresOne', title: 'PostgreSQL, with 1 instance', digits: 0 },
    { key: 'postgresTwo', title: 'PostgreSQL, with 2', digits: 0 },
  ],
  run: async (options) => {
    const one = await throughput(options, 1)
    const two = await throughput(options, 2)
    return {
      one: one.perSecond,
      two: two.perSecond,
      ratio: two.perSecond / one.perSecond,
      relayOne: one.relays,
      relayTwo: two.relays,
      redisTwo: two.redis,
      postgresOne: one.postgres,
      postgresTwo: two.postgres,
    }
  },
}
