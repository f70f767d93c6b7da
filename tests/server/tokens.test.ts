// Service tokens: made, listed, changed and revoked by a command beside a running relay, and taken by it in the place of its secret. A real relay
// and the real command.
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCommand } from '../../server/commands.ts'
import { ContentClient } from '../support/content-client.ts'
import { command, look, withDatabase } from '../support/data-folder.ts'
import { EventReader } from '../support/event-reader.ts'
import { RawPeer } from '../support/raw-peer.ts'
import { TestRelay } from '../support/relay.ts'
import { RestClient } from '../support/rest-client.ts'
import { makeToken } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const SECRET = 'k3-0f_this-launch-and-of-no-other-one'
const ALL = 'content:read,content:write,documents:read,documents:write'
/** R9. */
const WITHIN_MS = 1_000
/** A busy machine. */
const SLACK_MS = 2_000

let relay: TestRelay
let rest: RestClient
beforeAll(async () => {
  relay = await TestRelay.start({ env: { LIGATURE_SECRET: SECRET, LIGATURE_LOG: 'debug' } })
  rest = new RestClient(relay)
})
afterAll(async () => {
  await relay.dispose()
})

const made = (name: string, scopes = ALL, ...more: readonly string[]): Promise<string> =>
  makeToken(relay.data, name, scopes, ...more)

