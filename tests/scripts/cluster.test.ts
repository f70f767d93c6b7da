// `npm run cluster`: what it starts, that nothing of it is left behind however it ends, and what it says when it cannot start.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ROOT } from '../../scripts/root.ts'
import { TestCluster } from '../support/cluster.ts'
import { FrameClient } from '../support/frame-client.ts'
import { descendantsOf, type Process, runs } from '../support/processes.ts'
import { until } from '../support/until.ts'

const START_MS = 150_000

let clusters: TestCluster[]
beforeEach(() => {
  clusters = []
})
afterEach(async () => {
  await Promise.all(clusters.filter(({ ended }) => !ended).map((cluster) => cluster.stop()))
}, 60_000)

async function start(...args: string[]): Promise<TestCluster> {
  const cluster = await TestCluster.start(args)
  clusters.push(cluster)
  return cluster
}

async function startInVain(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  code = 1,
): Promise<string> {
  const cluster = new TestCluster(args, env)
  clusters.push(cluster)
  expect(await cluster.exit()).toBe(code)
  // A sentence for a person, and no stack.
  expect(cluster.output).not.toMatch(/^\s+at /m)
  return cluster.output
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false // There is no such process.
  }
}
const there = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
const processesOf = (cluster: TestCluster): number[] => [...cluster.servers, ...cluster.members.map(({ pid }) => pid)]

describe('npm run cluster', { timeout: START_MS }, () => {
  test('serves the editor through the balancer, starts again who ends, and is gone after Ctrl-C', async () => {
    const cluster = await start('--relays', '2')
    expect(cluster.members.map(({ name }) => name)).toEqual(['relay 1', 'relay 2'])
    const page = await fetch(`${cluster.url}/d/a-document`, { headers: { origin: cluster.url } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<div id="root">')
    const [postgres, redis] = cluster.servers
    const before = processesOf(cluster)
    process.kill(redis!, 'SIGKILL')
    process.kill(postgres!, 'SIGKILL')
    await until(
      'both to be back',
      () => /^redis-server is back/m.test(cluster.output) && /^PostgreSQL is back/m.test(cluster.output),
      30_000,
    )
    const ada = await until('a relay to take something', async () => {
      const client = await FrameClient.join(cluster, 'after-all')
      return client.closeCode === undefined ? client : undefined
    })
    ada.type('still here')
    await ada.allSaved()
    ada.leave()
    const { folder } = cluster
    expect(await there(folder)).toBe(true)
    expect(await cluster.stop()).toBe(0)
    expect(before.some(alive)).toBe(false)
    expect(await there(folder)).toBe(false)
  })

  test('leaves nothing behind when it is killed', async () => {
    const cluster = await start()
    const { folder } = cluster
    const processes = processesOf(cluster)
    expect(processes).toHaveLength(5)
    cluster.signal('SIGKILL')
    await until('all of it to be gone', async () => !processes.some(alive) && !(await there(folder)), 30_000)
  })

  test('--data keeps what was written', async () => {
    const data = await mkdtemp(join(tmpdir(), 'ligature-kept-'))
    // Where root runs this, PostgreSQL is another user, who has to come here.
    const home = join(data, 'cluster')
    await chmod(data, 0o755)
    const first = await start('--relays', '1', '--data', home)
    const ada = await FrameClient.join(first, 'kept')
    ada.type('for tomorrow')
    await ada.allSaved()
    ada.leave()
    expect(await first.stop()).toBe(0)
    const second = await start('--relays', '1', '--data', home)
    expect((await FrameClient.join(second, 'kept')).text).toBe('for tomorrow')
    expect(await startInVain(['--data', home])).toMatch(/postmaster\.pid/)
    expect(await second.stop()).toBe(0)
    await rm(data, { recursive: true })
  })
})

describe.runIf(process.platform === 'linux')('npm run cluster, ended at a bad moment', { timeout: START_MS }, () => {
  let caught: Process[]
  beforeEach(() => {
    caught = []
  })
  afterEach(() => {
    for (const one of caught) if (runs(one)) process.kill(one.pid, 'SIGKILL')
    for (const cluster of clusters) cluster.signal('SIGCONT')
  })

  const found = (cluster: TestCluster, command: string): Process | undefined =>
    descendantsOf(cluster.pid).find((one) => one.command.includes(command))

  /** Everything of it when this is spawned, while it can spawn nothing more. */
  async function stopAt(cluster: TestCluster, command: string, before?: Process): Promise<readonly Process[]> {
    const spawned = (): boolean => {
      if (cluster.ended) throw new Error(`it has ended: ${cluster.output}`)
      const one = found(cluster, command)
      return one !== undefined && one.pid !== before?.pid
    }
    await until(`${command} to be spawned`, spawned, 60_000)
    cluster.signal('SIGSTOP')
    const all = descendantsOf(cluster.pid)
    caught.push(...all)
    return all
  }

  /** Whatever it keeps is in `home`. */
  async function startIn(home: string): Promise<TestCluster> {
    await mkdir(home)
    await chmod(home, 0o755)
    const cluster = new TestCluster(['--relays', '1'], { TMPDIR: home })
    clusters.push(cluster)
    return cluster
  }

  async function nothingLeft(all: readonly Process[], home: string): Promise<void> {
    await until('all of it to be gone', async () => !all.some(runs) && (await readdir(home)).length === 0, 30_000)
  }

  test('leaves nothing behind when it is killed as it starts one of them, or starts one again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-moments-'))
    await chmod(folder, 0o755)
    const killedAt = async (moment: string): Promise<void> => {
      const home = join(folder, moment.replaceAll('/', '-'))
      const cluster = await startIn(home)
      const all = await stopAt(cluster, moment)
      cluster.signal('SIGKILL')
      await nothingLeft(all, home)
    }
    const killedAgain = async (): Promise<void> => {
      const home = join(folder, 'again')
      const cluster = await startIn(home)
      await until('all to be there', () => cluster.output.includes('http:'), 60_000)
      const before = found(cluster, 'bin/postgres -D')!
      process.kill(before.pid, 'SIGKILL')
      const all = await stopAt(cluster, 'bin/postgres -D', before)
      cluster.signal('SIGKILL')
      await nothingLeft(all, home)
    }
    const moments = ['redis-server', 'bin/initdb', 'bin/postgres -D']
    const ends = await Promise.allSettled([...moments.map(killedAt), killedAgain()])
    expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : 'gone'))).toEqual(ends.map(() => 'gone'))
    await rm(folder, { recursive: true })
  })

  test('Ctrl-C while it starts ends what has been started, with a sentence, and a second one does not wait', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-ctrl-c-'))
    await chmod(folder, 0o755)
    const homes = [join(folder, 'patient'), join(folder, 'hasty')] as const
    const [patient, hasty] = [await startIn(homes[0]), await startIn(homes[1])]
    const all = await Promise.all([patient, hasty].map((cluster) => stopAt(cluster, 'bin/initdb')))
    patient.signal('SIGINT')
    patient.signal('SIGCONT')
    hasty.signal('SIGINT')
    // Another, for two of a kind that wait to be heard are one.
    hasty.signal('SIGTERM')
    hasty.signal('SIGCONT')
    expect([await patient.exit(), await hasty.exit()]).toEqual([0, 1])
    expect(patient.output).toMatch(/^All that had been started has ended\.$/m)
    for (const [nth, home] of homes.entries()) await nothingLeft(all[nth]!, home)
    await rm(folder, { recursive: true })
  })

  test('whoever does not come back is tried again until it does, or until all are ended', async () => {
    const cluster = await start('--relays', '1')
    const [relay] = cluster.members
    /** Nobody can start PostgreSQL again while one of its children has not noticed that it is gone. */
    const endPostgres = async (): Promise<() => void> => {
      const server = found(cluster, 'bin/postgres -D')!
      const child = await until('PostgreSQL to have a child', () => descendantsOf(server.pid)[0])
      caught.push(child)
      process.kill(child.pid, 'SIGSTOP')
      process.kill(server.pid, 'SIGKILL')
      return () => process.kill(child.pid, 'SIGCONT')
    }
    const letPostgresBack = await endPostgres()
    process.kill(relay!.pid, 'SIGKILL')
    await until('the relay to have been tried', () => /^relay 1 does not come back/m.test(cluster.output), 30_000)
    letPostgresBack()
    await until('both to be back', () => cluster.output.match(/^(PostgreSQL|relay 1) is back/gm)?.length === 2, 30_000)
    const letPostgresGo = await endPostgres()
    await until('this to be noticed', () => cluster.output.match(/^PostgreSQL has ended/gm)?.length === 2)
    const all = descendantsOf(cluster.pid)
    caught.push(...all)
    cluster.signal('SIGINT')
    await until('all others to have been ended', () => found(cluster, 'redis-server') === undefined, 30_000)
    letPostgresGo()
    expect(await cluster.exit()).toBe(0)
    await until('all of it to be gone', () => !all.some(runs))
  })
})

