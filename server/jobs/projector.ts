// Keeps what documents say (their projections) current for whoever searches. Made by relay.ts.
import type { NewProjection, SearchStore } from '../store/store.ts'
import type { Projected } from './projected.ts'
import { type Pace, Upkeep, type UpkeepParts } from './upkeep.ts'

/** With what it takes to make it, a projection is current within 2 s; and one that is typed in on and on 10 s old at most (S4). */
const PACE: Pace = {
  quietMs: 500,
  oldestMs: 10_000,
  longestRestMs: 250,
  ownRest: { factor: 10, unlessMs: 50 },
  // Its worker has the editor's schema to read when it starts.
  workerRestsAfterMs: 60_000,
}
const LEFT_UNDONE_MS = 8_000

const NOTHING: NewProjection = { epoch: '', seq: 0, text: '', folded: '', grams: [], words: 0, outline: [] }

/** `start` starts projection-worker.ts. */
export const createProjector = (parts: UpkeepParts<SearchStore>): Upkeep =>
  new Upkeep(parts, {
    part: 'text',
    wanted: { kind: 'projection' },
    keep: async (document, made) => {
      const projection = made && { epoch: made.epoch, seq: made.seq, ...(JSON.parse(made.json) as Projected) }
      return await parts.store.keepProjection(document, projection ?? NOTHING)
    },
    find: (...page) => parts.store.findUnprojected(...page),
    leftUndoneMs: LEFT_UNDONE_MS,
    pace: PACE,
    trouble: {
      making: 'what the document says cannot be found out; searches do not know it',
      finding: 'which documents searches do not know cannot be found out just now',
    },
  })