const bearing = (token: string): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${token}` },
})
const answered = async (method: string, target: string, token: string): Promise<unknown> => {
  const { status, body } = await rest.ask(method, target, bearing(token))
  return [status, body?.['code']]
}

test('A5: a token is taken where the relay asks for its secret, acts under its own name, and does what its scopes say', async () => {
  const { code, stdout, lines } = await command(relay.data, 'tokens', 'create', '--name', 'nightly', '--scopes', ALL)
  expect({ code, lines }).toEqual({ code: 0, lines: [expect.stringContaining('“nightly”')] })
  expect(stdout).toMatch(/^lgt_[\w-]{43}\n$/)
  expect(lines.join()).not.toContain(stdout.trim())
  const script = new ContentClient(relay, stdout.trim())
  await script.create('minutes', 'Minutes')
  await script.write('minutes', 'append', 'Hello.')
  expect(await script.text('minutes')).toBe('Hello.\n')
  const [{ id }] = look<{ id: string }>(relay.data, `SELECT id FROM tokens WHERE name = 'nightly'`) as [{ id: string }]
  expect(look(relay.data, 'SELECT author FROM log')).toEqual([{ author: `token:${id}` }])
  await until(
    'its use to be noted',
    () => look<{ used: number }>(relay.data, 'SELECT used_at AS used FROM tokens')[0]?.used,
  )

  const reader = await made('reader', 'content:read')
  expect(await answered('GET', '/api/v1/documents/minutes/content', reader)).toEqual([200, undefined])
  const write = await rest.ask('POST', '/api/v1/documents/minutes/content', {
    body: 'x',
    headers: { ...bearing(reader).headers, 'content-type': 'text/markdown' },
  })
  expect([write.status, write.body?.['code'], write.body?.['detail']]).toEqual([
    403,
    'scope-required',
    expect.stringContaining('content:write'),
  ])
})

test('a token for one document knows of no other, and of no list', async () => {
  const token = await made('single', ALL, '--document', 'journal')
  const script = new ContentClient(relay, token)
  await script.create('journal')
  await script.write('journal', 'append', 'Hello.')
  expect(await answered('GET', '/api/v1/documents/journal', token)).toEqual([200, undefined])
  for (const target of ['/api/v1/documents/minutes', '/api/v1/documents/minutes/content', '/api/v1/documents'])
    expect(await answered('GET', target, token)).toEqual([403, 'forbidden'])
  for (const target of ['documents/minutes', 'documents', 'folders', 'search?q=hello']) {
    const { body } = await rest.ask('GET', `/api/v1/${target}`, bearing(token))
    expect([target, body?.['detail']]).toEqual([target, 'this token is only for the document journal'])
  }
})

test('R9: what was revoked, by name or id, opens nothing a second later; what has expired opens nothing; neither is a guest', async () => {
  const [short, revoked] = [await made('short', ALL, '--expires', '12h'), await made('revoked')]
  for (const token of [short, revoked])
    expect(await answered('GET', '/api/v1/documents', token)).toEqual([200, undefined])
  const said = await command(relay.data, 'tokens', 'revoke', 'revoked')
  expect([said.code, said.stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f]{12} “revoked” is revoked\.\n$/)])
  await until(
    'the revoked token to be refused',
    async () => {
      const [status] = (await answered('GET', '/api/v1/documents', revoked)) as [number]
      return status === 401
    },
    WITHIN_MS,
  )
  expect(await answered('GET', '/api/v1/documents', revoked)).toEqual([401, 'bad-token'])
  withDatabase(relay.data, (database) => database.exec(`UPDATE tokens SET expires_at = 1 WHERE name = 'short'`))
  await until(
    'the expired token to be refused',
    async () => {
      const { status, body } = await rest.ask('GET', '/api/v1/documents', bearing(short))
      return status === 401 && String(body?.['detail']).includes('valid until 1970')
    },
    WITHIN_MS,
  )
  const again = await command(relay.data, 'tokens', 'revoke', 'revoked')
  expect([again.code, again.lines]).toEqual([1, [expect.stringContaining('"revoked"')]])
})

test('R9: what a token may do is changed by a command, by name or id, and on the relay a second later', async () => {
  const script = new ContentClient(relay, await made('ledger keeper'))
  await script.create('ledger')
  await script.write('ledger', 'append', 'Hello.')
  const token = await made('changed', 'documents:read')
  const now = (method: string, target: string, status: number): Promise<unknown> =>
    until(
      `${method} ${target} to be answered ${status}`,
      async () => ((await answered(method, target, token)) as [number])[0] === status,
      WITHIN_MS,
    )
  expect(await answered('GET', '/api/v1/documents', token)).toEqual([200, undefined])
  const more = await command(relay.data, 'tokens', 'change', 'changed', '--scopes', 'content:read')
  expect([more.code, more.lines]).toEqual([0, []])
  expect(more.stdout).toMatch(
    /^Now it is ([0-9a-f]{12}) “changed” \(content:read; all documents; .*until revoked\)\.\n$/,
  )
  await now('GET', '/api/v1/documents', 403)
  expect(await answered('GET', '/api/v1/documents/ledger/content', token)).toEqual([200, undefined])
  const [id] = /[0-9a-f]{12}/.exec(more.stdout)!
  const narrow = await command(relay.data, 'tokens', 'change', id, '--document', 'ledger', '--expires', '12h')
  // What is not named stays as it is.
  expect(narrow.stdout).toMatch(/“changed” \(content:read; only ledger; .*, valid until /)
  expect(narrow.lines).toEqual([])
  await now('GET', '/api/v1/documents/journal/content', 403)
  expect(await answered('GET', '/api/v1/documents/ledger/content', token)).toEqual([200, undefined])
  withDatabase(relay.data, (database) => database.exec(`UPDATE tokens SET expires_at = 1 WHERE name = 'changed'`))
  await now('GET', '/api/v1/documents/ledger/content', 401)
  const wide = await command(relay.data, 'tokens', 'change', 'changed', '--all-documents', '--expires', 'never')
  expect(wide.stdout).toMatch(/\(content:read; all documents; .*valid until revoked\)/)
  await now('GET', '/api/v1/documents/ledger/content', 200)
})

test('a token that is revoked, or that nobody made, is not changed, and it is said why', async () => {
  await made('over')
  await command(relay.data, 'tokens', 'revoke', 'over')
  for (const [name, said] of [
    ['over', '"over" was revoked, and that stays so; make another one with tokens create.'],
    ['ovver', 'No token has the id or the name "ovver"; see tokens list.'],
  ] as const) {
    const { code, stdout, lines } = await command(relay.data, 'tokens', 'change', name, '--all-documents')
    expect({ code, stdout, lines }).toEqual({ code: 1, stdout: '', lines: [said] })
  }
})

test('a token for a document that is not there is made, with a word that it may be a slip', async () => {
  const owner = await made('owner of slips')
  await new ContentClient(relay, owner).create('ended')
  await rest.ask('POST', '/api/v1/documents/ended/trash', bearing(owner))
  await rest.ask('DELETE', '/api/v1/documents/ended', bearing(owner))
  const create = ['tokens', 'create', '--name', 'slip', '--scopes', ALL, '--document']
  const unmade = await command(relay.data, ...create, 'leger')
  expect([unmade.code, unmade.stdout, unmade.lines.slice(1)]).toEqual([
    0,
    expect.stringMatching(/^lgt_/),
    [expect.stringMatching(/There is no document "leger" here yet: .*tokens change [0-9a-f]{12} --document ID\./)],
  ])
  const gone = await command(relay.data, 'tokens', 'change', 'slip', '--document', 'ended')
  expect([gone.code, gone.lines]).toEqual([0, [expect.stringMatching(/"ended" was deleted for ever.*tokens change/)]])
  await new ContentClient(relay, owner).create('there')
  const right = await command(relay.data, 'tokens', 'change', 'slip', '--document', 'there')
  expect([right.code, right.lines]).toEqual([0, []])
})

test('R9: a stream of events ends with its token, revoked or expired, and tells nothing more before', async () => {
  const names = ['revoked while it listens', 'expires while it listens']
  const [revoked, expired] = (await Promise.all(names.map((name) => made(name, 'documents:read')))) as [string, string]
  const readers = await Promise.all(
    [revoked, expired].map((token) => EventReader.open(relay, undefined, 'header', token)),
  )
  for (const reader of readers) await until('the beginning', () => reader.messages.length > 0)
  expect(readers.map(({ ended }) => ended)).toEqual([false, false])
  withDatabase(relay.data, (database) => {
    database.exec(`UPDATE tokens SET revoked_at = 1 WHERE name = '${names[0]}'`)
    database.exec(`UPDATE tokens SET expires_at = 1 WHERE name = '${names[1]}'`)
  })
  for (const reader of readers) await until('the stream to end', () => reader.ended, 2 * WITHIN_MS + SLACK_MS)
  for (const token of [revoked, expired])
    expect(await answered('GET', '/api/v1/documents', token)).toEqual([401, 'bad-token'])
})

test('a wrong one is refused with what RFC 9110 asks for, and opens no session', async () => {
  const wrong = await rest.ask('GET', '/api/v1/documents', bearing(`lgt_${'x'.repeat(43)}`))
  expect([wrong.status, wrong.body?.['code'], wrong.headers['www-authenticate']]).toEqual([
    401,
    'bad-token',
    'Bearer realm="ligature"',
  ])
  const token = await made('socket')
  const peer = await RawPeer.upgrade(relay, '/sync/minutes', { Authorization: `Bearer ${token}` })
  expect([peer.status, peer.body]).toEqual([403, expect.stringContaining('no token opens /sync')])
  peer.leave()
})

test('whoever shows a token is nobody else, whatever stands beside it: a proxy may have let it by for the token', async () => {
  for (const first of [`Bearer ${SECRET}`, 'Basic YWRhOmFkYQ==']) {
    const peer = RawPeer.connect(relay)
    const lines = [
      'GET /api/v1/documents HTTP/1.1',
      `Host: ${new URL(relay.url).host}`,
      `Authorization: ${first}`,
      'Authorization: Bearer lgt_x',
      'Connection: close',
    ]
    peer.sendBytes(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
    await until('the answer', () => peer.body.includes('}'))
    expect([peer.status, peer.body]).toEqual([401, expect.stringContaining('bad-token')])
    peer.leave()
  }
})

test('a list says what each is for and whether it is valid, and no token is in it, in the database, or in the log', async () => {
  const token = await made('listed', 'content:read', '--document', 'journal', '--expires', '2d')
  await rest.ask('GET', `/api/v1/documents?token=${token}`, bearing(token))
  await rest.ask('GET', `/api/v1/documents/minutes?key=${token}`, bearing(token))
  const { stdout, lines } = await command(relay.data, 'tokens', 'list')
  expect(lines).toEqual([])
  expect(stdout).toMatch(
    /^[0-9a-f]{12} “listed” \(content:read; only journal; made .*, never used|used .*, valid until .*\)$/m,
  )
  expect(stdout).toMatch(/“revoked” .*, revoked \d{4}-/)
  expect(stdout).toMatch(/“short” .*, was valid until 1970-/)
  await until('the log to have the address', () => relay.log.some(({ url }) => url === '/api/v1/documents/minutes'))
  const everything = [
    stdout,
    JSON.stringify(relay.log),
    JSON.stringify(look(relay.data, 'SELECT * FROM tokens')),
  ].join()
  expect(everything).not.toContain(token)
})

test.each([
  [['tokens'], /create, list, change or revoke/],
  [['tokens', 'create', '--scopes', 'content:read'], /--name is missing: it says/],
  [['tokens', 'create', '--scopes', 'content:read', '--name', ' '], /--name is missing: it says/],
  [
    ['tokens', 'create', '--scopes', 'content:read', '--name', 'x'.repeat(61)],
    /--name has 61 characters, and may have 60/,
  ],
  [['tokens', 'create', '--scopes', 'content:read', '--name', 'a\nb'], /--name has characters that are none to read/],
  [['tokens', 'create', '--name', 'x'], /--scopes takes/],
  [['tokens', 'create', '--name', 'x', '--scopes', 'content:read,everything'], /it is "content:read,everything"/],
  [['tokens', 'create', '--name', 'x', '--scopes', 'content:read', '--expires', 'soon'], /--expires is "soon"/],
  [['tokens', 'create', '--name', 'x', '--scopes', 'content:read', '--document', 'a/b'], /"a\/b" is no document id/],
  [['tokens', 'revoke'], /revoke: which one\?/],
  [['tokens', 'change'], /change: which one\?/],
  [['tokens', 'change', '--expires', '2d'], /change: which one\?/],
  [['tokens', 'change', 'x'], /nothing to change; give --scopes/],
  [['tokens', 'change', 'x', '--scopes', 'everything'], /tokens change: --scopes takes/],
  [['tokens', 'change', 'x', '--expires', 'soon'], /tokens change: --expires is "soon"/],
  [['tokens', 'change', 'x', '--document', 'a/b'], /"a\/b" is no document id/],
  [['tokens', 'change', 'x', '--document', 'a', '--all-documents'], /and not both/],
  [['tokens', 'change', 'x', '--name', 'y'], /'--name'/],
] as const)('%j is told what it takes', (args, said) => {
  expect(() => readCommand(args)).toThrow(said)
})

test('who asks for help, or makes a mistake, changes nothing', async () => {
  for (const args of [
    ['--help'],
    ['create', '-h'],
    ['change', '-h'],
    ['change', 'x', '--help'],
    ['revoke', '--help'],
    ['list', '--help'],
  ])
    expect(readCommand(['tokens', ...args])).toEqual({ kind: 'help', of: 'tokens' })
  const wrong = await command(relay.data, 'tokens', 'forget')
  expect([wrong.code, wrong.lines]).toEqual([2, [expect.stringContaining('see tokens --help')]])
  const nowhere = await command(join(relay.data, 'nowhere'), 'tokens', 'list')
  expect([nowhere.code, nowhere.lines]).toEqual([2, [expect.stringContaining('There is no database')]])
})
