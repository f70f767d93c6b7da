// The editor's pages as the relay serves them: a strict Content-Security-Policy, assets for ever, the page always fresh.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Entrance } from '../../server/access/entrance.ts'
import { OpenAccess } from '../../server/access/access.ts'
import type { Documents } from '../../server/documents.ts'
import type { Folders } from '../../server/folders.ts'
import type { EventStreams } from '../../server/events/event-streams.ts'
import type { WatchStreams } from '../../server/events/watch-streams.ts'
import { createHttp } from '../../server/http/http.ts'
import { createLog } from '../../server/log.ts'
import type { Comments } from '../../server/jobs/comments.ts'
import type { Content } from '../../server/jobs/content.ts'
import type { Versions } from '../../server/jobs/versions.ts'
import type { Imports } from '../../server/jobs/imports.ts'
import type { AttachmentStore, Store } from '../../server/store/store.ts'
import type { WorkspaceStore } from '../../server/store/workspace.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ligature-editor-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Ligature</title>')
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'export {}')
  writeFileSync(join(folder, 'sw.js'), '')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const served = (editor: string): ReturnType<typeof createHttp> =>
  createHttp({
    entrance: new Entrance({ host: '127.0.0.1', origins: [], publicUrl: undefined }),
    // The pages need no store: whoever asked one here would fail.
    store: {} as Store & WorkspaceStore,
    documents: {} as Documents,
    folders: {} as Folders,
    attachments: {} as AttachmentStore,
    maxAttachmentBytes: 0,
    lines: { line: () => undefined },
    unfinished: () => () => true,
    maxFrameBytes: 0,
    access: new OpenAccess(),
    tokens: { principalOf: () => Promise.reject(new Error('no token is shown here')) },
    authorNames: async () => new Map(),
    content: {} as Content,
    versions: {} as Versions,
    comments: {} as Comments,
    now: () => 0,
    imports: {} as Imports,
    takeExport: () => () => undefined,
    log: createLog('silent'),
    graphqlIntrospection: false,
    events: {} as EventStreams,
    people: {} as WatchStreams<never>,
    openComments: {} as WatchStreams<never>,
    firstFrameSeconds: undefined,
    saveFailure: () => undefined,
    draining: () => false,
    metrics: () => '',
    editor,
  })
const headers = { host: '127.0.0.1:4455' }

test('the page may load nothing but its own, and nobody may frame it', async () => {
  const app = await served(folder)
  for (const url of ['/', '/documents', '/d/some-id']) {
    const page = await app.inject({ url, headers })
    expect({ url, status: page.statusCode, body: page.body }).toMatchObject({
      url,
      status: 200,
      body: expect.stringContaining('<title>Ligature'),
    })
    const policy = new Map(
      String(page.headers['content-security-policy'])
        .split(';')
        .map((rule) => {
          const [name = '', ...sources] = rule.trim().split(' ')
          return [name, sources.join(' ')]
        }),
    )
    expect(policy.get('default-src')).toBe("'none'")
    for (const name of ['script-src', 'connect-src', 'worker-src']) expect(policy.get(name)).toBe("'self'")
    for (const name of ['frame-ancestors', 'base-uri', 'form-action']) expect(policy.get(name)).toBe("'none'")
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe-|\*|https?:/)
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    })
    expect(page.headers['strict-transport-security']).toBeUndefined()
  }
  await app.close()
})

test('hashed assets are kept for ever, the service worker never, and no path leads out of the folder', async () => {
  const app = await served(folder)
  expect((await app.inject({ url: '/assets/main-abc123.js', headers })).headers['cache-control']).toMatch(/immutable/)
  expect((await app.inject({ url: '/sw.js', headers })).headers['cache-control']).toBe('no-cache')
  for (const url of [
    '/../package.json',
    '/assets/../../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/',
    '/index.htm',
  ])
    expect((await app.inject({ url, headers })).statusCode).not.toBe(200)
  await app.close()
})

test('when the editor is built anew under a relay that runs, the new page gets its new assets', async () => {
  const editor = mkdtempSync(join(folder, 'rebuilt-'))
  const build = (hash: string): void => {
    rmSync(editor, { recursive: true })
    mkdirSync(join(editor, 'assets'), { recursive: true })
    writeFileSync(join(editor, 'index.html'), `<script src="/assets/main-${hash}.js"></script>`)
    writeFileSync(join(editor, 'assets', `main-${hash}.js`), `export const hash = '${hash}'`)
  }
  build('old')
  const app = await served(editor)
  build('new')
  const page = await app.inject({ url: '/', headers })
  const script = /src="([^"]+)"/.exec(page.body)![1]!
  const asset = await app.inject({ url: script, headers })
  expect({ script, status: asset.statusCode, body: asset.body }).toEqual({
    script: '/assets/main-new.js',
    status: 200,
    body: "export const hash = 'new'",
  })
  expect(asset.headers).toMatchObject({
    'cache-control': expect.stringContaining('immutable'),
    'content-type': expect.stringContaining('javascript'),
  })
  await app.close()
})

test('an asset that is not there, or nowhere that one could be, is an ordinary not found', async () => {
  const app = await served(folder)
  for (const url of [
    '/assets/main-gone.js',
    '/assets/..%2findex.html',
    '/assets/%2e%2e%2findex.html',
    '/assets/..%5cindex.html',
    '/assets/.',
    '/assets/%2fetc%2fpasswd',
  ]) {
    const answer = await app.inject({ url, headers })
    expect({ url, status: answer.statusCode, code: answer.json<{ code: string }>().code }).toEqual({
      url,
      status: 404,
      code: 'not-found',
    })
  }
  expect((await app.inject({ method: 'POST', url: '/assets/main-abc123.js', headers })).statusCode).toBe(405)
  await app.close()
})

test('an editor that is not built is said in words, as problem+json', async () => {
  const app = await served(join(folder, 'nowhere'))
  const page = await app.inject({ url: '/', headers })
  expect(page.headers['content-type']).toMatch(/^application\/problem\+json\b/)
  expect(page.json()).toMatchObject({ code: 'not-found', detail: expect.stringContaining('npm run build') })
  await app.close()
})
