// What came of the rounds, as Markdown: medians side by side, the ratio to the contestant that sets the measure, and
// whether this relay's target was met. Printed by scripts/bench.ts and kept in bench/README.md.
import { cpus, release } from 'node:os'
import { paperSource } from '../../tests/support/paper.ts'
import { CONTESTANTS, type ContestantName } from './contestants.ts'
import type { Plan, Results, RunResult } from './rounds.ts'
import { CLUSTERS, type Measure, type Medians, OURS, type Workload } from './workload.ts'

/** The tables, and under them when, where and how this was measured. */
export function report(plan: Plan, results: Results): string {
  const alone = tableOf(plan, results, (name) => !CLUSTERS.includes(name))
  const together = tableOf(plan, results, (name) => CLUSTERS.includes(name))
  return [...alone, ...together, circumstances(plan), ...complaints(results)].join('\n')
}

/** Of the workloads of those contestants; nothing when none of them ran. */
function tableOf(plan: Plan, results: Results, isOfIt: (name: ContestantName) => boolean): string[] {
  const shown = CONTESTANTS.filter(({ name }) => isOfIt(name) && plan.contestants.includes(name))
  const workloads = plan.workloads.filter(({ contestants }) => contestants.some(isOfIt))
  if (workloads.length === 0 || shown.length === 0) return []
  const heading = ['work', ...shown.map(({ title }) => title), 'target']
  const rows = workloads.flatMap((workload) =>
    rowsOf(
      workload,
      results,
      shown.map(({ name }) => name),
    ),
  )
  return [...[heading, heading.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`), '']
}

function rowsOf(workload: Workload, results: Results, shown: readonly ContestantName[]): string[][] {
  const runs = results.get(workload) ?? new Map<ContestantName, readonly RunResult[]>()
  if (runs.size === 0) return []
  const all =
    (key: string): Medians =>
    (name) =>
      median(valuesOf(runs.get(name) ?? [], key))
  const measure = (one: Measure): string[] => [
    one.title,
    ...shown.map((name) => cell(one, all(one.key), name)),
    verdict(one, all),
  ]
  return [[`**${workload.title}**`, ...shown.map(() => ''), ''], ...workload.measures.map(measure)]
}

function cell({ digits, against }: Measure, of: Medians, name: ContestantName): string {
  const value = of(name)
  if (Number.isNaN(value)) return '–'
  const absolute = value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const base = against === undefined || against === name ? Number.NaN : of(against)
  return base > 0 ? `${absolute} (${(value / base).toFixed(2)}×)` : absolute
}

function verdict({ key, target }: Measure, all: (key: string) => Medians): string {
  if (target === undefined) return ''
  if (OURS.every((name) => Number.isNaN(all(key)(name)))) return target.says
  return `${target.says} ${target.met(all(key), all) ? '✓' : '✗'}`
}

const valuesOf = (runs: readonly RunResult[], key: string): number[] =>
  runs.flatMap((run) => (run.kind === 'measured' && typeof run.values[key] === 'number' ? [run.values[key]] : []))

function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function circumstances({ rounds, short }: Plan): string {
  const processors = cpus()
  const how = `${rounds} ${rounds === 1 ? 'round' : 'rounds'}${short ? ', short form' : ''}`
  const history = paperSource() === 'recorded' ? 'the recorded history' : 'a generated history'
  return (
    `Medians of ${how}, ${new Date().toISOString().slice(0, 10)}; ${processors.length} × ${processors[0]?.model ?? '?'}, ` +
    `Linux ${release()}, Node ${process.versions.node}, ${history}. In brackets: times bare ws, ` +
    `or hocuspocus + redis.`
  )
}

function complaints(results: Results): string[] {
  const failed: string[] = []
  for (const [workload, runs] of results)
    for (const [name, list] of runs)
      for (const run of list)
        if (run.kind === 'failed') failed.push(`- ${workload.name} on ${name} failed: ${run.message.split('\n')[0]}`)
  return failed.length === 0 ? [] : ['', ...failed]
}
