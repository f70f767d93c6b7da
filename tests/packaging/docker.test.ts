// The Dockerfile, as far as it can be tried without Docker: the image is put together by the same steps in a folder, and the relay in
// it runs as nobody, with nothing it could change.
import { execFile, spawn } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import { ROOT } from '../../scripts/root.ts'
import { readConfig } from '../../server/config.ts'
import { FrameClient } from '../support/frame-client.ts'
import {
  all,
  buildContext,
  commandIn,
  environmentIn,
  readDockerfile,
  sentToBuild,
} from '../support/packaging/dockerfile.ts'
import { TestPostgres } from '../support/postgres.ts'
import { TestRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
const BUILD_MS = 180_000
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0
const asNobody = isRoot ? { uid: NOBODY, gid: NOBODY } : {}

const stages = readDockerfile(join(ROOT, 'Dockerfile'))
const image = stages.at(-1)!

describe('Dockerfile', () => {
  test('begins each stage with the slim Node, and ends as somebody who is not root', () => {
    expect(stages.map(({ from }) => from)).toEqual(['node:24-slim AS build', 'node:24-slim'])
    const user = Number(all(image, 'USER').at(-1)?.split(':')[0])
    expect(user).toBeGreaterThan(0)
    expect(image.instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      image.instructions.findLastIndex(({ name }) => ['COPY', 'RUN'].includes(name)),
    )
  })

  test('has no packages but those that the build took in, and runs no scripts of theirs', () => {
    expect(all(stages[0]!, 'RUN')).toEqual(['npm ci --ignore-scripts', 'npm run build'])
    expect(all(image, 'RUN').some((line) => line.includes('npm'))).toBe(false)
    expect(all(image, 'COPY').some((line) => line.includes('node_modules'))).toBe(false)
  })

  test('copies only what a build is sent', () => {
    const sent = new Set([...sentToBuild(ROOT), '.'])
    for (const stage of stages)
      for (const line of all(stage, 'COPY').filter((rest) => !rest.startsWith('--from=')))
        for (const name of line.split(' ').slice(0, -1)) expect(sent, line).toContain(name)
    for (const secret of ['.env', '.git', 'ligature-data', 'node_modules', 'out']) expect(sent).not.toContain(secret)
  })

  test('as it is it lets nobody in: whoever runs it has to say how', () => {
    expect(() => readConfig(environmentIn(image))).toThrow('LIGATURE_ALLOW_OPEN_NETWORK')
  })
})

describe('the image, put together by hand', () => {
  let folder: string
  let at: string
  let data: string
  const healthy = async (env: Readonly<Record<string, string>>): Promise<boolean> => {
    const [program, ...args] = commandIn(all(image, 'HEALTHCHECK')[0]!)
    expect(program).toBe('node')
    return await run(process.execPath, args, { env: { ...env }, cwd: at, ...asNobody }).then(
      () => true,
      () => false,
    )
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ligature-image-'))
    chmodSync(folder, 0o755)
    const context = join(folder, 'context')
    await buildContext(ROOT, context)
    expect(all(stages[0]!, 'RUN').at(-1)).toBe('npm run build')
    await run(process.execPath, [join(context, 'scripts', 'run.mjs'), 'build'], { cwd: context, timeout: BUILD_MS })
    at = join(folder, 'opt')
    mkdirSync(at)
    for (const line of all(image, 'COPY')) {
      const [, names = ''] = /^(?:--from=\w+ )?(.*)$/.exec(line)!
      const [to = '', ...from] = names.split(' ').toReversed()
      for (const name of from)
        cpSync(join(context, name.replace(/^\/src\//, '')), join(at, to === './' ? name : to), { recursive: true })
    }
    await run('chmod', ['-R', 'a-w,a+rX', at])
    data = join(folder, 'data')
    mkdirSync(data, { mode: 0o700 })
    if (isRoot) chownSync(data, NOBODY, NOBODY)
  }, BUILD_MS)
  afterAll(async () => {
    await run('chmod', ['-R', 'u+w', folder])
    rmSync(folder, { recursive: true, force: true })
  })

  test.each([
    ['alone, on its folder', async () => ({ env: {}, end: async () => undefined })],
    ['with a secret', async () => ({ env: { LIGATURE_SECRET: 's'.repeat(32) }, end: async () => undefined })],
    [
      'on PostgreSQL and Redis',
      async () => {
        const [postgres, redis] = [await TestPostgres.start(), await TestRedis.start()]
        return {
          env: { DATABASE_URL: await postgres.database('image'), REDIS_URL: redis.url },
          end: async () => {
            await postgres.stop()
            await redis.stop()
          },
        }
      },
    ],
  ] as const)(
    'runs %s, is found healthy until it ends, and changes nothing of itself',
    { timeout: 60_000 },
    async (_, prepare) => {
      const { env: more, end } = await prepare()
      onTestFinished(end)
      const port = await freePort()
      const env = {
        ...environmentIn(image),
        LIGATURE_DATA: data,
        LIGATURE_PORT: String(port),
        LIGATURE_ALLOW_OPEN_NETWORK: '1',
        ...more,
      }
      expect(await healthy(env)).toBe(false)
      const [program, ...args] = commandIn(all(image, 'ENTRYPOINT')[0]!)
      expect(program).toBe('node')
      const relay = spawn(process.execPath, args, { env, cwd: at, stdio: ['ignore', 'pipe', 'pipe'], ...asNobody })
      let said = ''
      for (const stream of [relay.stdout, relay.stderr])
        stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
      try {
        await until(
          `it to listen`,
          () => {
            if (relay.exitCode !== null) throw new Error(said)
            return said.includes('"msg":"listening"')
          },
          30_000,
        )
        expect(await healthy(env)).toBe(true)
        const headers: Record<string, string> =
          'LIGATURE_SECRET' in more ? { authorization: `Bearer ${String(more.LIGATURE_SECRET)}` } : {}
        const page = await fetch(`http://127.0.0.1:${port}/`, { headers })
        expect(await page.text()).toContain('<div id="root">')
        const ada = await FrameClient.join({ syncUrl: `ws://127.0.0.1:${port}/sync` }, 'in-a-container', { headers })
        ada.type('kept')
        await ada.allSaved()
        ada.leave()
      } finally {
        relay.kill('SIGTERM')
        await until('it to end', () => relay.exitCode ?? relay.signalCode ?? false, 15_000).catch(() =>
          relay.kill('SIGKILL'),
        )
      }
      expect(relay.exitCode).toBe(0)
      expect(await healthy(env)).toBe(false)
    },
  )
})
