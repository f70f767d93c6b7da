// Many small documents at once: two people in each of 500, and 2,000 people in 1,000 documents who only sit there.
import { setTimeout as sleep } from 'node:timers/promises'
import { historyOf } from '../histories.ts'
import { Latencies } from '../latencies.ts'
import { Participant } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { EVERYBODY, timesBare, type Workload } from '../workload.ts'

const DOCUMENTS = 500
const EDITS_PER_SECOND = 2_000
const WARM_UP_S = 5
const SETTLE_MS = 10_000
/** Joins under way at once while the stage is set. */
const AT_ONCE = 50

export const manyDocuments: Workload = {
  name: 'many-documents',
  title: '500 documents × 2 clients, 2,000 edits/s',
  contestants: EVERYBODY,
  measures: [
    {
      key: 'cpu',
      title: 'CPU s per 100k delivered edits',
      digits: 1,
      against: 'bare',
      target: {
        says: '≤ 2 × bare ws, ≤ 0.6 × hocuspocus + sqlite',
        met: (of) => of('ligature') <= Math.min(2 * of('bare'), 0.6 * of('hocuspocus-sqlite')),
      },
    },
    { key: 'p99', title: 'p99, ms', digits: 1 },
  ],
  run: async ({ contestant, short }) => {
    const server = await ServerProcess.start(contestant)
    try {
      const latencies = new Latencies()
      const history = historyOf(1, 1_000)
      const tallies: Tally[] = []
      const typists: Typist[] = []
      for (let from = 0; from < DOCUMENTS; from += AT_ONCE)
        await Promise.all(
          Array.from({ length: AT_ONCE }, async (_, n) => {
            const tally = new Tally(latencies)
            const place = { port: server.port, dialect: contestant.dialect, document: `pair-${from + n}` }
            const writer = await Participant.join({ ...place, heard: tally.listener(history.client) })
            await Participant.join({ ...place, heard: tally.listener(undefined) })
            tallies.push(tally)
            typists.push(new Typist(writer, history, tally))
          }),
        )
      const delivered = (): number => tallies.reduce((sum, tally) => sum + tally.delivered, 0)
      const typed = (): number => typists.reduce((sum, typist) => sum + typist.typed, 0)
      const settle = async (): Promise<void> => {
        if (!(await holds(() => delivered() >= typed(), SETTLE_MS)))
          throw new Error(`${delivered()} of ${typed()} edits were delivered`)
      }
      await typeFor(WARM_UP_S, EDITS_PER_SECOND, typists)
      await settle()
      latencies.clear()
      const [before, count] = [server.usage, delivered()]
      await typeFor(short ? 3 : 10, EDITS_PER_SECOND, typists)
      await settle()
      const cpu = server.usage.cpuSeconds - before.cpuSeconds
      return { cpu: (cpu * 100_000) / (delivered() - count), p99: latencies.percentile(99) }
    } finally {
      await server.dispose()
    }
  },
}

const IDLE_DOCUMENTS = 1_000
const IDLE_CLIENTS = 2_000
const CALM_MS = 3_000
/** Idle rooms are looked for every 10 s and dropped the second time (R12). */
const DROPPED_AFTER_MS = 25_000

export const idle: Workload = {
  name: 'idle',
  title: '2,000 idle connections over 1,000 documents',
  contestants: EVERYBODY,
  measures: [
    { key: 'kilobytes', title: 'KB each', digits: 1, against: 'bare', target: timesBare(1.15) },
    {
      key: 'cpu',
      title: 'idle CPU, %',
      digits: 2,
      target: { says: '≤ 0.5 %', met: (of) => of('ligature') <= 0.5 },
    },
    { key: 'after', title: 'MB more than before, 25 s after all have left', digits: 1 },
  ],
  run: async ({ contestant, short }) => {
    const server = await ServerProcess.start(contestant)
    try {
      await warmUp(server)
      await sleep(CALM_MS)
      const before = server.usage
      const participants: Participant[] = []
      for (let from = 0; from < IDLE_CLIENTS; from += AT_ONCE)
        participants.push(
          ...(await Promise.all(
            Array.from({ length: AT_ONCE }, (_, n) =>
              Participant.join({
                port: server.port,
                dialect: contestant.dialect,
                document: `idle-${(from + n) % IDLE_DOCUMENTS}`,
              }),
            ),
          )),
        )
      await sleep(CALM_MS)
      const calm = server.usage
      const seconds = short ? 4 : 20
      await sleep(seconds * 1_000)
      const after = server.usage
      for (const participant of participants) participant.leave()
      if (!short) await sleep(DROPPED_AFTER_MS)
      return {
        kilobytes: (calm.rssBytes - before.rssBytes) / IDLE_CLIENTS / 1024,
        cpu: ((after.cpuSeconds - calm.cpuSeconds) / seconds) * 100,
        after: short ? Number.NaN : (server.usage.rssBytes - before.rssBytes) / 1e6,
      }
    } finally {
      await server.dispose()
    }
  },
}

/** What is compiled and allocated once for the first client is no cost of the two thousandth. */
async function warmUp({ port, contestant }: ServerProcess): Promise<void> {
  const first = await Participant.join({ port, dialect: contestant.dialect, document: 'warm-up' })
  first.leave()
}
