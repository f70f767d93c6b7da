// Makes a trouble happen, and takes it away again.
import { assertNever } from '../../../server/errors.ts'
import { until } from '../../support/until.ts'
import type { ProxiedRelay, Servers } from './servers.ts'
import type { Trouble } from './trouble.ts'

/** Between two of what is done again and again. */
const AGAIN_MS = 400
/** On a machine with much other work to do a relay takes half a minute. */
const START_MS = 120_000

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves when it is over. `violated` hears of a relay that has ended by itself, or could not end well. */
export async function cause(servers: Servers, trouble: Trouble, violated: (what: string) => void): Promise<void> {
  const { postgres, redis } = servers
  switch (trouble.does) {
    case 'kill a relay':
    case 'stop a relay':
    case 'freeze a relay': {
      const { relay } = servers.relays[trouble.relay]!
      if (!relay.running) violated(`relay ${trouble.relay} has ended by itself: ${relay.stderr}`)
      if (trouble.does === 'freeze a relay') {
        relay.signal('SIGSTOP')
        await pass(trouble.forMs)
        return relay.signal('SIGCONT')
      }
      if (trouble.does === 'kill a relay') await relay.kill()
      else await relay.stop()
      await pass(trouble.forMs)
      return await comesUp(relay)
    }
    case 'kill Redis':
      await redis.stop()
      await pass(trouble.forMs)
      return await redis.startAgain()
    case 'freeze Redis':
      redis.signal('SIGSTOP')
      await pass(trouble.forMs)
      return redis.signal('SIGCONT')
    case 'ask of Redis':
      return await again(trouble.forMs, () => redis.ask(...(trouble.command.split(' ') as [string, ...string[]])))
    case 'kill PostgreSQL':
    case 'restart PostgreSQL':
      await postgres.end(trouble.does === 'kill PostgreSQL' ? 'SIGKILL' : 'SIGINT')
      await pass(trouble.forMs)
      // Those who served its clients may be a moment behind it, and it waits for no one.
      return void (await until('PostgreSQL to start', () => succeeds(postgres.startAgain()), START_MS))
    case 'turn relays out of PostgreSQL':
      return await again(trouble.forMs, () =>
        servers.ask(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ligature' AND random() < $1`,
          [trouble.share],
        ),
      )
    case 'disturb':
      proxyOf(servers, trouble).disturb(trouble)
      await pass(trouble.forMs)
      return proxyOf(servers, trouble).heal()
    case 'cut':
      proxyOf(servers, trouble).cut(trouble.how, trouble.share)
      await pass(trouble.forMs)
      return proxyOf(servers, trouble).heal()
    case 'refuse':
      proxyOf(servers, trouble).cut('closed')
      proxyOf(servers, trouble).refuse()
      await pass(trouble.forMs)
      return proxyOf(servers, trouble).heal()
    default:
      assertNever(trouble)
  }
}

const proxyOf = ({ relays }: Servers, { relay, side }: Extract<Trouble, { side: unknown }>) =>
  relays[relay]!.proxies[side]

async function again(forMs: number, does: () => Promise<unknown>): Promise<void> {
  for (let passed = 0; passed < forMs; passed += AGAIN_MS) {
    await does()
    await pass(Math.min(AGAIN_MS, forMs - passed))
  }
}

/** Without its database it does not start; whoever runs it has it started again and again. */
async function comesUp(relay: ProxiedRelay['relay']): Promise<void> {
  const refusals: string[] = []
  const starts = (): Promise<boolean> =>
    succeeds(
      relay.start().catch((error: unknown) => {
        refusals.push(String(error))
        throw error
      }),
    )
  await until('the relay to start', starts, START_MS).catch((error: unknown) => {
    throw new Error(`${String(error)}; ${refusals.join('; ')}`, { cause: error })
  })
}

const succeeds = (done: Promise<void>): Promise<boolean> =>
  done.then(
    () => true,
    () => false,
  )
