// What one slow reader or one huge join costs the others: readers that stop for 20 s while 31 MB are typed, and a join of
// 20 MB in the middle of people's typing.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { documentOf, historyOf, papersOf, pastesOf } from '../histories.ts'
import { Participant } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { EVERYBODY, type Measure, type RunOptions, type Workload } from '../workload.ts'

const DOCUMENT = 'slow'
const OTHER_READERS = 5
const PASTE_BYTES = 1_550
const PASTES_PER_SECOND = 1_000
const STOPPED_S = 20
const QUIET_S = 5
const PATIENCE_MS = 60_000
const SAMPLE_MS = 100

async function stop({ contestant, short }: RunOptions, readers: number): Promise<Record<string, number>> {
  const server = await ServerProcess.start(contestant)
  try {
    const [quietS, stoppedS] = short ? [2, 5] : [QUIET_S, STOPPED_S]
    const pastes = pastesOf(1, (quietS + stoppedS) * PASTES_PER_SECOND + 100, PASTE_BYTES)
    const place = { port: server.port, dialect: contestant.dialect, document: DOCUMENT }
    const others = new Tally()
    for (let n = 0; n < OTHER_READERS; n++) await Participant.join({ ...place, heard: others.listener(undefined) })
    const stopped: { participant: Participant; tally: Tally }[] = []
    for (let n = 0; n < readers; n++) {
      const tally = new Tally()
      stopped.push({ tally, participant: await Participant.join({ ...place, heard: tally.listener(undefined) }) })
    }
    const typist = new Typist(await Participant.join(place), pastes, others)
    // A letter is counted when its writer is known.
    for (const { tally } of stopped) tally.sent(pastes.client, 0, 0)
    await typeFor(quietS, PASTES_PER_SECOND, [typist])
    const quiet = others.latencies.percentile(99)
    others.latencies.clear()
    await sleep(1_000)
    const before = server.usage.rssBytes
    let peak = before
    const sampler = setInterval(() => (peak = Math.max(peak, server.usage.rssBytes)), SAMPLE_MS)
    for (const { participant } of stopped) participant.pause()
    await typeFor(stoppedS, PASTES_PER_SECOND, [typist])
    await sleep(500)
    clearInterval(sampler)
    const during = others.latencies.percentile(99)
    for (const { participant } of stopped) participant.resume()
    const letters = typist.typed * PASTE_BYTES
    await holds(() => stopped.every(({ tally }) => tally.delivered >= letters), PATIENCE_MS)
    const whole = stopped.filter(({ tally }) => tally.delivered >= letters).length
    return { growth: (peak - before) / 1e6, during, quiet, whole: (100 * whole) / readers }
  } finally {
    await server.dispose()
  }
}

const measures = (most: number): readonly Measure[] => [
  {
    key: 'growth',
    title: 'RSS growth at its peak, MB',
    digits: 0,
    target: { says: `≤ ${most} MB`, met: (of) => of('ligature') <= most },
  },
  {
    key: 'during',
    title: 'p99 of the others meanwhile, ms',
    digits: 1,
    target: { says: '≤ 1.5 × quiet', met: (of, all) => of('ligature') <= 1.5 * all('quiet')('ligature') },
  },
  { key: 'quiet', title: 'p99 of the others before, ms', digits: 1 },
  {
    key: 'whole',
    title: 'readers that have everything after resuming, %',
    digits: 0,
    target: { says: '100 %', met: (of) => of('ligature') === 100 },
  },
]

export const oneStopped: Workload = {
  name: 'one-stopped',
  title: '1 reader stops for 20 s with 31 MB queued',
  contestants: EVERYBODY,
  measures: measures(6),
  run: (options) => stop(options, 1),
}

export const tenStopped: Workload = {
  name: 'ten-stopped',
  title: '10 readers stop for 20 s with 31 MB queued each',
  contestants: EVERYBODY,
  measures: measures(40),
  run: (options) => stop(options, 10),
}

const HUGE_BYTES = 20_000_000
const TYPISTS = 5
const EDITS_PER_SECOND = 100

export const hugeJoin: Workload = {
  name: 'huge-join',
  title: 'a 20 MB join while others type in the same document',
  contestants: EVERYBODY,
  measures: [
    {
      key: 'during',
      title: 'p99 of the others meanwhile, ms',
      digits: 1,
      target: { says: '≤ 2 × quiet', met: (of, all) => of('ligature') <= 2 * all('quiet')('ligature') },
    },
    { key: 'quiet', title: 'p99 of the others before, ms', digits: 1 },
    { key: 'most', title: 'longest wait of the others meanwhile, ms', digits: 0 },
    { key: 'ms', title: 'until the joiner is synced, ms', digits: 0 },
  ],
  run: async ({ contestant, short }) => {
    const server = await ServerProcess.start(contestant)
    try {
      const place = { port: server.port, dialect: contestant.dialect, document: 'huge' }
      const owner = await Participant.join(place)
      // One after the other, as a document grows: a relay need not take all of it in one piece. The broadcaster replays
      // one message.
      for (const paper of contestant.name === 'bare' ? [documentOf(HUGE_BYTES)] : papersOf(HUGE_BYTES)) {
        owner.sendUpdate(paper)
        await sleep(200)
      }
      await sleep(short ? 5_000 : 15_000)
      // They know the document already.
      const tally = new Tally()
      const typists: Typist[] = []
      for (let n = 0; n < TYPISTS; n++) {
        const history = historyOf(n + 1, 4_000)
        const participant = new Participant({ ...place, heard: tally.listener(history.client) })
        await participant.synced
        typists.push(new Typist(participant, history, tally))
      }
      const seconds = short ? 3 : 8
      await typeFor(seconds, EDITS_PER_SECOND, typists)
      const quiet = tally.latencies.percentile(99)
      tally.latencies.clear()
      const typing = typeFor(seconds, EDITS_PER_SECOND, typists)
      await sleep(500)
      const { ms, bytes } = await joinElsewhere(place)
      if (bytes < HUGE_BYTES) throw new Error(`the joiner heard only ${bytes} bytes`)
      await typing
      const { latencies } = tally
      return { quiet, during: latencies.percentile(99), most: latencies.percentile(100), ms }
    } finally {
      await server.dispose()
    }
  },
}

/** In a thread of its own, so that the others' clocks do not stand still while it swallows 20 MB. */
function joinElsewhere(workerData: {
  port: number
  dialect: string
  document: string
}): Promise<{ ms: number; bytes: number }> {
  const worker = new Worker(new URL('../join-once.ts', import.meta.url), { workerData })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
