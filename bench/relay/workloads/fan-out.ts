// One document, fifty people, five of whom write: what a delivered edit costs, how long it takes when it is quiet, and how
// fast it can go before the slowest edits of a hundred take more than 100 ms.
import { appendFileSync, openSync } from 'node:fs'
import { fdatasync } from 'node:fs'
import { join } from 'node:path'
import { historyOf } from '../histories.ts'
import { Latencies } from '../latencies.ts'
import { Participant } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { atLeast, EVERYBODY, type RunOptions, timesBare, type Workload } from '../workload.ts'

const CLIENTS = 50
const WRITERS = 5
const EDITS_PER_SECOND = 400
const QUIET_EDITS_PER_SECOND = 50
const WARM_UP_S = 5
const SETTLE_MS = 10_000
const P99_LIMIT_MS = 100
const FIRST_RATE = 1_000
const RATE_STEP = 1.35
const LAST_RATE = 60_000

interface Stage {
  readonly server: ServerProcess
  readonly tally: Tally
  readonly typists: readonly Typist[]
  /** Everything that was typed has arrived everywhere. */
  readonly settled: (withinMs: number) => Promise<boolean>
}

async function onStage<Result>({ contestant }: RunOptions, work: (stage: Stage) => Promise<Result>): Promise<Result> {
  const server = await ServerProcess.start(contestant)
  try {
    const tally = new Tally()
    const histories = Array.from({ length: WRITERS }, (_, n) => historyOf(n + 1))
    const participants: Participant[] = []
    for (let n = 0; n < CLIENTS; n++)
      participants.push(
        await Participant.join({
          port: server.port,
          dialect: contestant.dialect,
          document: 'fan-out',
          heard: tally.listener(histories[n]?.client),
        }),
      )
    const typists = histories.map((history, n) => new Typist(participants[n]!, history, tally))
    const typed = (): number => typists.reduce((sum, typist) => sum + typist.typed, 0)
    const settled = (withinMs: number): Promise<boolean> =>
      holds(() => tally.delivered >= typed() * (CLIENTS - 1), withinMs)
    return await work({ server, tally, typists, settled })
  } finally {
    await server.dispose()
  }
}

async function mustSettle({ settled, tally }: Stage): Promise<void> {
  if (!(await settled(SETTLE_MS))) throw new Error(`only ${tally.delivered} edits were delivered`)
}

export const fanOut: Workload = {
  name: 'fan-out',
  title: '1 document, 50 clients, 5 writers, 400 edits/s',
  contestants: EVERYBODY,
  measures: [
    { key: 'cpu', title: 'CPU s per 100k delivered edits', digits: 2, against: 'bare', target: timesBare(0.9) },
    { key: 'p99', title: 'p99, ms', digits: 1 },
  ],
  run: (options) =>
    onStage(options, async (stage) => {
      const { server, tally, typists } = stage
      await typeFor(WARM_UP_S, EDITS_PER_SECOND, typists)
      await mustSettle(stage)
      tally.latencies.clear()
      const [before, delivered] = [server.usage, tally.delivered]
      await typeFor(options.short ? 3 : 10, EDITS_PER_SECOND, typists)
      await mustSettle(stage)
      const cpu = server.usage.cpuSeconds - before.cpuSeconds
      return { cpu: (cpu * 100_000) / (tally.delivered - delivered), p99: tally.latencies.percentile(99) }
    }),
}

export const latency: Workload = {
  name: 'latency',
  title: 'the same at 50 edits/s',
  contestants: EVERYBODY,
  measures: [
    {
      key: 'p50',
      title: 'p50, ms',
      digits: 2,
      against: 'bare',
      target: { says: '≤ bare ws + 2 ms', met: (of) => of('ligature') <= of('bare') + 2 },
    },
    {
      key: 'p99',
      title: 'p99, ms',
      digits: 2,
      against: 'bare',
      target: {
        says: '≤ bare ws + 3 × fsync p99',
        met: (of, all) => of('ligature') <= of('bare') + 3 * all('fsync')('ligature'),
      },
    },
    { key: 'fsync', title: 'p99 of an fsync in the same run, ms', digits: 2 },
  ],
  run: (options) =>
    onStage(options, async (stage) => {
      const { server, tally, typists } = stage
      await typeFor(WARM_UP_S, QUIET_EDITS_PER_SECOND, typists)
      await mustSettle(stage)
      tally.latencies.clear()
      const probe = new FsyncProbe(join(server.folder, 'probe'))
      await typeFor(options.short ? 4 : 15, QUIET_EDITS_PER_SECOND, typists)
      await mustSettle(stage)
      probe.stop()
      const { latencies } = tally
      return { p50: latencies.percentile(50), p99: latencies.percentile(99), fsync: probe.latencies.percentile(99) }
    }),
}

export const rate: Workload = {
  name: 'rate',
  title: 'the same, as fast as it goes with p99 ≤ 100 ms',
  contestants: EVERYBODY,
  measures: [{ key: 'rate', title: 'edits/s', digits: 0, against: 'bare', target: atLeast(20_000, '/s') }],
  run: (options) =>
    onStage(options, async (stage) => {
      const { tally, typists } = stage
      await typeFor(WARM_UP_S, FIRST_RATE, typists)
      let best = 0
      let missed = 0
      for (let speed = FIRST_RATE; speed < LAST_RATE && missed < 2; speed *= RATE_STEP) {
        await mustSettle(stage)
        tally.latencies.clear()
        await typeFor(options.short ? 1 : 2.5, speed, typists)
        const arrived = await stage.settled(SETTLE_MS)
        if (arrived && tally.latencies.percentile(99) <= P99_LIMIT_MS) best = Math.round(speed)
        else missed++
        if (!arrived) break
      }
      return { rate: best }
    }),
}

/** How long the disk takes to confirm a small write, measured beside the relay's own. */
class FsyncProbe {
  readonly latencies = new Latencies()
  readonly #timer: NodeJS.Timeout

  constructor(file: string) {
    const descriptor = openSync(file, 'a')
    this.#timer = setInterval(() => {
      appendFileSync(descriptor, Buffer.alloc(4_096))
      const from = performance.now()
      fdatasync(descriptor, () => this.latencies.record(performance.now() - from))
    }, 50)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
