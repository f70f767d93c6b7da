// The order of the files: those that take longest begin, so that no worker is left alone with one when the others are done. Vitest knows
// how long each took only where it has run before, and else goes by their size.
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Beginnings of paths below tests/, the longest first: a minute or more each, most of it spent waiting. */
const LONGEST = [
  'faults/simulator.',
  'faults/kill-loop.',
  'server/liveness.',
  'electron/desktop.',
  'server/compact.',
  'flows/several-relays.',
  'flows/cached-metadata.',
  'server/paper.',
  'scripts/graphql.',
  'server/fsck-postgres.',
  'server/damage.',
  'electron/launch.',
  'server/migrate-killed.',
  'faults/cluster.',
  'scripts/cluster.',
  'server/backpressure.',
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
