// The long run of several relays: `node tests/faults/cluster.ts 300` does to real relays, PostgreSQL and Redis what so many seeds
// have in mind, `node tests/faults/cluster.ts seed 42` repeats one, and `node tests/faults/cluster.ts bugs 20` shows in how
// many of so many seeds each planted bug is found.
import { seeded } from '../support/random.ts'
import { PLANTED_BUGS } from './cluster/planted-bugs.ts'
import { type Outcome, run } from './cluster/run.ts'
import { Servers } from './cluster/servers.ts'

export function told({ seed, violations, troubles }: Outcome): string {
  return [
    `seed ${seed}: ${violations.length} violations (node tests/faults/cluster.ts seed ${seed})`,
    ...violations,
    '',
    ...troubles.map((trouble) => JSON.stringify(trouble)),
  ].join('\n')
}

async function seedsInARow(count: number, first: number): Promise<boolean> {
  const servers = await Servers.start(seeded(first))
  const total = { edits: 0, acknowledged: 0, closed: 0, looks: 0, newcomers: 0 }
  const began = performance.now()
  try {
    for (let n = 0; n < count; n++) {
      const outcome = await run(servers, first + n)
      if (outcome.violations.length > 0) {
        console.info(told(outcome))
        return false
      }
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
      if ((n + 1) % 10 === 0) console.info(`${n + 1} seeds`)
    }
  } finally {
    await servers.close()
  }
  const seconds = Math.round((performance.now() - began) / 1_000)
  console.info(`${count} seeds from ${first} in ${seconds} s without a violation: ${JSON.stringify(total)}`)
  return true
}

async function plantedBugs(count: number, which: string): Promise<boolean> {
  let all = true
  for (const { name, shows } of PLANTED_BUGS.filter((bug) => bug.name.includes(which))) {
    const servers = await Servers.start(seeded(1), name)
    let [found, first] = [0, '']
    try {
      for (let seed = 1; seed <= count; seed++) {
        const { violations } = await run(servers, seed)
        const violation = violations.find((what) => shows.test(what))
        if (violation === undefined) continue
        found++
        first ||= `first with seed ${seed}: ${violation}`
      }
    } finally {
      await servers.close()
    }
    console.info(`${name}: found in ${found} of ${count} seeds; ${first}`)
    all &&= found > 0
  }
  return all
}

if (import.meta.main) {
  const [what = '100', one] = process.argv.slice(2)
  const fine =
    what === 'bugs'
      ? await plantedBugs(Number(one ?? 10), process.argv[4] ?? '')
      : await (what === 'seed' ? seedsInARow(1, Number(one)) : seedsInARow(Number(what), Number(one ?? 1)))
  process.exit(fine ? 0 : 1)
}