describe('npm run cluster, when it cannot start', { timeout: START_MS }, () => {
  test('says what each option takes', async () => {
    const help = new TestCluster(['--help'])
    expect(await help.exit()).toBe(0)
    for (const option of ['--relays', '--port', '--data']) expect(help.output).toContain(option)
    const refused = (...args: readonly string[]): Promise<string> => startInVain(args, {}, 2)
    expect(await refused('--relays', '0')).toContain('--relays is "0", and takes a whole number from 1 to 16; npm run')
    expect(await refused('--port', 'x')).toContain('--port is "x"')
    expect(await refused('--wrong')).toContain(
      "Unknown option '--wrong'; npm run cluster -- --help tells what it takes.",
    )
  })

  test('says that the port is taken, and by which option another is named', async () => {
    const stranger = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const { port } = stranger.address() as AddressInfo
    expect(await startInVain(['--port', String(port)])).toContain(
      `Port ${port} is in use. Stop what listens there, or name another with --port`,
    )
    stranger.close()
  })

  test('says that nothing can be kept where it was told to', async () => {
    const file = join(ROOT, 'package.json')
    expect(await startInVain(['--data', file])).toContain(`Nothing can be kept in ${file}`)
  })

  test('says that redis-server is missing, and how to come by it', async () => {
    const said = await startInVain([], { REDIS_SERVER: '/nowhere/redis-server' })
    expect(said).toContain('redis-server was not found: run `npm run pretest -- --yes`, or set REDIS_SERVER')
  })

  test('says that PostgreSQL is missing, and how to come by it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ligature-bare-'))
    await cp(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true })
    const script = `import('${join(folder, 'scripts', 'postgres-process.ts')}').then(({ PostgresProcess }) => PostgresProcess.start('${join(folder, 'postgres')}')).catch(({ message }) => console.log(message))`
    const bare = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    bare.stdout.on('data', (text: Buffer) => (said += text.toString()))
    await once(bare, 'close')
    expect(said).toMatch(/^PostgreSQL was not found: `npm ci` brings it/)
    await rm(folder, { recursive: true })
  })

  test('says what a relay says of its settings, and leaves nothing running', async () => {
    const said = await startInVain([], { LIGATURE_RATE_FRAMES: 'fast' })
    expect(said).toContain('LIGATURE_RATE_FRAMES is "fast"; it takes')
  })
})
