// What a workload is: something to run against one contestant, and what of it is measured. The workloads themselves are in
// workloads/; run-one.ts runs one, report.ts prints what came of all.
import type { Contestant, ContestantName } from './contestants.ts'

export interface RunOptions {
  readonly contestant: Contestant
  /** A tenth of the time, for a first look. */
  readonly short: boolean
}

/** Medians over the rounds, by contestant; NaN where one was not measured. */
export type Medians = (contestant: ContestantName) => number

export interface Target {
  readonly says: string
  readonly met: (of: Medians, all: (measure: string) => Medians) => boolean
}

export interface Measure {
  readonly key: string
  readonly title: string
  readonly digits: number
  /** The contestant that the others are compared with; none: no ratio is printed. */
  readonly against?: ContestantName
  readonly target?: Target
}

export interface Workload {
  readonly name: string
  readonly title: string
  readonly contestants: readonly ContestantName[]
  readonly measures: readonly Measure[]
  readonly run: (options: RunOptions) => Promise<Readonly<Record<string, number>>>
}

export const EVERYBODY: readonly ContestantName[] = [
  'bare',
  'y-websocket',
  'hocuspocus',
  'hocuspocus-sqlite',
  'ligature',
]

/** Several instances each. */
export const CLUSTERS: readonly ContestantName[] = ['hocuspocus-redis', 'ligature-cluster']

/** Those that have targets. */
export const OURS: readonly ContestantName[] = ['ligature', 'ligature-cluster']

/** A target of this relay alone. */
export const atMost = (most: number, unit = ''): Target => ({
  says: `≤ ${most}${unit}`,
  met: (of) => of('ligature') <= most,
})

/** A target of several instances of this relay. */
export const togetherAtMost = (most: number): Target => ({
  says: most === 0 ? '0' : `≤ ${most.toLocaleString('en')}`,
  met: (of) => of('ligature-cluster') <= most,
})

export const atLeast = (least: number, unit = ''): Target => ({
  says: `≥ ${least.toLocaleString('en')}${unit}`,
  met: (of) => of('ligature') >= least,
})

export const timesBare = (factor: number): Target => ({
  says: `≤ ${factor} × bare ws`,
  met: (of) => of('ligature') <= factor * of('bare'),
})
