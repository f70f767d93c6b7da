// Runs the chosen workloads on the chosen contestants, round by round, so that a noisy minute of the machine hits all of
// them; each run in a process of its own. Called by scripts/bench.ts.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ContestantName } from './contestants.ts'
import type { Workload } from './workload.ts'

const RUN_ONE = fileURLToPath(new URL('./run-one.ts', import.meta.url))
/** Longer than the longest workload on the slowest contestant. */
const DEADLINE_MS = 600_000

export interface Plan {
  readonly workloads: readonly Workload[]
  readonly contestants: readonly ContestantName[]
  readonly rounds: number
  readonly short: boolean
}

export type RunResult =
  | { readonly kind: 'measured'; readonly values: Readonly<Record<string, number | null>> }
  | { readonly kind: 'failed'; readonly message: string }

/** All runs of one workload on one contestant. */
export type Results = ReadonlyMap<Workload, ReadonlyMap<ContestantName, readonly RunResult[]>>

/** `told` hears of each run when it is over. */
export async function runAll(plan: Plan, told: (line: string) => void): Promise<Results> {
  const results = new Map<Workload, Map<ContestantName, RunResult[]>>()
  for (const workload of plan.workloads) results.set(workload, new Map())
  for (let round = 1; round <= plan.rounds; round++)
    for (const workload of plan.workloads)
      for (const name of turned(plan.contestants, round)) {
        if (!workload.contestants.includes(name)) continue
        const from = performance.now()
        const result = await runOne(workload.name, name, plan.short)
        const of = results.get(workload)!
        of.set(name, [...(of.get(name) ?? []), result])
        const seconds = ((performance.now() - from) / 1_000).toFixed(0)
        told(`round ${round}/${plan.rounds} · ${workload.name} · ${name} · ${seconds} s · ${summary(result)}`)
      }
  return results
}

/** Nobody always runs first. */
function turned<Item>(items: readonly Item[], by: number): Item[] {
  const at = by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

function runOne(workload: string, contestant: string, short: boolean): Promise<RunResult> {
  const args = [RUN_ONE, workload, contestant, ...(short ? ['--short'] : [])]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE_MS })
  let [out, err] = ['', '']
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'failed', message: error.message }))
    child.once('close', (code) => {
      if (code === 0) resolve({ kind: 'measured', values: JSON.parse(out) as Record<string, number | null> })
      else resolve({ kind: 'failed', message: err.trim() || `ended with ${code ?? 'a signal: it took too long'}` })
    })
  })
}

const summary = (result: RunResult): string =>
  result.kind === 'failed'
    ? `FAILED: ${result.message.split('\n')[0]}`
    : Object.entries(result.values)
        .map(([key, value]) => `${key} ${value === null ? '–' : Number(value.toPrecision(4))}`)
        .join(', ')
