// The long run: `node tests/faults/simulate.ts 10000` simulates so many seeds, `node tests/faults/simulate.ts seed 42`
// repeats one and prints what happened.
import { type Outcome, simulate } from './simulator/world.ts'

export function told({ seed, violations, operations }: Outcome): string {
  return [`seed ${seed}: ${violations.length} violations`, ...violations, '', ...operations].join('\n')
}

if (import.meta.main) {
  const [what = '1000', one] = process.argv.slice(2)
  if (what === 'seed') {
    const outcome = await simulate(Number(one))
    console.info(told(outcome))
    process.exit(outcome.violations.length === 0 ? 0 : 1)
  }
  const first = Number(one ?? 1)
  const total = { edits: 0, acknowledged: 0, shown: 0, kills: 0, drains: 0, folds: 0, refusals: 0, harms: 0 }
  const began = performance.now()
  for (let n = 0; n < Number(what); n++) {
    const outcome = await simulate(first + n)
    if (outcome.violations.length > 0) {
      console.info(told(outcome))
      process.exit(1)
    }
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    if ((n + 1) % 1_000 === 0) console.info(`${n + 1} seeds`)
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.info(`${what} seeds from ${first} in ${seconds} s without a violation: ${JSON.stringify(total)}`)
}
