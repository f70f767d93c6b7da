// `npm run cluster`: several relays on this computer that share their documents, as on servers, until Ctrl-C. To see what happens
// when one of them goes; tests/flows/rolling-restart.test.ts does just that.
import { once } from 'node:events'
import { resolve } from 'node:path'
import { optionsOf, WrongArguments } from './arguments.ts'
import { buildIfStale } from './build.ts'
import { type ClusterOptions, LocalCluster } from './local-cluster.ts'
import { say } from './terminal.ts'
import { whenTold } from './when-told.ts'

const PORT = 4460
const RELAYS = 3
const MOST_RELAYS = 16

const HELP = `npm run cluster [-- --relays N] [-- --port PORT] [-- --data FOLDER]

Starts a PostgreSQL, a redis-server, several relays on them and a balancer in front, and prints the address of the editor.
Whoever of them ends is started again: end one by its process id and see what becomes of your text. Ctrl-C ends all; a second one does
not wait for it.

  --relays N      how many relays, ${MOST_RELAYS} at most        [${RELAYS}]
  --port PORT     where the editor is; 0 picks a port  [${PORT}]
  --data FOLDER   keep everything there, and begin with what is there
                  [a temporary folder, removed in the end]

The settings of a relay (LIGATURE_…; npm run relay -- --help) go to each of them, but for its address and its database.
`

export async function run(args: readonly string[]): Promise<number> {
  const values = optionsOf('run cluster', args, {
    help: { type: 'boolean', short: 'h' },
    relays: { type: 'string', default: String(RELAYS) },
    port: { type: 'string', default: String(PORT) },
    data: { type: 'string' },
  })
  if (values.help === true) {
    say(HELP)
    return 0
  }
  const asked = new AbortController()
  const options: ClusterOptions = {
    relays: wholeNumber('--relays', values.relays, 1, MOST_RELAYS),
    port: wholeNumber('--port', values.port, 0, 65_535),
    data: values.data === undefined ? undefined : resolve(values.data),
    say,
    asked: asked.signal,
  }
  await buildIfStale()

  // From here on an end is one in good order, also while things are starting. Who asks twice does not wait for it: the last will
  // ends what is left.
  const end = (): void => {
    if (asked.signal.aborted) process.exit(1)
    asked.abort()
  }
  whenTold(end)
  try {
    const cluster = await LocalCluster.start(options)
    tell(cluster, options)
    if (!asked.signal.aborted) await once(asked.signal, 'abort')
    await cluster.stop()
    say('All have ended.')
  } catch (error) {
    if (error !== asked.signal.reason) throw error
    say('All that had been started has ended.')
  }
  return 0
}

function tell(cluster: LocalCluster, { data }: ClusterOptions): void {
  const { postgres, redis } = cluster.servers
  say(`PostgreSQL is process ${postgres}, redis-server process ${redis}.`)
  for (const { name, url, pid } of cluster.members) say(`${name}: ${url} (process ${pid})`)
  if (data === undefined) say(`Everything is in ${cluster.folder}, and goes with the cluster. Ctrl-C ends it.`)
  else say(`Everything is kept in ${cluster.folder}. Ctrl-C ends the cluster.`)
  say(cluster.url)
}

function wholeNumber(name: string, given: string, least: number, most: number): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number >= least && number <= most) return number
  throw new WrongArguments('run cluster', `${name} is "${given}", and takes a whole number from ${least} to ${most}`)
}
