// Five hundred people open the same large document at once: for the first time, or again after they missed a little.
import { setTimeout as sleep } from 'node:timers/promises'
import * as Y from 'yjs'
import { readFrame } from '../../../contracts/wire.ts'
import type { Contestant } from '../contestants.ts'
import { documentOf, historyOf } from '../histories.ts'
import { cursorFrame, Participant, type ParticipantOptions } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { holds } from '../typist.ts'
import { atMost, EVERYBODY, timesBare, type RunOptions, type Workload } from '../workload.ts'

const DOCUMENT = 'large'
const DOCUMENT_BYTES = 930_000
const JOINERS = 500
const MISSED_EDITS = 20
/** A new document is folded, written and forgotten in this time. */
const CALM_MS = 4_000
/** What is asked of a relay is over, and what it does behind it too: its CPU is read then. No message tells of the latter. */
const SETTLED_MS = 1_000
const SAMPLE_MS = 20

interface Measured {
  readonly seconds: number
  readonly cpuMs: number
  readonly growthMb: number
  readonly bytes: number
}

/** A relay that holds the large document, and somebody who stays in it. */
async function withDocument<Result>(
  contestant: Contestant,
  work: (server: ServerProcess, holder: Participant, missed: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const server = await ServerProcess.start(contestant)
  try {
    const holder = await Participant.join(placeIn(server))
    holder.sendUpdate(documentOf(DOCUMENT_BYTES))
    await sleep(CALM_MS)
    const missed = async (): Promise<void> => {
      for (const update of historyOf(1, MISSED_EDITS).updates) holder.sendUpdate(update)
      await sleep(SETTLED_MS)
    }
    return await work(server, holder, missed)
  } finally {
    await server.dispose()
  }
}

const placeIn = ({ port, contestant }: ServerProcess): ParticipantOptions => ({
  port,
  dialect: contestant.dialect,
  document: DOCUMENT,
})

/** All at once; the costs are each one's share. */
async function joinAll(server: ServerProcess, options: Partial<ParticipantOptions>): Promise<Measured> {
  // The first join compiles and caches; it is no share of the five hundredth.
  const first = await Participant.join({ ...placeIn(server), ...options })
  first.leave()
  await sleep(SETTLED_MS)
  const before = server.usage
  let peak = before.rssBytes
  const sampler = setInterval(() => (peak = Math.max(peak, server.usage.rssBytes)), SAMPLE_MS)
  const from = performance.now()
  const joiners = await Promise.all(
    Array.from({ length: JOINERS }, () => Participant.join({ ...placeIn(server), ...options })),
  )
  const seconds = (performance.now() - from) / 1_000
  await sleep(SETTLED_MS)
  clearInterval(sampler)
  const bytes = joiners.reduce((sum, joiner) => sum + joiner.receivedBytes, 0) / JOINERS
  const cpuMs = ((server.usage.cpuSeconds - before.cpuSeconds) * 1_000) / JOINERS
  return { seconds, cpuMs, growthMb: (peak - before.rssBytes) / 1e6, bytes }
}

export const joins: Workload = {
  name: 'joins',
  title: '500 joins of a 0.93 MB document',
  contestants: EVERYBODY,
  measures: [
    { key: 'seconds', title: 'until all are synced, s', digits: 2, against: 'bare' },
    { key: 'cpu', title: 'CPU per join, ms', digits: 2, against: 'bare', target: timesBare(1.5) },
    { key: 'growth', title: 'RSS growth at its peak, MB', digits: 0, target: atMost(40, ' MB') },
  ],
  run: ({ contestant }) =>
    withDocument(contestant, async (server) => {
      const { seconds, cpuMs, growthMb, bytes } = await joinAll(server, {})
      if (bytes < DOCUMENT_BYTES) throw new Error(`a joiner heard only ${bytes} bytes`)
      return { seconds, cpu: cpuMs, growth: growthMb }
    }),
}

/** What the document says it holds, before the missed edits. */
const staleStateVector = (): Uint8Array => Y.encodeStateVectorFromUpdate(documentOf(DOCUMENT_BYTES))

export const reconnectByStateVector: Workload = {
  name: 'reconnect-state-vector',
  title: '500 reconnects of clients that missed 20 edits, by state vector',
  contestants: ['y-websocket', 'hocuspocus', 'hocuspocus-sqlite', 'ligature'],
  measures: [
    {
      key: 'bytes',
      title: 'KB to each',
      digits: 1,
      target: { says: '≤ delete set + tail', met: (of) => of('ligature') < 40 },
    },
    { key: 'cpu', title: 'CPU each, ms', digits: 2, target: atMost(0.3, ' ms') },
  ],
  run: ({ contestant }) =>
    withDocument(contestant, async (server, _holder, missed) => {
      await missed()
      return shared(await joinAll(server, { stateVector: staleStateVector() }))
    }),
}

export const reconnectByCursor: Workload = {
  name: 'reconnect-cursor',
  title: 'the same by cursor',
  contestants: ['ligature'],
  measures: [
    {
      key: 'bytes',
      title: 'KB to each',
      digits: 2,
      target: { says: "≤ 2 % of the join's", met: (of) => of('ligature') * 1_000 <= 0.02 * DOCUMENT_BYTES },
    },
    { key: 'cpu', title: 'CPU each, ms', digits: 2, target: atMost(0.3, ' ms') },
  ],
  run: ({ contestant }: RunOptions) =>
    withDocument(contestant, async (server, _holder, missed) => {
      let epoch = ''
      let seq = 0
      const watcher = await Participant.join({
        ...placeIn(server),
        extension: (message) => {
          const frame = readFrame(message.slice())
          if (frame.kind === 'hello') epoch = frame.hello.epoch
          else if (frame.kind === 'head') seq = frame.seq
        },
      })
      if (!(await holds(() => epoch !== '' && seq > 0, CALM_MS))) throw new Error('no head was heard')
      watcher.leave()
      await missed()
      return shared(await joinAll(server, { stateVector: staleStateVector(), before: [cursorFrame(epoch, seq)] }))
    }),
}

const shared = ({ bytes, cpuMs }: Measured): Record<string, number> => ({ bytes: bytes / 1_000, cpu: cpuMs })
