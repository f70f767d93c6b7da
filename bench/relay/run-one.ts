// The load of one workload on one contestant, in a process of its own; started by rounds.ts, or by hand:
// `node bench/relay/run-one.ts fan-out ligature [--short]`. Prints what it measured as one line of JSON.
import { contestant } from './contestants.ts'
import { workload } from './workloads.ts'

const [what = '', whom = '', ...options] = process.argv.slice(2)
try {
  const measured = await workload(what).run({ contestant: contestant(whom), short: options.includes('--short') })
  process.stdout.write(`${JSON.stringify(measured)}\n`)
  process.exit(0)
} catch (error) {
  process.stderr.write(`${what} on ${whom}: ${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}
