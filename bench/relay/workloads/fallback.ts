// The work of fan-out.ts over HTTP, beside the same over WebSocket in the same run: what a delivered edit costs where
// WebSockets do not get through, and how long it takes there with a relay that is far away.
import { historyOf } from '../histories.ts'
import { FaultProxy } from '../../../tests/support/fault-proxy.ts'
import type { Latencies } from '../latencies.ts'
import { LineParticipant } from '../line-participant.ts'
import { Participant } from '../participant.ts'
import { ServerProcess } from '../server-process.ts'
import { Tally } from '../tally.ts'
import { holds, typeFor, Typist, type Writes } from '../typist.ts'
import { atMost, type RunOptions, type Workload } from '../workload.ts'

const CLIENTS = 50
const WRITERS = 5
const EDITS_PER_SECOND = 400
const QUIET_EDITS_PER_SECOND = 10
const WARM_UP_S = 5
const SETTLE_MS = 10_000
/** Each way. */
const FAR_MS = 50
/** Two round trips and 50 ms. */
const MOST_MS = 4 * FAR_MS + 50

type Heard = (message: Uint8Array, from: number) => void
type Join = (heard: Heard, port: number) => Promise<Writes>

interface Measured {
  readonly cpu: number
  readonly latencies: Latencies
}

async function measure(
  { contestant, short }: RunOptions,
  clients: number,
  join: Join,
  { perSecond, awayMs }: { readonly perSecond: number; readonly awayMs: number },
): Promise<Measured> {
  const server = await ServerProcess.start(contestant)
  const way = await FaultProxy.start(server.port, () => 0)
  if (awayMs > 0) way.disturb({ passing: { kind: 'late', ms: awayMs }, direction: 'both', share: 1 })
  try {
    const tally = new Tally()
    const histories = Array.from({ length: Math.min(WRITERS, clients) }, (_, n) => historyOf(n + 1))
    const joined: Writes[] = []
    for (let n = 0; n < clients; n++)
      joined.push(await join(tally.listener(histories[n]?.client), awayMs > 0 ? way.port : server.port))
    const typists = histories.map((history, n) => new Typist(joined[n]!, history, tally))
    const settle = async (): Promise<void> => {
      const typed = typists.reduce((sum, typist) => sum + typist.typed, 0)
      if (!(await holds(() => tally.delivered >= typed * (clients - 1), SETTLE_MS)))
        throw new Error(`only ${tally.delivered} edits were delivered`)
    }
    await typeFor(WARM_UP_S, perSecond, typists)
    await settle()
    tally.latencies.clear()
    const [before, delivered] = [server.usage.cpuSeconds, tally.delivered]
    await typeFor(short ? 3 : 10, perSecond, typists)
    await settle()
    const cpu = ((server.usage.cpuSeconds - before) * 100_000) / (tally.delivered - delivered)
    return { cpu, latencies: tally.latencies }
  } finally {
    await way.close()
    await server.dispose()
  }
}

export const fallback: Workload = {
  name: 'fallback',
  title: '1 document over HTTP, 50 clients, 5 writers, 400 edits/s; and 2 clients whose relay is 100 ms away and back',
  contestants: ['ligature'],
  measures: [
    { key: 'cpu', title: 'CPU s per 100k delivered edits', digits: 2 },
    { key: 'ratio', title: 'of that over WebSocket', digits: 2, target: atMost(3, ' ×') },
    {
      key: 'far',
      title: 'p99 of an edit, 100 ms away, ms',
      digits: 0,
      target: atMost(MOST_MS, ' (2 round trips + 50)'),
    },
  ],
  run: async (options) => {
    const document = 'fallback'
    const { dialect } = options.contestant
    const overHttp: Join = (heard, port) => LineParticipant.join({ port, document, heard })
    const overSocket: Join = (heard, port) => Participant.join({ port, dialect, document, heard })
    const near = { perSecond: EDITS_PER_SECOND, awayMs: 0 }
    const socket = await measure(options, CLIENTS, overSocket, near)
    const http = await measure(options, CLIENTS, overHttp, near)
    const far = await measure(options, 2, overHttp, { perSecond: QUIET_EDITS_PER_SECOND, awayMs: FAR_MS })
    return { cpu: http.cpu, ratio: http.cpu / socket.cpu, far: far.latencies.percentile(99) }
  },
}
