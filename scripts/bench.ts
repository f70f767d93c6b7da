// `npm run bench`: this relay and others under the same load, side by side in one run. bench/README.md says what is
// measured and shows the last results; `npm run bench -- --help` the options.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CONTESTANTS, contestant, type ContestantName } from '../bench/relay/contestants.ts'
import { installPeers } from '../bench/relay/peers.ts'
import { report } from '../bench/relay/report.ts'
import { type Plan, runAll } from '../bench/relay/rounds.ts'
import { WORKLOADS, workload } from '../bench/relay/workloads.ts'
import { buildIfStale } from './build.ts'
import { ROOT } from './root.ts'
import { say } from './terminal.ts'

const README = join(ROOT, 'bench', 'README.md')
const BEGIN = '<!-- results: written by npm run bench -- --record -->'
const END = '<!-- end of results -->'
const ROUNDS = 3
/** They run without anything being installed; the last needs redis-server on the PATH, as the tests do. */
const OURS: readonly ContestantName[] = ['bare', 'ligature', 'ligature-cluster']

const HELP = `npm run bench -- [workload …] [options]

  --rounds n       rounds, interleaved; medians are reported [${ROUNDS}]
  --short          a tenth of the time, for a first look
  --only a,b       only these relays: ${CONTESTANTS.map(({ name }) => name).join(', ')}
  --record         write the results into bench/README.md
  --list           the workloads

Without a workload, all of them run, which takes about half an hour for each round.
EDITING_TRACES names the folder of the recorded history where it is not ../shared/data.`

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      rounds: { type: 'string', default: String(ROUNDS) },
      only: { type: 'string' },
    },
  })
  if (values.help) {
    say(HELP)
    return 0
  }
  if (values.list) {
    for (const { name, title } of WORKLOADS) say(`${name.padEnd(24)} ${title}`)
    return 0
  }
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds takes a whole number from 1, not "${values.rounds}"`)
  const plan: Plan = {
    workloads: positionals.length === 0 ? WORKLOADS : positionals.map((name) => workload(name)),
    contestants: (values.only?.split(',') ?? CONTESTANTS.map(({ name }) => name)).map((name) => contestant(name).name),
    rounds,
    short: values.short,
  }
  await buildIfStale()
  if (plan.contestants.some((name) => !OURS.includes(name))) await installPeers(say)
  const results = await runAll(plan, say)
  const text = report(plan, results)
  say(`\n${text}`)
  if (values.record) await record(text)
  return 0
}

/** Puts the tables into bench/README.md in place of the last ones. */
async function record(text: string): Promise<void> {
  const readme = await readFile(README, 'utf8')
  const [from, to] = [readme.indexOf(BEGIN), readme.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`bench/README.md has no place for results between "${BEGIN}" and "${END}"`)
  await writeFile(README, `${readme.slice(0, from + BEGIN.length)}\n\n${text}\n\n${readme.slice(to)}`)
}
