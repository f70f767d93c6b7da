// The order of the files: those that take longest begin, so that no worker is left alone with one when the others are done. Vitest knows
// how long each took only where it has run before, and else goes by their size.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Beginnings of paths below tests/, the longest first: half a minute or more each, most of it spent waiting. Of their size some are small, and would
 * begin when nearly all others are done.
 */
const LONGEST = [
  'faults/simulator.',
  'faults/kill-loop.',
  'server/liveness.',
  'faults/workspace-memory.',
  'faults/hostile-paths.',
  'electron/desktop.',
  'server/compact.',
  'flows/several-relays.',
  'flows/cached-metadata.',
  'adapters/postgres-store.',
  'server/paper.',
  'scripts/graphql.',
  'server/fsck-postgres.',
  'server/damage.',
  'electron/launch.',
  'server/migrate-killed.',
  'faults/cluster.',
  'scripts/cluster.',
  'server/backpressure.',
  'faults/without-redis.',
] as const

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((beginning) => moduleId.includes(`/tests/${beginning}`))
      return at === -1 ? LONGEST.length : at
    }
    return others.toSorted((one, other) => rank(one) - rank(other))
  }
}
