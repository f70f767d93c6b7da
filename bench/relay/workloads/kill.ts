// kill -9 while people type: of the edits that somebody else had already seen, how many does a fresh client miss after the
// restart? And, for this relay, the same when the power goes: what was never synced is taken away from its files.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { historyOf } from '../histories.ts'
import { Known } from '../known.ts'
import { Participant } from '../participant.ts'
import { STRACE, syncedOnly } from '../power-loss.ts'
import { ServerProcess } from '../server-process.ts'
import { holds, typeFor, Typist } from '../typist.ts'
import type { Measure, RunOptions, Workload } from '../workload.ts'

const DOCUMENT = 'killed'
const WRITERS = 5
const READERS = 5
const PATIENCE_MS = 60_000

async function run(
  { contestant, short }: RunOptions,
  rate: number,
  powerLoss: boolean,
): Promise<Record<string, number>> {
  const trace = mkdtempSync(join(tmpdir(), 'ligature-bench-trace-'))
  const server = await ServerProcess.start(contestant, powerLoss ? { under: STRACE(join(trace, 'calls')) } : {})
  const place = { port: server.port, dialect: contestant.dialect, document: DOCUMENT }
  try {
    const seen = new Known()
    for (let n = 0; n < READERS; n++) await Participant.join({ ...place, heard: seen.hear })
    const typists: Typist[] = []
    for (let n = 0; n < WRITERS; n++) typists.push(new Typist(await Participant.join(place), historyOf(n + 1, 40_000)))
    const seconds = short ? 2 : 6
    // Killed before the typing ends, so that edits are under way.
    const typing = typeFor(seconds * 2, rate, typists)
    if (!(await holds(() => seen.count >= rate * seconds, PATIENCE_MS)))
      throw new Error(`the others saw only ${seen.count} edits in ${PATIENCE_MS} ms`)
    const underWay = typists.reduce((sum, typist) => sum + typist.typed, 0) - seen.count
    await server.kill()
    await typing
    if (powerLoss) syncedOnly(server.folder, join(trace, 'calls'))
    const again = await ServerProcess.start(contestant, { folder: server.folder })
    try {
      const fresh = new Known()
      await Participant.join({ ...place, port: again.port, heard: fresh.hear })
      return { lost: seen.missingIn(fresh), seen: seen.count, underWay }
    } finally {
      await again.kill()
    }
  } finally {
    if (process.env['KEEP_TRACE'] !== undefined) cpSync(trace, process.env['KEEP_TRACE'], { recursive: true })
    rmSync(trace, { recursive: true, force: true })
    await server.dispose()
  }
}

const MEASURES: readonly Measure[] = [
  {
    key: 'lost',
    title: 'edits lost that others had seen',
    digits: 0,
    target: { says: '0', met: (of) => of('ligature') === 0 },
  },
  { key: 'seen', title: 'edits others had seen', digits: 0 },
  { key: 'underWay', title: 'edits under way at the kill', digits: 0 },
]

const killAt = (rate: number): Workload => ({
  name: `kill-${rate}`,
  title: `kill -9 at ${rate} edits/s`,
  contestants: ['hocuspocus-sqlite', 'ligature'],
  measures: MEASURES,
  run: (options) => run(options, rate, false),
})

export const killSlow = killAt(200)
export const killFast = killAt(5_000)

export const powerLoss: Workload = {
  name: 'power-loss',
  title: 'the same at 5,000 edits/s, and what was not synced is gone',
  contestants: ['ligature'],
  measures: MEASURES,
  run: (options) => run(options, 5_000, true),
}
