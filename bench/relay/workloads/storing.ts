// A whole real history, pushed as fast as it goes: how fast it is on disk, and how soon the relay serves it again after it
// was stopped in peace or killed in the middle.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contestant } from '../contestants.ts'
import { historyOf } from '../histories.ts'
import { RelayLatencies } from '../latencies.ts'
import { Participant } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import { atLeast, atMost, type Workload } from '../workload.ts'

const DOCUMENT = 'history'
/** Edits in one write; the next when the socket has taken it. */
const PUSH_EDITS = 500
const PATIENCE_MS = 180_000
/** Others type in another document meanwhile; what they wait is how long the relay stood still. */
const OTHERS_EDITS_PER_SECOND = 200

interface Pushed {
  readonly edits: number
  readonly seconds: number
}

/** Pushes the history; ends when all is acknowledged or, by relays that do not, when somebody else has it all. */
async function push(server: ServerProcess, edits: number, until = 1): Promise<Pushed> {
  const { contestant, port } = server
  const history = historyOf(1, edits)
  const place = { port, dialect: contestant.dialect, document: DOCUMENT }
  const tally = new Tally()
  const writer = await Participant.join(place)
  const typist = new Typist(writer, history, contestant.acknowledges ? undefined : tally)
  const reader = contestant.acknowledges
    ? undefined
    : await Participant.join({ ...place, heard: tally.listener(undefined) })
  const asked = writer.sent
  const from = performance.now()
  while (typist.left > 0) {
    typist.type(Math.min(PUSH_EDITS, typist.left))
    await writer.drained()
  }
  const done = (): number => (contestant.acknowledges ? writer.acknowledged - asked : tally.delivered)
  const arrived = await holds(() => done() >= history.updates.length * until, PATIENCE_MS)
  if (!arrived) throw new Error(`${done()} of ${history.updates.length} edits arrived`)
  const seconds = (performance.now() - from) / 1_000
  if (until === 1) {
    writer.leave()
    reader?.leave()
  }
  return { edits: history.updates.length, seconds }
}

const allEdits = (short: boolean): number => (short ? 50_000 : Number.POSITIVE_INFINITY)

export const storing: Workload = {
  name: 'storing',
  title: 'storing 259,778 edits pushed as fast as they go',
  contestants: ['bare', 'y-websocket', 'hocuspocus', 'hocuspocus-sqlite', 'ligature'],
  measures: [
    {
      key: 'rate',
      title: 'edits/s acknowledged as stored (the others: delivered)',
      digits: 0,
      target: atLeast(60_000, '/s'),
    },
    { key: 'cpu', title: 'CPU s per 100k edits', digits: 2 },
  ],
  run: async ({ contestant, short }) => {
    const server = await ServerProcess.start(contestant)
    try {
      const before = server.usage
      const { edits, seconds } = await push(server, allEdits(short))
      const cpu = server.usage.cpuSeconds - before.cpuSeconds
      return { rate: edits / seconds, cpu: (cpu * 100_000) / edits }
    } finally {
      await server.dispose()
    }
  },
}

/** The first join of the history after a start, and what others felt of it. */
async function firstSync(server: ServerProcess, edits: number): Promise<Record<string, number>> {
  const { contestant, port } = server
  const place = { port, dialect: contestant.dialect }
  const stall = new RelayLatencies()
  const tally = new Tally(stall)
  const history = historyOf(2, 40_000)
  const writer = await Participant.join({ ...place, document: 'other', heard: tally.listener(history.client) })
  await Participant.join({ ...place, document: 'other', heard: tally.listener(undefined) })
  const typist = new Typist(writer, history, tally)
  await typeFor(1, OTHERS_EDITS_PER_SECOND, [typist])
  const quiet = stall.percentile(100)
  stall.clear()
  const before = server.usage
  let bytes = 0
  const typing = typeFor(3, OTHERS_EDITS_PER_SECOND, [typist])
  const from = performance.now()
  const joiner = await Participant.join({
    ...place,
    document: DOCUMENT,
    heard: (message, at) => (bytes += message.byteLength - at),
  })
  const ms = performance.now() - from
  await typing
  stall.close()
  joiner.leave()
  if (bytes < edits / 10) throw new Error(`the first answer had only ${bytes} bytes`)
  const cpu = server.usage.cpuSeconds - before.cpuSeconds
  return { ms, cpu, stall: Math.max(0, stall.percentile(100) - quiet), listening: server.startedInMs }
}

const AFTER_RESTART = [
  { key: 'cpu', title: 'CPU s, with 3 s of the others’ typing', digits: 2 },
  {
    key: 'stall',
    title: 'longest wait of others above the longest before, ms',
    digits: 1,
    target: atMost(10, ' ms'),
  },
  { key: 'listening', title: 'from start to listening, ms', digits: 0 },
] as const

export const restart: Workload = {
  name: 'restart',
  title: 'restart in peace, then first full sync of 259,778 stored edits',
  contestants: ['hocuspocus-sqlite', 'ligature'],
  measures: [{ key: 'ms', title: 'first full sync, ms', digits: 0, target: atMost(40, ' ms') }, ...AFTER_RESTART],
  run: ({ contestant, short }) =>
    restarted(contestant, async (server) => {
      const { edits } = await push(server, allEdits(short))
      await calm(server)
      await server.stop()
      return edits
    }),
}

export const restartAfterKill: Workload = {
  name: 'restart-after-kill',
  title: 'the same after a kill in the middle of the push',
  contestants: ['ligature'],
  measures: [
    { key: 'ms', title: 'first full sync, ms', digits: 0, target: atMost(2_500, ' ms') },
    ...AFTER_RESTART,
    { key: 'edits', title: 'edits that were stored', digits: 0 },
  ],
  run: ({ contestant, short }) =>
    restarted(contestant, async (server) => {
      const { edits } = await push(server, allEdits(short), 0.9)
      await server.kill()
      return edits * 0.9
    }),
}

async function restarted(
  contestant: Contestant,
  fill: (server: ServerProcess) => Promise<number>,
): Promise<Record<string, number>> {
  const server = await ServerProcess.start(contestant)
  try {
    const edits = await fill(server)
    await server.start()
    return { ...(await firstSync(server, edits)), edits }
  } finally {
    await server.dispose()
  }
}

/** Waits until it has nothing to do any more: what it writes or folds behind the scenes is done. */
async function calm(server: ServerProcess): Promise<void> {
  for (let quiet = 0, last = server.usage.cpuSeconds; quiet < 3;) {
    await sleep(1_000)
    const now = server.usage.cpuSeconds
    quiet = now - last < 0.05 ? quiet + 1 : 0
    last = now
  }
}
