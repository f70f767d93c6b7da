// app://ligature: the editor's files, one page for every address of the app, nothing from outside the folder.
import Fastify from 'fastify'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servePages } from '../../electron/main/pages.ts'
import { protect } from '../../server/http/editor-files.ts'

let home: string
let serve: ReturnType<typeof servePages>

const get = (path: string): Promise<Response> => serve({ url: `app://ligature${path}`, method: 'GET' })

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ligature-pages-'))
  await mkdir(join(home, 'renderer', 'assets'), { recursive: true })
  await writeFile(join(home, 'renderer', 'index.html'), '<!doctype html>the page')
  await writeFile(join(home, 'renderer', 'assets', 'main-1.js'), 'the script')
  await writeFile(join(home, 'secret.txt'), 'the secret')
  serve = servePages(join(home, 'renderer'), async () => ['http://127.0.0.1:41000'])
})
afterAll(async () => {
  await rm(home, { recursive: true })
})

describe('app://ligature', () => {
  test.each(['/', '/index.html', '/documents', '/d/abc_-1'])('%s is the page', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('the page')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  test('the page may talk to the relay of this launch and to nobody else', async () => {
    const policy = (await get('/d/abc')).headers.get('content-security-policy')
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:41000 ws://127.0.0.1:41000;")
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  test('the page has the policy of the page that a relay serves, but for the relay it talks to', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? ''
    const reachable = ['http://127.0.0.1:41000', 'ws://127.0.0.1:41000']
    expect(
      policy
        .replace(` ${reachable.join(' ')}`, '')
        .split('; ')
        .sort(),
    ).toEqual(await policyOfARelay())
  })

  test('files come with their type', async () => {
    const answer = await get('/assets/main-1.js')
    expect(await answer.text()).toBe('the script')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  test.each([
    '/secret.txt',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%2e%2e/secret.txt',
    '/secret.txt%00.js',
    '/%E0%A4%A.js',
    '/assets/none.js',
  ])('%s is refused', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await answer.text()).toBe('')
  })

  test('only GET is answered', async () => {
    expect((await serve({ url: 'app://ligature/', method: 'POST' })).status).toBe(405)
  })
})

async function policyOfARelay(): Promise<string[]> {
  const relay = Fastify()
  await protect(relay)
  relay.get('/', () => 'the page')
  const { headers } = await relay.inject('/')
  await relay.close()
  return String(headers['content-security-policy']).split(';').sort()
}
