// node bench/metadata/run.ts [--documents 10000] [--seconds 4] [--rounds 1]: lists and titles asked for by eight at once, of one relay on a
// PostgreSQL without a cache, and with it in Redis (docs/decisions/0014). CPU from /proc, of each program with all its processes.
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { parseArgs } from 'node:util'
import { API_PREFIX } from '../../contracts/api-prefix.ts'
import { TestPostgres } from '../../tests/support/postgres.ts'
import { TestRedis } from '../../tests/support/redis.ts'
import { TestRelay } from '../../tests/support/relay.ts'
import { print, quantile } from '../figures.ts'

const AT_ONCE = 8
const WARM_UP_S = 1
/** USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100
const PROGRAMS = ['relay', 'postgres', 'redis'] as const
type Program = (typeof PROGRAMS)[number]

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '1' },
  },
})
const documents = Number(values.documents)
const seconds = Number(values.seconds)

const READS: Readonly<Record<string, (nth: number) => string>> = {
  'one document, again': () => '/doc-1',
  'all in turn': (nth) => `/doc-${1 + (nth % documents)}`,
  'list of 50': () => '?limit=50',
  'list of 200': () => '?limit=200',
}

const postgres = await TestPostgres.start()
const redis = await TestRedis.start()
try {
  const DATABASE_URL = await postgres.database('metadata')
  const relays = {
    without: await TestRelay.start({ env: { DATABASE_URL } }),
    with: await TestRelay.start({ env: { DATABASE_URL, REDIS_URL: redis.url } }),
  }
  await fill()
  print(`${documents.toLocaleString('en')} documents; CPU in microseconds for each request`)
  print(
    ['', 'cache', 'per s', 'p50 ms', 'p99 ms', ...PROGRAMS].map((name, nth) => name.padStart(nth ? 9 : 20)).join(''),
  )
  for (let round = 0; round < Number(values.rounds); round++)
    for (const [what, target] of Object.entries(READS))
      for (const [cache, relay] of Object.entries(relays)) {
        await ask(relay, target, WARM_UP_S)
        const before = cpuSeconds()
        const took = await ask(relay, target, seconds)
        const after = cpuSeconds()
        const cpu = PROGRAMS.map((program) => (((after[program] - before[program]) / took.length) * 1e6).toFixed(0))
        const ms = [quantile(took, 0.5).toFixed(1), quantile(took, 0.99).toFixed(1)]
        const figures = [cache, (took.length / seconds).toFixed(0), ...ms, ...cpu]
        print(`${what.padStart(20)}${figures.map((figure) => figure.padStart(9)).join('')}`)
      }
  for (const relay of Object.values(relays)) await relay.dispose()
} finally {
  await postgres.stop()
  await redis.stop()
}

/** As if each had been written to, in text and comments. */
async function fill(): Promise<void> {
  const each = `FROM generate_series(1, ${documents}) n`
  await postgres.ask(
    'metadata',
    `INSERT INTO documents (id, title, meta_version, created_at, updated_at, unfilled)
     SELECT 'doc-' || n, 'Document ' || n || ', with a title of an ordinary length', 1, 1.7e12::bigint + n, 1.7e12::bigint + n, 0 ${each}`,
  )
  await postgres.ask(
    'metadata',
    `INSERT INTO heads (document, part, epoch, head, snapshot_seq, edited_at)
     SELECT 'doc-' || n, part, 'abcdefghijkl', 10, 0, 1.7e12::bigint + 3 * n ${each}, (VALUES ('text'), ('comments')) parts(part)`,
  )
  await postgres.ask('metadata', 'ANALYZE')
}

/** Milliseconds of each request. */
async function ask(relay: TestRelay, target: (nth: number) => string, forSeconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const took: number[] = []
  const over = performance.now() + forSeconds * 1_000
  let nth = 0
  const once = async (): Promise<void> => {
    const from = performance.now()
    await new Promise<void>((resolve, reject) => {
      request(`${relay.url}${API_PREFIX}/documents${target(nth++)}`, { agent }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`the relay answered ${answer.statusCode}`))
        answer.resume().once('end', resolve)
      })
        .once('error', reject)
        .end()
    })
    took.push(performance.now() - from)
  }
  const people = Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() < over) await once()
  })
  await Promise.all(people)
  agent.destroy()
  return took
}

/** Of everything that this process has started, by program. */
function cpuSeconds(): Record<Program, number> {
  const sums = { relay: 0, postgres: 0, redis: 0 }
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processOf)
  const add = (parent: number): void => {
    for (const { pid, name, cpu } of all.filter((one) => one.parent === parent)) {
      sums[name.startsWith('postgres') ? 'postgres' : name.startsWith('redis') ? 'redis' : 'relay'] += cpu
      add(pid)
    }
  }
  add(process.pid)
  return sums
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly name: string
  readonly cpu: number
}

function processOf(pid: string): Process[] {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!
    const fields = rest!.split(' ').map(Number)
    return [{ pid: Number(pid), parent: fields[1]!, name: name!, cpu: (fields[11]! + fields[12]!) / TICKS_PER_SECOND }]
  } catch {
    return [] // It has just ended.
  }
}
